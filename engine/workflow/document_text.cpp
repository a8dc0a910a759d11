#include "engine/workflow/document_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include "engine/base/text.h"

namespace faultline::workflow {

namespace {

/// The characters of valid UTF-8, one after the other.
std::vector<std::string_view> charactersOf(const std::string& text) {
  std::vector<std::string_view> all;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
    all.push_back(std::string_view(text).substr(at, end - at));
    at = end;
  }
  return all;
}

/// In hundredths of the font's size, as Helvetica has them, a little generous.
int widthOf(std::string_view character) {
  if (character.size() > 2) return 100;  // may be a wide script's
  if (character.size() == 2) return 62;
  const char c = character[0];
  constexpr std::string_view kNarrow = "iljtfrI.,:;'|!()[]{}/\\ \"`-";
  if (kNarrow.find(c) != std::string_view::npos) return 34;
  if (c == 'm' || c == 'w' || c == 'M' || c == 'W' || c == '@' || c == '%') return 90;
  return c >= 'A' && c <= 'Z' ? 70 : 57;
}

std::string twoDigits(std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

}  // namespace

std::string escapedXml(const std::string& text) {
  std::string escaped;
  const std::string clean = printable(text);
  for (const std::string_view character : charactersOf(clean)) {
    if (character == "<") {
      escaped += "&lt;";
    } else if (character == ">") {
      escaped += "&gt;";
    } else if (character == "&") {
      escaped += "&amp;";
    } else if (character == "\"") {
      escaped += "&quot;";
    } else if (character == "'") {
      escaped += "&#39;";
    } else if (character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF") {
      escaped += "\xEF\xBF\xBD";  // U+FFFE and U+FFFF are no XML
    } else {
      escaped += character;
    }
  }
  return escaped;
}

std::string quotedDot(const std::string& text) { return quotedDot(std::vector{text}); }

std::string quotedDot(const std::vector<std::string>& lines) {
  std::string quoted = "\"";
  for (std::size_t line = 0; line < lines.size(); ++line) {
    if (line > 0) quoted += "\\n";
    for (const char c : printable(lines[line])) {
      if (c == '"' || c == '\\') quoted += '\\';
      if (c == '&') {
        quoted += "&amp;";  // entities are replaced in labels
      } else {
        quoted += c;
      }
    }
  }
  return quoted + '"';
}

double textWidth(const std::string& text, double size) {
  double width = 0;
  for (const std::string_view character : charactersOf(text)) width += widthOf(character);
  return width / 100 * size;
}

std::vector<std::string> wrappedText(const std::string& text, double size, double width, std::size_t most) {
  std::vector<std::string> lines(1);
  const std::string clean = printable(text);
  const std::string ellipsis = "…";
  std::size_t wordStart = 0;  // in the last line
  for (const std::string_view character : charactersOf(clean)) {
    std::string& line = lines.back();
    if (textWidth(line, size) + widthOf(character) / 100.0 * size <= width) {
      line += character;
      if (character == " ") wordStart = line.size();
      continue;
    }
    if (lines.size() == most) {
      while (!line.empty() && textWidth(line + ellipsis, size) > width) {
        do line.pop_back();
        while (!line.empty() && (static_cast<unsigned char>(line.back()) & 0xC0U) == 0x80U);
        if (!line.empty() && static_cast<unsigned char>(line.back()) >= 0xC0U) line.pop_back();
      }
      line += ellipsis;
      return lines;
    }
    if (character == " ") {
      lines.emplace_back();
      wordStart = 0;
      continue;
    }
    const std::string word = wordStart > 0 ? line.substr(wordStart) : std::string();
    if (wordStart > 0) line.erase(wordStart - 1);
    lines.push_back(word + std::string(character));
    wordStart = 0;
  }
  return lines;
}

std::string decimalText(double value, int digits) {
  std::array<char, 400> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, digits);
  return {text.data(), end.ptr};
}

std::string shareText(double share) {
  const double percent = 100 * share;
  if (percent > 0 && percent < 0.1) return "< 0.1 %";
  return decimalText(percent, percent > 0 && percent < 1 ? 1 : 0) + " %";
}

std::string timeText(double milliseconds) {
  if (milliseconds < 1) return "< 1 ms";
  if (milliseconds < 100) return decimalText(milliseconds, 0) + " ms";
  if (milliseconds < 59'500) return decimalText(milliseconds / 1000, milliseconds < 9'950 ? 1 : 0) + " s";
  constexpr double kLongest = 1e15;
  const auto seconds = static_cast<std::int64_t>(std::llround(std::min(milliseconds, kLongest) / 1000));
  if (seconds < 3600) return std::to_string(seconds / 60) + ":" + twoDigits(seconds % 60);
  return std::to_string(seconds / 3600) + ":" + twoDigits(seconds / 60 % 60) + ":" + twoDigits(seconds % 60);
}

std::string countText(std::uint64_t count) {
  std::string text = std::to_string(count);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) {
    text.insert(static_cast<std::size_t>(at), ",");
  }
  return text;
}

}  // namespace faultline::workflow
