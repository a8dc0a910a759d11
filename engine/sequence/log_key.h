#pragma once

#include <cstdint>
#include <limits>

namespace faultline::sequence {

/// A log key as the data numbers it: any 32-bit integer but the two below.
using LogKey = std::int32_t;

/// What stands before a session's first entry and after its last one, where those are judged.
inline constexpr LogKey kSessionStart = std::numeric_limits<LogKey>::min();
inline constexpr LogKey kSessionEnd = kSessionStart + 1;

/// Whether a number may be the key of an entry.
[[nodiscard]] constexpr bool isEntryKey(LogKey key) { return key > kSessionEnd; }

}  // namespace faultline::sequence
