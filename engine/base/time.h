#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/error.h"

namespace faultline {

/// A moment as a log states it, in whatever zone the log was written: what the project stores.
using LocalTime = std::chrono::local_time<std::chrono::nanoseconds>;
/// A moment as it really was: what everything outside the store works with.
using UtcTime = std::chrono::sys_time<std::chrono::nanoseconds>;

/// How the times of a source are to be read: true time = the stated time in `zone`, plus `offset`.
struct Clock {
  std::string zone = "UTC";            ///< An IANA name, or an offset like "+02:00".
  std::chrono::nanoseconds offset{0};  ///< Added to a source's times to get true time.
};

/// Reads stated times of one source. Holds the zone's rules, so make one and use it for many times. Immutable
/// after `make`, so any thread may use it.
class ClockReader {
 public:
  /// Error TimeZoneUnknown when the zone is neither an IANA name nor an offset.
  static Result<ClockReader> make(const Clock& clock);

  /// An hour that happens twice reads as its first occurrence, one that is left out as the moment of the
  /// change.
  [[nodiscard]] UtcTime toUtc(LocalTime stated) const;
  [[nodiscard]] LocalTime toStated(UtcTime moment) const;

 private:
  const void* m_zone = nullptr;  // date::time_zone, owned by the time zone database
  std::chrono::nanoseconds m_fixed{0};
  std::chrono::nanoseconds m_offset{0};
};

/// `2026-05-31T12:00:00.123456Z`; the fraction is left out when zero, and has 3, 6 or 9 digits.
[[nodiscard]] std::string isoUtc(UtcTime moment);

/// A moment as a user writes one: ISO 8601 with offset (or UTC without), `now`, `now-2h` (s, m, h, d), epoch
/// seconds.
[[nodiscard]] Result<UtcTime> parseMoment(std::string_view text, UtcTime now);

[[nodiscard]] UtcTime now();

}  // namespace faultline
