#include "engine/input/civil_time.h"

#include <array>
#include <charconv>

namespace faultline::input {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::local_days;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using std::chrono::year_month_day;

constexpr int kFirstYear = 1700;  // nanoseconds in 64 bits end in 1678 and 2262
constexpr int kLastYear = 2200;

std::optional<local_days> dayOf(int year, int month, int day) {
  const year_month_day date(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day)));
  if (!date.ok()) return std::nullopt;
  return local_days(date);
}

nanoseconds timeOfDay(const CivilTime& civil) {
  return hours(civil.hour) + minutes(civil.minute) + seconds(civil.second) + nanoseconds(civil.nanos);
}

int yearOf(LocalTime moment) {
  return static_cast<int>(year_month_day(std::chrono::floor<days>(moment)).year());
}

std::optional<LocalTime> withoutYear(const CivilTime& civil, LocalTime latest) {
  constexpr int kLeapYearsApart = 8;  // 29 February, across 1900 and its like
  const int last = yearOf(latest);
  for (int year = last; year >= last - kLeapYearsApart; --year) {
    const auto day = dayOf(year, civil.month, civil.day);
    if (day && *day + timeOfDay(civil) <= latest) return *day + timeOfDay(civil);
  }
  return std::nullopt;
}

/// A group of digits that may be as short as `least`; -1 when it is shorter.
int takeShortNumber(Cursor& cursor, std::size_t least, std::size_t most) {
  std::size_t count = 0;
  while (count < most && Cursor::isDigit(cursor.peek(count))) ++count;
  return count < least ? -1 : cursor.takeNumber(count);
}

void takeFraction(Cursor& cursor, CivilTime& civil) {
  if ((cursor.peek() != '.' && cursor.peek() != ',') || !Cursor::isDigit(cursor.peek(1))) return;
  cursor.moveTo(cursor.position() + 1);
  std::int64_t nanos = 0;
  int digits = 0;
  for (const char c : cursor.takeDigits()) {
    if (digits == 9) break;
    nanos = nanos * 10 + (c - '0');
    ++digits;
  }
  for (; digits < 9; ++digits) nanos *= 10;
  civil.nanos = nanos;
}

bool takeClockSeparatedBy(Cursor& cursor, CivilTime& civil, char separator) {
  const std::size_t start = cursor.position();
  CivilTime read = civil;
  read.hour = takeShortNumber(cursor, 1, 2);
  const bool first = cursor.take(separator);
  read.minute = cursor.takeNumber(2);
  const bool second = cursor.take(separator);
  read.second = cursor.takeNumber(2);
  if (read.hour < 0 || read.minute < 0 || read.second < 0 || !first || !second) {
    cursor.moveTo(start);
    return false;
  }
  takeFraction(cursor, read);
  civil = read;
  return true;
}

bool isDateSeparator(char c) { return c == '-' || c == '/' || c == '.'; }

/// `yymmdd` or `yyyymmdd`, then `HHMMSS`.
bool takeCompact(Cursor& cursor, CivilTime& civil) {
  const std::size_t start = cursor.position();
  const std::size_t length = cursor.takeDigits().size();
  cursor.moveTo(start);
  if (length != 6 && length != 8) return false;
  civil.year = length == 8 ? cursor.takeNumber(4) : 2000 + cursor.takeNumber(2);
  civil.month = cursor.takeNumber(2);
  civil.day = cursor.takeNumber(2);
  cursor.takeBlanks();
  if (takeClock(cursor, civil)) return true;
  civil.hour = cursor.takeNumber(2);
  civil.minute = cursor.takeNumber(2);
  civil.second = cursor.takeNumber(2);
  if (civil.second < 0) {
    cursor.moveTo(start);
    return false;
  }
  takeFraction(cursor, civil);
  return true;
}

/// `yy/mm/dd`, `mm-dd` (no year) or `dd.mm.yyyy`.
bool takeShortDate(Cursor& cursor, CivilTime& civil) {
  const int first = takeShortNumber(cursor, 1, 2);
  const char separator = cursor.peek();
  if (first < 0 || !isDateSeparator(separator) || !cursor.take(separator)) return false;
  const int second = takeShortNumber(cursor, 1, 2);
  if (second < 0) return false;
  if (cursor.peek() != separator) {
    civil.month = first;
    civil.day = second;
    return true;
  }
  cursor.take(separator);
  if (const int year = cursor.takeNumber(4); year >= 0) {
    civil.year = year;
    civil.month = separator == '.' ? second : first;
    civil.day = separator == '.' ? first : second;
    return true;
  }
  civil.year = 2000 + first;
  civil.month = second;
  civil.day = takeShortNumber(cursor, 1, 2);
  return civil.day >= 0;
}

bool takeAnyDate(Cursor& cursor, CivilTime& civil) {
  return takeIsoDate(cursor, civil) || takeMonthDay(cursor, civil) || takeShortDate(cursor, civil);
}

bool takeAnyDateAndClock(Cursor& cursor, CivilTime& civil) {
  if (!takeAnyDate(cursor, civil)) return false;
  cursor.take(',');
  if (!cursor.take('T') && !cursor.take('-')) cursor.takeBlanks();
  if (cursor.atEnd()) return true;
  const std::size_t clock = cursor.position();
  if (const int year = cursor.takeNumber(4); year >= 0 && cursor.takeBlanks()) {
    civil.year = year;
  } else {
    cursor.moveTo(clock);
  }
  return takeClock(cursor, civil) || takeClockSeparatedBy(cursor, civil, '.');
}

}  // namespace

std::optional<LocalTime> moment(const CivilTime& civil, LocalTime latest) {
  constexpr int kLeapSecond = 60;
  if (civil.hour < 0 || civil.hour > 23 || civil.minute < 0 || civil.minute > 59 || civil.second < 0 ||
      civil.second > kLeapSecond) {
    return std::nullopt;
  }
  if (civil.year == 0) return withoutYear(civil, latest);
  if (civil.year < kFirstYear || civil.year > kLastYear) return std::nullopt;
  const auto day = dayOf(civil.year, civil.month, civil.day);
  if (!day) return std::nullopt;
  return *day + timeOfDay(civil) - seconds(civil.offsetSeconds.value_or(0));
}

std::optional<LocalTime> epochMoment(std::string_view digits) {
  const std::size_t dot = digits.find('.');
  const std::string_view whole = digits.substr(0, dot);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), value);
  if (error != std::errc() || end != whole.data() + whole.size() || value < 0) return std::nullopt;
  constexpr std::int64_t kMostSeconds = 7'000'000'000;
  std::int64_t unit = 1'000'000'000;
  while (unit > 1 && value > kMostSeconds * (1'000'000'000 / unit)) unit /= 1000;
  if (value > kMostSeconds * (1'000'000'000 / unit)) return std::nullopt;
  std::int64_t nanos = value * unit;
  if (dot != std::string_view::npos) {
    std::int64_t place = unit;
    for (const char c : digits.substr(dot + 1)) {
      if (!Cursor::isDigit(c)) return std::nullopt;
      place /= 10;
      nanos += place * (c - '0');
    }
  }
  return LocalTime(nanoseconds(nanos));
}

bool takeIsoDate(Cursor& cursor, CivilTime& civil) {
  const std::size_t start = cursor.position();
  const int year = cursor.takeNumber(4);
  const char separator = cursor.peek();
  const bool first = year >= 0 && isDateSeparator(separator) && cursor.take(separator);
  const int month = first ? cursor.takeNumber(2) : -1;
  const bool second = month >= 0 && cursor.take(separator);
  const int day = second ? cursor.takeNumber(2) : -1;
  if (day < 0) {
    cursor.moveTo(start);
    return false;
  }
  civil.year = year;
  civil.month = month;
  civil.day = day;
  return true;
}

bool takeClock(Cursor& cursor, CivilTime& civil) { return takeClockSeparatedBy(cursor, civil, ':'); }

bool takeZone(Cursor& cursor, CivilTime& civil) {
  const std::size_t start = cursor.position();
  cursor.take(' ');
  if (cursor.take('Z') || cursor.take("UTC") || cursor.take("GMT")) {
    if (!Cursor::isLetter(cursor.peek()) && !Cursor::isDigit(cursor.peek())) {
      civil.offsetSeconds = 0;
      return true;
    }
    cursor.moveTo(start);
    return false;
  }
  const bool west = cursor.peek() == '-';
  if (!cursor.take('+') && !cursor.take('-')) {
    cursor.moveTo(start);
    return false;
  }
  const int hour = cursor.takeNumber(2);
  const std::size_t afterHour = cursor.position();
  cursor.take(':');
  int minute = cursor.takeNumber(2);
  if (minute < 0) {
    cursor.moveTo(afterHour);
    minute = 0;
  }
  if (hour < 0 || hour > 18 || minute > 59 || Cursor::isDigit(cursor.peek())) {
    cursor.moveTo(start);
    return false;
  }
  const int offset = hour * 3600 + minute * 60;
  civil.offsetSeconds = west ? -offset : offset;
  return true;
}

bool takeIsoTimestamp(Cursor& cursor, CivilTime& civil) {
  const std::size_t start = cursor.position();
  if (takeIsoDate(cursor, civil) && (cursor.take('T') || cursor.takeBlanks()) && takeClock(cursor, civil)) {
    takeZone(cursor, civil);
    return true;
  }
  cursor.moveTo(start);
  return false;
}

int takeMonthName(Cursor& cursor) {
  static constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (cursor.take(kMonths[i])) return static_cast<int>(i) + 1;
  }
  return 0;
}

bool takeMonthDay(Cursor& cursor, CivilTime& civil) {
  const std::size_t start = cursor.position();
  const int month = takeMonthName(cursor);
  const bool blanks = month != 0 && cursor.takeBlanks();
  const int day = blanks ? takeShortNumber(cursor, 1, 2) : -1;
  if (day < 0 || Cursor::isDigit(cursor.peek())) {
    cursor.moveTo(start);
    return false;
  }
  civil.month = month;
  civil.day = day;
  return true;
}

bool takeWebTimestamp(Cursor& cursor, CivilTime& civil) {
  const std::size_t start = cursor.position();
  CivilTime read;
  read.day = takeShortNumber(cursor, 1, 2);
  if (read.day >= 0 && cursor.take('/') && (read.month = takeMonthName(cursor)) != 0 && cursor.take('/') &&
      (read.year = cursor.takeNumber(4)) >= 0 && cursor.take(':') && takeClock(cursor, read)) {
    takeZone(cursor, read);
    civil = read;
    return true;
  }
  cursor.moveTo(start);
  return false;
}

bool takeAsctime(Cursor& cursor, CivilTime& civil) {
  const std::size_t start = cursor.position();
  CivilTime read;
  const std::string_view weekday = cursor.takeWord();
  if (weekday.size() == 3 && cursor.takeBlanks() && takeMonthDay(cursor, read) && cursor.takeBlanks() &&
      takeClock(cursor, read) && cursor.takeBlanks() && (read.year = cursor.takeNumber(4)) > 0) {
    civil = read;
    return true;
  }
  cursor.moveTo(start);
  return false;
}

std::optional<CivilTime> readAnyTime(std::string_view text) {
  using Take = bool (*)(Cursor&, CivilTime&);
  for (const Take take : {static_cast<Take>(takeIsoTimestamp), static_cast<Take>(takeWebTimestamp),
                          static_cast<Take>(takeAsctime), static_cast<Take>(takeCompact),
                          static_cast<Take>(takeAnyDateAndClock)}) {
    Cursor cursor(text);
    CivilTime civil;
    if (!take(cursor, civil)) continue;
    takeZone(cursor, civil);
    if (cursor.atEnd()) return civil;
  }
  return std::nullopt;
}

}  // namespace faultline::input
