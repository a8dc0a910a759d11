#pragma once

#include <string>
#include <string_view>

namespace faultline {

/// Log text made fit for a terminal, a message or a widget: control characters become their Unicode symbols
/// (U+2400..), so that no escape sequence survives; bytes that are not UTF-8 are read as Windows-1252.
[[nodiscard]] std::string printable(std::string_view text);

/// The text as valid UTF-8; bytes that are not are read as Windows-1252, one line at a time.
[[nodiscard]] std::string toUtf8(std::string_view text);

[[nodiscard]] bool isUtf8(std::string_view text);

/// At most `most` characters (not bytes), the middle replaced by an ellipsis. `text` is UTF-8.
[[nodiscard]] std::string elided(std::string_view text, std::size_t most);

/// A log key's template without a tag in front that holds nothing but a parameter, `[instance: <*>] `: it
/// names the session, which is shown anyway.
[[nodiscard]] std::string tellingPart(const std::string& keyText);

/// A CSV field as RFC 4180 writes it, quoted only when it has to be.
[[nodiscard]] std::string csvField(std::string_view text);

}  // namespace faultline
