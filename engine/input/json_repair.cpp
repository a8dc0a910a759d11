#include "engine/input/json_repair.h"

#include "engine/base/text.h"

namespace faultline::input {

namespace {

/// The character at the end of a text that was cut in its middle.
std::string_view withoutPartialCharacter(std::string_view text) {
  constexpr std::size_t kLongest = 4;
  for (std::size_t back = 1; back <= kLongest && back <= text.size(); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if (byte < 0x80) return text;
    if (byte < 0xc0) continue;
    const std::size_t length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? text.substr(0, text.size() - back) : text;
  }
  return text;
}

/// Follows the text and knows what is open.
class Closer {
 public:
  static constexpr std::size_t kMostDepth = 256;  ///< Deeper ones stay broken.

  explicit Closer(std::string& text) : m_text(text) {}

  void close() {
    for (std::size_t at = 0; at < m_text.size(); ++at) {
      if (m_open.size() > kMostDepth) return;
      follow(m_text[at], at);
    }
    if (m_inString && m_isValue) {
      m_text.resize(completeLength());
      m_text.push_back('"');
    } else {
      m_text.resize(m_safe);
      m_open = m_safeOpen;
    }
    for (std::size_t i = m_open.size(); i > 0; --i) m_text.push_back(m_open[i - 1] == '{' ? '}' : ']');
  }

 private:
  void follow(char c, std::size_t at) {
    if (m_inString) {
      followString(c, at);
      return;
    }
    switch (c) {
      case '"':
        m_inString = true;
        m_escape = at;
        break;
      case '{':
      case '[':
        m_open.push_back(c);
        m_isValue = c == '[';
        keep(at + 1);
        break;
      case '}':
      case ']':
        if (!m_open.empty()) m_open.pop_back();
        keep(at + 1);
        break;
      case ':':
        m_isValue = true;
        break;
      case ',':
        keep(at);
        m_isValue = !m_open.empty() && m_open.back() == '[';
        break;
      default:
        break;
    }
  }

  void followString(char c, std::size_t at) {
    if (m_escaped) {
      m_escaped = false;
    } else if (c == '\\') {
      m_escaped = true;
      m_escape = at;
    } else if (c == '"') {
      m_inString = false;
      if (m_isValue) keep(at + 1);
    }
  }

  void keep(std::size_t length) {
    m_safe = length;
    m_safeOpen = m_open;
  }

  /// Without an escape that is not all there. One of a pair that stands for one character is not all of it.
  [[nodiscard]] std::size_t completeLength() const {
    constexpr std::size_t kUnicodeEscape = 6;
    const std::size_t length = m_text.size();
    const std::string_view escape = std::string_view(m_text).substr(m_escape);
    if (m_escaped) return m_escape;
    if (escape.size() > kUnicodeEscape || !escape.starts_with("\\u")) return length;
    const bool half = escape.size() == kUnicodeEscape && (escape[2] == 'd' || escape[2] == 'D');
    return escape.size() < kUnicodeEscape || half ? m_escape : length;
  }

  std::string& m_text;
  std::string m_open;      ///< Brackets, outermost first.
  std::size_t m_safe = 0;  ///< Up to there the text is complete but for what is open.
  std::string m_safeOpen;
  std::size_t m_escape = 0;  ///< Where the last escape, or the string, begins.
  bool m_inString = false;
  bool m_escaped = false;
  bool m_isValue = false;  ///< What comes is a value, not a name.
};

}  // namespace

std::string repairedJson(std::string_view text, bool cut) {
  std::string repaired = toUtf8(cut ? withoutPartialCharacter(text) : text);
  for (char& c : repaired) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  if (cut) Closer(repaired).close();
  return repaired;
}

}  // namespace faultline::input
