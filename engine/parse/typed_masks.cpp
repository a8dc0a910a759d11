#include "engine/parse/typed_masks.h"

#include <algorithm>
#include <cstdint>

#include "engine/parse/char_class.h"
#include "engine/parse/context_words.h"
#include "engine/parse/parameter_hint.h"
#include "engine/parse/value_forms.h"
#include "engine/parse/whole_names.h"

namespace faultline::parse {

namespace {

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
      } else if (c == '<' && m_text.substr(m_at, 3) == "<*>") {
        emit(m_at, m_at + 3);
      } else if (c == '<' && is(at(m_at + 1), kDigit)) {
        lessThan();
      } else if (c == '"' || c == '\'') {
        quoted(c);
      } else {
        ++m_at;
      }
    }
  }

 private:
  [[nodiscard]] char at(std::size_t i) const { return i < m_text.size() ? m_text[i] : '\0'; }
  [[nodiscard]] bool opens(std::size_t i) const { return i == 0 || is(m_text[i - 1], kOpening); }
  [[nodiscard]] Word wordAt(std::size_t begin) const;
  [[nodiscard]] std::size_t stretchEnd(std::size_t i) const;

  void word();
  void path();
  void value();
  void quoted(char quote);
  void lessThan();
  [[nodiscard]] std::string_view keyBefore(std::size_t sign) const;
  [[nodiscard]] bool isPlaceholder(const Word& word) const;
  void digitsWithin(const Word& word);
  [[nodiscard]] bool belongsToWord(const Word& word) const;
  void emit(std::size_t begin, std::size_t end);
  void push(std::size_t begin, std::size_t end);
  [[nodiscard]] bool continuesList(TextSpan last, std::size_t begin) const;

  std::string_view m_text;
  std::vector<TextSpan>& m_spans;
  std::size_t m_at = 0;
};

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

/// A digit that is as good as a letter: `slf4j`, `jk2_init()`, `psr0=1`, `ssh2`.
bool Scanner::belongsToWord(const Word& word) const {
  if (word.size() <= 7 && isFixedName(m_text.substr(word.begin, word.size()))) return true;
  if (word.digits != 1 || is(m_text[word.begin], kDigit)) return false;
  if (word.size() >= 4 && is(m_text[word.end - 1], kLetter)) return true;
  if (at(word.end) == '=') return true;
  std::size_t end = word.end;
  while (is(at(end), kLetter) || at(end) == '_') ++end;
  return at(end) == '(' && at(end + 1) == ')';
}

/// Only the digits of a word that says something: `eth0`, `blk_12`.
void Scanner::digitsWithin(const Word& word) {
  if (belongsToWord(word)) {
    m_at = word.end;
    return;
  }
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
    if (const std::size_t end = uuidEnd(m_text, begin); end != begin) return emit(begin, end);
  }
  if (word.hex && word.size() == 2) {
    if (const std::size_t end = octetsEnd(m_text, begin); end != begin) return emit(begin, end);
  }
  if (word.digits == 0) {
    if (word.size() == 3) {
      if (const std::size_t end = monthEnd(m_text, begin); end != begin) return emit(begin, end);
    }
    if (word.size() == 1 && at(word.end) == ':' && at(word.end + 1) == '\\')
      return emit(begin, stretchEnd(word.end + 1));
    if (m_text.substr(word.end, 3) == "://") return emit(begin, stretchEnd(word.end + 3));
    if (word.hex && word.size() >= kShortestHexWithoutDigit) return emit(begin, word.end);
    if (isPlaceholder(word)) return emit(begin, word.end);
    m_at = word.end;
    return;
  }
  if (word.digits == word.size()) {
    if (const std::size_t end = dateEnd(m_text, begin); end != begin) return emit(begin, end);
    return emit(begin, std::max(unitEnd(m_text, word.end), word.end));
  }
  // `D1345` is a name with a number, as `G1345` is.
  const bool numbered = word.changes == 1 && m_text[begin] >= 'A' && m_text[begin] <= 'Z';
  const bool hexadecimal = word.hex && !numbered && word.size() >= kShortestHex;
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

/// The word in front of `=` or, in JSON, of `":`.
std::string_view Scanner::keyBefore(std::size_t sign) const {
  std::size_t end = sign;
  while (end > 0 && (m_text[end - 1] == ' ' || m_text[end - 1] == '"')) --end;
  std::size_t begin = end;
  while (begin > 0 && (is(m_text[begin - 1], kLetter) || m_text[begin - 1] == '_')) --begin;
  return m_text.substr(begin, end - begin);
}

/// A word that stands where a value would: nobody's, nothing's, this machine's.
bool Scanner::isPlaceholder(const Word& word) const {
  const std::string_view text = m_text.substr(word.begin, word.size());
  if (text == "localhost") return true;
  const std::string_view before = m_text.substr(0, word.begin);
  if (text.size() <= 9 && isNothing(text)) {
    return before.ends_with('=') || before.ends_with("= ") || before.ends_with(": ") || before.ends_with('(');
  }
  return before.ends_with(' ') && at(word.end) != '=' && isUserName(before, text);
}

/// `key=value`: the value, unless it is one of few words, or says what happens.
void Scanner::value() {
  const std::string_view key = keyBefore(m_at);
  std::size_t begin = ++m_at;
  if (begin > 1 && m_text[begin - 2] == ' ' && at(begin) == ' ') ++begin;
  const char quote = at(begin);
  if (quote == '"' || quote == '\'') {
    const std::size_t end = m_text.find(quote, begin + 1);
    if (isTellingKey(key)) {
      m_at = begin + 1;
    } else if (end != std::string_view::npos && end > begin + 1) {
      emit(begin + 1, end);
    }
    return;
  }
  const std::size_t end = stretchEnd(begin);
  const std::string_view text = m_text.substr(begin, end - begin);
  const bool plain =
      std::all_of(text.begin(), text.end(), [](char c) { return is(c, kLetter) || c == '_' || c == '*'; });
  const bool typeName = std::string_view("({[").find(at(end)) < 3;  // `bounds=Rect(1, 2)`
  if (plain && (text.empty() || key.empty() || typeName || isState(text) || isTellingKey(key))) return;
  emit(begin, end);
}

/// A quoted name, `"bob"`: one word in lower case that is no key of JSON.
void Scanner::quoted(char quote) {
  constexpr std::size_t kLongest = 64;
  const std::size_t begin = ++m_at;
  if (begin > 1 && !is(m_text[begin - 2], kOpening) && m_text[begin - 2] != '\\') return;
  std::size_t end = begin;
  const auto belongs = [](char c) { return is(c, kDigit | kLetter) || c == '_' || c == '-' || c == '.'; };
  while (end < m_text.size() && end - begin < kLongest && belongs(m_text[end])) ++end;
  const std::size_t close = at(end) == '\\' ? end + 1 : end;
  if (at(close) != quote || at(close + 1) == ':' || at(begin) < 'a' || at(begin) > 'z') return;
  const bool isValue = begin > 2 && m_text[begin - 2] == ':' && m_text[begin - 3] == '"';
  const std::string_view text = m_text.substr(begin, end - begin);
  if (isState(text) || (isValue && isTellingKey(keyBefore(begin - 2)))) {
    m_at = close + 1;
    return;
  }
  emit(begin, end);
}

/// `<1 sec`
void Scanner::lessThan() {
  std::size_t end = m_at + 1;
  while (is(at(end), kDigit)) ++end;
  const std::size_t number = end;
  if (at(end) == ' ') ++end;
  const std::size_t letters = end;
  while (is(at(end), kLetter)) ++end;
  if (letters > number && end > letters && unitOf(m_text.substr(letters, end - letters)))
    return emit(m_at, end);
  ++m_at;
}

}  // namespace

void findTyped(std::string_view text, std::vector<TextSpan>& spans) {
  spans.clear();
  Scanner(text, spans).run();
  widenToNames(text, spans);
}

}  // namespace faultline::parse
