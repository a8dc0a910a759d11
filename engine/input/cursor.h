#pragma once

#include <string_view>

namespace faultline::input {

/// A place in a line, for hand-written scanners. All takes leave the cursor where it was when they fail.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : m_text(text) {}

  [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
  [[nodiscard]] std::size_t position() const { return m_at; }
  [[nodiscard]] std::string_view rest() const { return m_text.substr(m_at); }
  [[nodiscard]] std::string_view between(std::size_t from, std::size_t to) const {
    return m_text.substr(from, to - from);
  }
  /// 0 beyond the end.
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0';
  }
  void moveTo(std::size_t position) { m_at = position; }

  bool take(char c) {
    if (peek() != c || atEnd()) return false;
    ++m_at;
    return true;
  }
  bool take(std::string_view literal) {
    if (!rest().starts_with(literal)) return false;
    m_at += literal.size();
    return true;
  }
  /// False when there was none.
  bool takeBlanks() {
    const std::size_t before = m_at;
    while (peek() == ' ' || peek() == '\t') ++m_at;
    return m_at != before;
  }
  /// Up to the next blank or the end; may be empty.
  std::string_view takeWord() {
    const std::size_t before = m_at;
    while (!atEnd() && m_text[m_at] != ' ' && m_text[m_at] != '\t') ++m_at;
    return between(before, m_at);
  }
  std::string_view takeDigits() {
    const std::size_t before = m_at;
    while (isDigit(peek())) ++m_at;
    return between(before, m_at);
  }
  /// Exactly `count` digits as a number, -1 when there are fewer. A further digit is not looked at.
  int takeNumber(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (!isDigit(peek(i))) return -1;
      value = value * 10 + (peek(i) - '0');
    }
    m_at += count;
    return value;
  }

  [[nodiscard]] static bool isDigit(char c) { return c >= '0' && c <= '9'; }
  [[nodiscard]] static bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

 private:
  std::string_view m_text;
  std::size_t m_at = 0;
};

[[nodiscard]] inline bool isDigits(std::string_view text) {
  if (text.empty()) return false;
  for (const char c : text) {
    if (!Cursor::isDigit(c)) return false;
  }
  return true;
}

}  // namespace faultline::input
