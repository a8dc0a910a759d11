#pragma once

#include <cstdint>
#include <string_view>

namespace faultline {

/// XXH3, 64 bits: the same on every machine and version, so fit for storing.
[[nodiscard]] std::uint64_t stableHash(std::string_view bytes, std::uint64_t seed = 0);

}  // namespace faultline
