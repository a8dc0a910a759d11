#pragma once

#include <string>
#include <string_view>

namespace faultline::input {

/// JSON made readable for a strict reader: bytes that are not UTF-8 are read as Windows-1252, control
/// characters become blanks. `cut`: the text's end is missing; what is complete of it is kept, a text that
/// is a value as far as it goes, and everything open is closed. Linear in the text's length.
[[nodiscard]] std::string repairedJson(std::string_view text, bool cut);

}  // namespace faultline::input
