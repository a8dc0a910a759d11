#pragma once

#include <string>
#include <vector>

#include "engine/workflow/document.h"

namespace faultline::workflow {

/// Untrusted text as it may stand in XML: control characters as symbols, markup and what XML does not have
/// escaped.
[[nodiscard]] std::string escapedXml(const std::string& text);

/// The same as a quoted label in DOT, with its quotes: quotes, backslashes and entities stay text.
[[nodiscard]] std::string quotedDot(const std::string& text);
/// Several lines of it.
[[nodiscard]] std::string quotedDot(const std::vector<std::string>& lines);

/// As wide as a sans-serif font at that size has it, roughly: a picture has no font until it is looked at.
[[nodiscard]] double textWidth(const std::string& text, double size);
/// Broken between words into at most `most` lines, the last one ending in an ellipsis when it is too long.
[[nodiscard]] std::vector<std::string> wrappedText(const std::string& text, double size, double width,
                                                   std::size_t most);

[[nodiscard]] std::string decimalText(double value, int digits);  ///< With a point, whatever the locale.
[[nodiscard]] std::string shareText(double share);                ///< `97 %`
[[nodiscard]] std::string timeText(double milliseconds);          ///< `12 ms`, `0.4 s`, `1:10`
[[nodiscard]] std::string countText(std::uint64_t count);         ///< `11,175,629`

}  // namespace faultline::workflow
