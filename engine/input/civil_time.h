#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/base/time.h"
#include "engine/input/cursor.h"

namespace faultline::input {

/// A date and a time of day as a line spells them.
struct CivilTime {
  int year = 0;  ///< 0: the line does not say.
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::int64_t nanos = 0;
  std::optional<int> offsetSeconds;  ///< East of UTC.
};

/// The moment; in UTC when the line gives an offset, else as stated. A missing year becomes the latest one
/// that keeps the moment at or before `latest`. None when there is no such day or time of day.
[[nodiscard]] std::optional<LocalTime> moment(const CivilTime& civil, LocalTime latest);

/// Seconds, milliseconds, microseconds or nanoseconds since 1970 by their size, a fraction allowed.
[[nodiscard]] std::optional<LocalTime> epochMoment(std::string_view digits);

// Each reads what is at the cursor and says whether it was there; the cursor stays when it was not.

/// `2026-05-31`, `2026/05/31` or `2026.05.31`.
bool takeIsoDate(Cursor& cursor, CivilTime& civil);
/// `12:34:56`, with a fraction after `.` or `,`.
bool takeClock(Cursor& cursor, CivilTime& civil);
/// `Z`, `UTC`, `+02:00`, `+0200`, `+02`; a blank may come before it.
bool takeZone(Cursor& cursor, CivilTime& civil);
/// Date, `T` or a blank, clock, zone if there is one.
bool takeIsoTimestamp(Cursor& cursor, CivilTime& civil);
/// `Jan`..`Dec`; 0 when there is none.
int takeMonthName(Cursor& cursor);
/// `May 31` or `May  1`.
bool takeMonthDay(Cursor& cursor, CivilTime& civil);
/// `31/May/2026:12:34:56 +0200`, as web servers write it.
bool takeWebTimestamp(Cursor& cursor, CivilTime& civil);
/// `Sun May 31 12:34:56.123 2026`.
bool takeAsctime(Cursor& cursor, CivilTime& civil);

/// A whole text in any form known here, epochs among them: for fields whose form nobody stated.
[[nodiscard]] std::optional<CivilTime> readAnyTime(std::string_view text);

}  // namespace faultline::input
