#include "engine/parse/typed_masks.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace faultline::parse {

namespace {

enum CharClass : std::uint8_t {
  kDigit = 1,
  kHexLetter = 2,
  kLetter = 4,
  kBlank = 8,
  kJoiner = 16,   ///< Between two parameters: makes them one.
  kOpening = 32,  ///< May stand before a path.
  kClosing = 64,  ///< Ends a path, a URL or an unquoted value.
};

constexpr std::array<std::uint8_t, 256> classTable() {
  std::array<std::uint8_t, 256> table{};
  const auto mark = [&](std::string_view chars, std::uint8_t bit) {
    for (const char c : chars) table[static_cast<unsigned char>(c)] |= bit;
  };
  mark("0123456789", kDigit);
  mark("abcdefABCDEF", kHexLetter);
  mark("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", kLetter);
  for (std::size_t c = 0x80; c < 0x100; ++c) table[c] |= kLetter;
  mark(" \t\n\r\f\v", kBlank | kOpening | kClosing);
  mark(".:,/@+-_#", kJoiner);
  mark("\"'`([{<=:,;|", kOpening);
  mark("\"'`()[]{}<>,;|", kClosing);
  return table;
}

constexpr std::array<std::uint8_t, 256> kClass = classTable();

bool is(char c, int bits) { return (kClass[static_cast<unsigned char>(c)] & bits) != 0; }

/// A run of letters and digits, and what it is made of.
struct Word {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t digits = 0;
  std::size_t changes = 0;  ///< From letter to digit or back.
  bool hex = true;

  [[nodiscard]] std::size_t size() const { return end - begin; }
};

class Scanner {
 public:
  Scanner(std::string_view text, std::vector<TextSpan>& spans) : m_text(text), m_spans(spans) {}

  void run() {
    while (m_at < m_text.size()) {
      const char c = m_text[m_at];
      if (is(c, kDigit | kLetter)) {
        word();
      } else if (c == '/' || c == '\\') {
        path();
      } else if (c == '=') {
        value();
      } else {
        ++m_at;
      }
    }
  }

 private:
  [[nodiscard]] char at(std::size_t i) const { return i < m_text.size() ? m_text[i] : '\0'; }
  [[nodiscard]] bool digitsAt(std::size_t i, std::size_t count) const;
  [[nodiscard]] bool opens(std::size_t i) const { return i == 0 || is(m_text[i - 1], kOpening); }
  [[nodiscard]] Word wordAt(std::size_t begin) const;
  [[nodiscard]] std::size_t stretchEnd(std::size_t i) const;
  [[nodiscard]] std::size_t uuidEnd(std::size_t i) const;
  [[nodiscard]] std::size_t octetsEnd(std::size_t i) const;
  [[nodiscard]] std::size_t dateEnd(std::size_t i) const;
  [[nodiscard]] std::size_t timeEnd(std::size_t i) const;
  [[nodiscard]] std::size_t monthEnd(std::size_t i) const;
  [[nodiscard]] std::size_t unitEnd(std::size_t i) const;

  void word();
  void path();
  void value();
  void digitsWithin(const Word& word);
  void emit(std::size_t begin, std::size_t end);
  void push(std::size_t begin, std::size_t end);
  [[nodiscard]] bool continuesList(TextSpan last, std::size_t begin) const;

  std::string_view m_text;
  std::vector<TextSpan>& m_spans;
  std::size_t m_at = 0;
};

bool Scanner::digitsAt(std::size_t i, std::size_t count) const {
  if (i + count > m_text.size()) return false;
  return std::all_of(m_text.begin() + static_cast<std::ptrdiff_t>(i),
                     m_text.begin() + static_cast<std::ptrdiff_t>(i + count),
                     [](char c) { return is(c, kDigit); });
}

Word Scanner::wordAt(std::size_t begin) const {
  Word word{begin, begin};
  bool digit = false;
  for (; word.end < m_text.size() && is(m_text[word.end], kDigit | kLetter); ++word.end) {
    const char c = m_text[word.end];
    const bool now = is(c, kDigit);
    if (now) ++word.digits;
    if (word.end > begin && now != digit) ++word.changes;
    if (!is(c, kDigit | kHexLetter)) word.hex = false;
    digit = now;
  }
  return word;
}

/// To the next blank, bracket, quote, comma or semicolon, without the punctuation before it.
std::size_t Scanner::stretchEnd(std::size_t i) const {
  std::size_t end = i;
  while (end < m_text.size() && !is(m_text[end], kClosing)) ++end;
  while (end > i && (m_text[end - 1] == '.' || m_text[end - 1] == ':')) --end;
  return end;
}

/// 8-4-4-4-12 hexadecimal digits. Each `...End` gives `i` when there is no such thing at `i`.
std::size_t Scanner::uuidEnd(std::size_t i) const {
  std::size_t end = i;
  for (const std::size_t length : {8, 4, 4, 4, 12}) {
    if (end != i && at(end++) != '-') return i;
    for (std::size_t k = 0; k < length; ++k) {
      if (!is(at(end++), kDigit | kHexLetter)) return i;
    }
  }
  return is(at(end), kDigit | kLetter) ? i : end;
}

/// Six or more pairs of hexadecimal digits, separated by colons or by hyphens: a MAC address, a fingerprint.
std::size_t Scanner::octetsEnd(std::size_t i) const {
  const auto pair = [&](std::size_t k) {
    return is(at(k), kDigit | kHexLetter) && is(at(k + 1), kDigit | kHexLetter);
  };
  const char separator = at(i + 2);
  if ((separator != ':' && separator != '-') || !pair(i)) return i;
  std::size_t end = i + 2;
  while (at(end) == separator && pair(end + 1)) end += 3;
  return end < i + 17 || is(at(end), kDigit | kLetter) ? i : end;
}

/// `17:26`, `08:16:53`, `08:16:53,123`.
std::size_t Scanner::timeEnd(std::size_t i) const {
  if (!digitsAt(i, 2) || at(i + 2) != ':' || !digitsAt(i + 3, 2)) return i;
  std::size_t end = i + 5;
  if (at(end) == ':' && digitsAt(end + 1, 2)) end += 3;
  if ((at(end) == '.' || at(end) == ',') && is(at(end + 1), kDigit)) {
    ++end;
    while (is(at(end), kDigit)) ++end;
  }
  return end;
}

/// `2005-07-01` or `2005/07/01`, with a time behind it if there is one.
std::size_t Scanner::dateEnd(std::size_t i) const {
  const char separator = at(i + 4);
  if ((separator != '-' && separator != '/') || !digitsAt(i, 4) || !digitsAt(i + 5, 2)) return i;
  if (at(i + 7) != separator || !digitsAt(i + 8, 2)) return i;
  std::size_t end = i + 10;
  if (at(end) != ' ' && at(end) != 'T') return end;
  const std::size_t time = timeEnd(end + 1);
  if (time == end + 1) return end;
  end = time;
  if (at(end) == 'Z') ++end;
  return end;
}

/// `Jul  1 08:16:53 2005`, `Fri Jul 01 08:16:53 PDT 2005`.
std::size_t Scanner::monthEnd(std::size_t i) const {
  const auto named = [&](std::size_t k, std::string_view names) {
    const std::size_t found =
        k + 3 < m_text.size() ? names.find(m_text.substr(k, 3)) : std::string_view::npos;
    return found != std::string_view::npos && found % 3 == 0 && m_text[k + 3] == ' ';
  };
  std::size_t end = named(i, "MonTueWedThuFriSatSun") ? i + 4 : i;
  if (!named(end, "JanFebMarAprMayJunJulAugSepOctNovDec")) return i;
  end += 4;
  if (at(end) == ' ') ++end;
  if (!is(at(end), kDigit)) return i;
  end += is(at(end + 1), kDigit) ? 2 : 1;
  const std::size_t time = timeEnd(end + 1);
  if (at(end) != ' ' || time == end + 1) return i;
  end = time;
  const auto capitals = [&](std::size_t k) { return at(k) >= 'A' && at(k) <= 'Z'; };
  if (at(end) == ' ' && capitals(end + 1) && capitals(end + 2) && capitals(end + 3) && at(end + 4) == ' ') {
    if (digitsAt(end + 5, 4)) end += 4;
  }
  if (at(end) == ' ' && digitsAt(end + 1, 4) && !is(at(end + 5), kDigit | kLetter)) end += 5;
  return end;
}

/// A unit of size behind a blank: ` KB`, ` MiB`, ` B`.
std::size_t Scanner::unitEnd(std::size_t i) const {
  if (at(i) != ' ') return i;
  std::size_t end = i + 1;
  if (std::string_view("KMGTPkmgtp").find(at(end)) != std::string_view::npos && at(end) != '\0') ++end;
  if (at(end) == 'i') ++end;
  if (at(end) != 'B') return i;
  ++end;
  return is(at(end), kDigit | kLetter) ? i : end;
}

/// A parameter that is a word's whole or part. What belongs together becomes one.
void Scanner::emit(std::size_t begin, std::size_t end) {
  const bool after = begin > 0 && !m_spans.empty();
  const bool adjoins = after && m_spans.back().end == begin;
  const bool joined = after && m_spans.back().end + 1 == begin && is(m_text[begin - 1], kJoiner);
  if (adjoins || joined) {
    m_spans.back().end = static_cast<std::uint32_t>(end);
  } else {
    const bool sign = begin > 0 && (m_text[begin - 1] == '-' || m_text[begin - 1] == '+');
    const bool free =
        begin == 1 || (begin > 1 && (is(m_text[begin - 2], kOpening) || m_text[begin - 2] == '_'));
    push(sign && free && is(m_text[begin], kDigit) ? begin - 1 : begin, end);
  }
  m_at = end;
}

/// A parameter of its own, unless it goes on a list (`blk_1 blk_2 blk_3`), which is one parameter.
void Scanner::push(std::size_t begin, std::size_t end) {
  if (!m_spans.empty() && continuesList(m_spans.back(), begin)) {
    m_spans.back().end = static_cast<std::uint32_t>(end);
  } else {
    m_spans.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
  }
}

/// The same letters stand before both parameters, and nothing but a blank or a comma between.
bool Scanner::continuesList(TextSpan last, std::size_t begin) const {
  std::size_t at = last.end;
  if (at < begin && m_text[at] == ',') ++at;
  if (at < begin && m_text[at] == ' ') ++at;
  const std::size_t length = begin - at;
  if (at == last.end || length == 0 || length > last.begin) return false;
  const std::size_t first = last.begin - length;
  if (m_text.substr(first, length) != m_text.substr(at, length)) return false;
  return first == 0 || is(m_text[first - 1], kOpening);
}

/// Only the digits of a word that says something: `eth0`, `blk_12`.
void Scanner::digitsWithin(const Word& word) {
  for (std::size_t i = word.begin; i < word.end;) {
    if (!is(m_text[i], kDigit)) {
      ++i;
      continue;
    }
    const std::size_t begin = i;
    while (i < word.end && is(m_text[i], kDigit)) ++i;
    push(begin, i);
  }
  m_at = word.end;
}

void Scanner::word() {
  constexpr std::size_t kShortestHex = 4;
  constexpr std::size_t kShortestHexWithoutDigit = 8;
  constexpr std::size_t kMostChanges = 4;
  constexpr std::size_t kShortestRandom = 20;
  const Word word = wordAt(m_at);
  const std::size_t begin = word.begin;
  if (word.hex && word.size() == 8) {
    if (const std::size_t end = uuidEnd(begin); end != begin) return emit(begin, end);
  }
  if (word.hex && word.size() == 2) {
    if (const std::size_t end = octetsEnd(begin); end != begin) return emit(begin, end);
  }
  if (word.digits == 0) {
    if (word.size() == 3) {
      if (const std::size_t end = monthEnd(begin); end != begin) return emit(begin, end);
    }
    if (m_text.substr(word.end, 3) == "://") return emit(begin, stretchEnd(word.end + 3));
    if (word.hex && word.size() >= kShortestHexWithoutDigit) return emit(begin, word.end);
    m_at = word.end;
    return;
  }
  if (word.digits == word.size()) {
    if (const std::size_t end = dateEnd(begin); end != begin) return emit(begin, end);
    return emit(begin, std::max(unitEnd(word.end), word.end));
  }
  const bool hexadecimal = word.hex && word.size() >= kShortestHex;
  const bool random = word.changes >= kMostChanges || word.size() >= kShortestRandom;
  if (is(m_text[begin], kDigit) || hexadecimal || random) return emit(begin, word.end);
  digitsWithin(word);
}

void Scanner::path() {
  const std::size_t begin = m_at;
  const bool named = is(at(begin + 1), kLetter) || std::string_view("._~%-\\?").find(at(begin + 1)) < 7;
  if (!opens(begin) || !named) {
    ++m_at;
    return;
  }
  emit(begin, stretchEnd(begin));
}

/// `key=value`: the value, unless it is a plain word.
void Scanner::value() {
  std::size_t begin = ++m_at;
  if (begin > 1 && m_text[begin - 2] == ' ' && at(begin) == ' ') ++begin;
  const char quote = at(begin);
  if (quote == '"' || quote == '\'') {
    const std::size_t end = m_text.find(quote, begin + 1);
    if (end != std::string_view::npos && end > begin + 1) emit(begin + 1, end);
    return;
  }
  const std::size_t end = stretchEnd(begin);
  const bool plain = std::all_of(m_text.begin() + static_cast<std::ptrdiff_t>(begin),
                                 m_text.begin() + static_cast<std::ptrdiff_t>(end),
                                 [](char c) { return is(c, kLetter) || c == '_' || c == '*'; });
  if (!plain) emit(begin, end);
}

}  // namespace

void findTyped(std::string_view text, std::vector<TextSpan>& spans) {
  spans.clear();
  Scanner(text, spans).run();
}

}  // namespace faultline::parse
