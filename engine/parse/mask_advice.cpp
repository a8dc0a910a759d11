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

/// A token at a place of templates of the same length.
std::uint64_t placed(std::string_view token, std::size_t length, std::size_t place) {
  return stableHash(token, (length << 16U) + place);
}

/// How often each token stands at its place, and which of them are a place's own.
class Frequencies {
 public:
  explicit Frequencies(std::span<const std::string> templates) {
    for (const std::string& text : templates) {
      splitTokens(text, m_tokens);
      if (m_tokens.empty() || m_tokens.size() > kMostTokens) continue;
      ++m_lengths[m_tokens.size()];
      for (std::size_t place = 0; place < m_tokens.size(); ++place) {
        ++m_counts[placed(spanText(text, m_tokens[place]), m_tokens.size(), place)];
      }
    }
  }

  /// Seldom enough to be one of a parameter's values.
  [[nodiscard]] bool varies(std::string_view token, std::size_t length, std::size_t place) const {
    const auto count = m_counts.find(placed(token, length, place));
    const std::size_t templates = m_lengths.at(length);
    return count != m_counts.end() && count->second * kVaried < templates;
  }

 private:
  static constexpr std::size_t kVaried = 8;  ///< A value stands in less than this part of the templates.

  std::vector<TextSpan> m_tokens;
  std::array<std::size_t, kMostTokens + 1> m_lengths{};
  tsl::robin_map<std::uint64_t, std::size_t> m_counts;
};

/// A template's tokens, and which of them vary.
struct Skeleton {
  std::vector<TextSpan> tokens;
  std::vector<bool> varies;
  std::uint64_t hash = 0;  ///< Of all that does not vary.
  bool anchored = false;   ///< A word stays beside one that varies.
};

bool isAnchor(std::string_view token) {
  return token.size() >= 2 && token.find(kWildcard) == std::string_view::npos;
}

void readSkeleton(std::string_view text, const Frequencies& frequencies, Skeleton& skeleton) {
  splitTokens(text, skeleton.tokens);
  const std::size_t length = skeleton.tokens.size();
  skeleton.varies.assign(length, false);
  skeleton.anchored = false;
  if (length > kMostTokens) return;
  skeleton.hash = length;
  for (std::size_t place = 0; place < length; ++place) {
    const std::string_view token = spanText(text, skeleton.tokens[place]);
    skeleton.varies[place] = token != kWildcard && frequencies.varies(token, length, place);
    if (!skeleton.varies[place]) {
      skeleton.hash = stableHash(token, skeleton.hash + place);
    } else if (place > 0 && !skeleton.varies[place - 1]) {
      skeleton.anchored |= isAnchor(spanText(text, skeleton.tokens[place - 1]));
    }
  }
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

  /// Of `run` values one behind the other, behind the word `before`.
  [[nodiscard]] std::string expression(std::string_view before, std::size_t run) const {
    // A value's own beginning tells it from other words; without one, the word before has to.
    if (m_prefix.size() >= 2 && run == 1) return "\\b" + quoted(m_prefix) + charClass() + "*";
    std::string expression = "\\b" + quoted(before);
    for (; run > 0; --run) expression += "[ =:,]+" + charClass() + "+";
    return expression;
  }

 private:
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

std::string aroundOf(std::string_view text, const Skeleton& skeleton) {
  std::string around;
  std::uint32_t kept = 0;
  for (std::size_t place = 0; place < skeleton.tokens.size(); ++place) {
    if (!skeleton.varies[place]) continue;
    around += text.substr(kept, skeleton.tokens[place].begin - kept);
    around += "<?>";
    kept = skeleton.tokens[place].end;
  }
  around += text.substr(kept);
  if (around.size() > kMostAround) around.resize(kMostAround);
  return around;
}

/// The first place that varies behind a word that stays, and how many vary one behind the other.
std::pair<std::size_t, std::size_t> firstRun(std::string_view text, const Skeleton& skeleton) {
  std::size_t place = 1;
  while (!skeleton.varies[place] || skeleton.varies[place - 1] ||
         !isAnchor(spanText(text, skeleton.tokens[place - 1]))) {
    ++place;
  }
  std::size_t end = place;
  while (end < skeleton.varies.size() && skeleton.varies[end]) ++end;
  return {place, end - place};
}

}  // namespace

std::optional<MaskAdvice> maskAdvice(std::span<const std::string> templates) {
  struct Crowd {
    std::size_t count = 0;
    std::size_t first = 0;  ///< A template of it.
  };
  const Frequencies frequencies(templates);
  tsl::robin_map<std::uint64_t, Crowd> crowds;
  std::pair<std::uint64_t, Crowd> most;
  Skeleton skeleton;
  for (std::size_t i = 0; i < templates.size(); ++i) {
    readSkeleton(templates[i], frequencies, skeleton);
    if (!skeleton.anchored) continue;
    Crowd& crowd = crowds.try_emplace(skeleton.hash, Crowd{0, i}).first.value();
    if (++crowd.count > most.second.count) most = {skeleton.hash, crowd};
  }
  if (most.second.count < kLeast) return std::nullopt;
  const std::string& text = templates[most.second.first];
  Skeleton first;
  readSkeleton(text, frequencies, first);
  const auto [place, run] = firstRun(text, first);
  Shape shape;
  for (const std::string& other : templates) {
    readSkeleton(other, frequencies, skeleton);
    if (!skeleton.anchored || skeleton.hash != most.first) continue;
    for (std::size_t i = place; i < place + run; ++i) shape.add(spanText(other, skeleton.tokens[i]));
  }
  return MaskAdvice{shape.expression(spanText(text, first.tokens[place - 1]), run), aroundOf(text, first),
                    std::string(spanText(text, first.tokens[place])), most.second.count};
}

}  // namespace faultline::parse
