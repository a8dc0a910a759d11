#include "engine/parse/mask_advice.h"

#include <algorithm>
#include <array>
#include <vector>

#include <tsl/robin_map.h>

#include "engine/base/hash.h"
#include "engine/parse/char_class.h"
#include "engine/parse/log_key_parser.h"
#include "engine/parse/tokens.h"

namespace faultline::parse {

namespace {

/// Fewer templates that differ at one place alone are not worth a mask.
constexpr std::size_t kLeast = 10;
constexpr std::size_t kMostTokens = 32;
constexpr std::size_t kMostAround = 200;

/// Templates that agree but for one place.
struct Crowd {
  std::size_t count = 0;
  std::size_t place = 0;
  std::size_t first = 0;  ///< A template of it.
};

std::uint64_t hashWithout(std::string_view text, const std::vector<TextSpan>& tokens, std::size_t place) {
  std::uint64_t hash = stableHash(text.substr(0, tokens[place].begin), place + 1);
  return stableHash(text.substr(tokens[place].end), hash);
}

/// What all values have in common: their beginning, the characters they are made of, how long they are.
class Shape {
 public:
  void add(std::string_view value) {
    if (m_count++ == 0) m_prefix = value;
    const auto end = std::mismatch(m_prefix.begin(), m_prefix.end(), value.begin(), value.end()).first;
    m_prefix.erase(end, m_prefix.end());
    while (!m_prefix.empty() && (static_cast<unsigned char>(m_prefix.back()) & 0x80U) != 0)
      m_prefix.pop_back();
    for (const char c : value) m_chars[static_cast<unsigned char>(c)] = true;
    m_shortest = std::min(m_shortest, value.size());
    m_longest = std::max(m_longest, value.size());
  }

  /// Of the values, behind `before`, the word that stands in front of them.
  [[nodiscard]] std::string expression(std::string_view before) const {
    // A value's own beginning tells it from other words; without one, the word before has to.
    const std::string front = m_prefix.size() >= 2 ? "\\b" + quoted(m_prefix) : front_(before);
    return front + charClass() + (m_prefix.size() >= 2 ? "*" : "+");
  }

 private:
  static std::string front_(std::string_view before) {
    return before.empty() ? "^" : "\\b" + quoted(before) + "[ =:,]+";
  }

  static std::string quoted(std::string_view text) {
    std::string out;
    for (const char c : text) {
      if (!is(c, kLetter | kDigit) && c != '_' && c != '-') out.push_back('\\');
      out.push_back(c);
    }
    return out;
  }

  [[nodiscard]] std::string charClass() const {
    const auto any = [&](char from, char to) {
      return std::any_of(m_chars.begin() + from, m_chars.begin() + to + 1, [](bool has) { return has; });
    };
    std::string out = "[";
    if (any('a', 'z')) out += "a-z";
    if (any('A', 'Z')) out += "A-Z";
    if (any('0', '9')) out += "0-9";
    for (const char c : {'_', '.', '/', '@', '+', '-'}) {
      if (!m_chars[static_cast<unsigned char>(c)]) continue;
      if (c == '-') out.push_back('\\');
      out.push_back(c);
    }
    const std::string_view known = "_./@+-<>*";
    const bool others = std::any_of(m_chars.begin(), m_chars.end(), [&, i = 0](bool has) mutable {
      const char c = static_cast<char>(i++);
      const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      return has && !plain && known.find(c) == std::string_view::npos;
    });
    if (others || out == "[") return "[^ =:,]";
    return out + "]";
  }

  std::string m_prefix;
  std::array<bool, 256> m_chars{};
  std::size_t m_shortest = static_cast<std::size_t>(-1);
  std::size_t m_longest = 0;
  std::size_t m_count = 0;
};

std::string aroundOf(std::string_view text, TextSpan place) {
  std::string around(text.substr(0, place.begin));
  around += "<?>";
  around += text.substr(place.end);
  if (around.size() > kMostAround) around.resize(kMostAround);
  return around;
}

template <class Action>
void forPlaces(std::string_view text, std::vector<TextSpan>& tokens, const Action& action) {
  splitTokens(text, tokens);
  if (tokens.size() < 2 || tokens.size() > kMostTokens) return;
  for (std::size_t place = 0; place < tokens.size(); ++place) {
    if (spanText(text, tokens[place]) != kWildcard) action(place, hashWithout(text, tokens, place));
  }
}

}  // namespace

std::optional<MaskAdvice> maskAdvice(std::span<const std::string> templates) {
  tsl::robin_map<std::uint64_t, Crowd> crowds;
  std::vector<TextSpan> tokens;
  std::pair<std::uint64_t, Crowd> most;
  for (std::size_t i = 0; i < templates.size(); ++i) {
    forPlaces(templates[i], tokens, [&](std::size_t place, std::uint64_t hash) {
      Crowd& crowd = crowds.try_emplace(hash, Crowd{0, place, i}).first.value();
      if (++crowd.count > most.second.count) most = {hash, crowd};
    });
  }
  if (most.second.count < kLeast) return std::nullopt;
  Shape shape;
  for (const std::string& text : templates) {
    forPlaces(text, tokens, [&](std::size_t place, std::uint64_t hash) {
      if (hash == most.first) shape.add(spanText(text, tokens[place]));
    });
  }
  const std::string& text = templates[most.second.first];
  splitTokens(text, tokens);
  const std::size_t place = most.second.place;
  const std::string_view before = place == 0 ? std::string_view() : spanText(text, tokens[place - 1]);
  return MaskAdvice{shape.expression(before == kWildcard ? std::string_view() : before),
                    aroundOf(text, tokens[place]), std::string(spanText(text, tokens[place])),
                    most.second.count};
}

}  // namespace faultline::parse
