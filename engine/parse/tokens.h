#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace faultline::parse {

/// A token's place in its text, or any other stretch of text.
struct TextSpan {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  friend bool operator==(const TextSpan&, const TextSpan&) = default;
};

[[nodiscard]] inline std::string_view spanText(std::string_view text, TextSpan span) {
  return text.substr(span.begin, span.end - span.begin);
}

/// A stretch of a message, and what stands for it in the masked text.
struct MaskedSpan {
  TextSpan text;
  TextSpan message;
};

/// What belongs to no token: blanks and `=`, `:`, `,`.
[[nodiscard]] bool isDelimiter(char c);

/// The stretches between delimiters. `tokens` is emptied first.
void splitTokens(std::string_view text, std::vector<TextSpan>& tokens);

}  // namespace faultline::parse
