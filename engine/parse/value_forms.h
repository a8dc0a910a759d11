#pragma once

#include <cstddef>
#include <string_view>

namespace faultline::parse {

// Each gives the end of a value of its form that begins at `i`, and `i` when there is none.

/// 8-4-4-4-12 hexadecimal digits.
[[nodiscard]] std::size_t uuidEnd(std::string_view text, std::size_t i);

/// Six or more pairs of hexadecimal digits, separated by colons or by hyphens: a MAC address, a fingerprint.
[[nodiscard]] std::size_t octetsEnd(std::string_view text, std::size_t i);

/// `17:26`, `08:16:53`, `08:16:53,123`.
[[nodiscard]] std::size_t timeEnd(std::string_view text, std::size_t i);

/// `2005-07-01` or `2005/07/01`, with a time behind it if there is one.
[[nodiscard]] std::size_t dateEnd(std::string_view text, std::size_t i);

/// `Jul  1 08:16:53 2005`, `Fri Jul 01 08:16:53 PDT 2005`.
[[nodiscard]] std::size_t monthEnd(std::string_view text, std::size_t i);

/// A unit of size behind a blank: ` KB`, ` MiB`, ` B`.
[[nodiscard]] std::size_t unitEnd(std::string_view text, std::size_t i);

}  // namespace faultline::parse
