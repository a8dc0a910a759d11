#include "engine/base/time.h"

#include <array>
#include <charconv>
#include <sstream>

#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>

namespace faultline {

namespace {

using std::chrono::nanoseconds;

std::optional<nanoseconds> parseOffset(std::string_view text) {
  if (text == "UTC" || text == "Z" || text == "GMT") return nanoseconds{0};
  if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  std::string digits;
  for (const char c : text.substr(1)) {
    if (c == ':') continue;
    if (c < '0' || c > '9') return std::nullopt;
    digits.push_back(c);
  }
  if (digits.size() != 2 && digits.size() != 4) return std::nullopt;
  const int hours = (digits[0] - '0') * 10 + (digits[1] - '0');
  const int minutes = digits.size() == 4 ? (digits[2] - '0') * 10 + (digits[3] - '0') : 0;
  if (hours > 18 || minutes > 59) return std::nullopt;
  const nanoseconds offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
  return text[0] == '-' ? -offset : offset;
}

std::optional<UtcTime> parseIso(const std::string& text) {
  for (const char* format : {"%FT%T%Ez", "%FT%TZ", "%FT%T", "%F %T%Ez", "%F %TZ", "%F %T", "%FT%R%Ez",
                             "%FT%RZ", "%FT%R", "%F %R", "%F"}) {
    date::sys_time<nanoseconds> moment;
    std::istringstream in(text);
    in >> date::parse(format, moment);
    if (!in.fail() && in.peek() == std::istringstream::traits_type::eof())
      return UtcTime(moment.time_since_epoch());
  }
  return std::nullopt;
}

std::optional<UtcTime> parseRelative(std::string_view text, UtcTime now) {
  if (!text.starts_with("now")) return std::nullopt;
  text.remove_prefix(3);
  if (text.empty()) return now;
  long long count = 0;
  const bool plus = text.front() == '+';
  if (!plus && text.front() != '-') return std::nullopt;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), count);
  if (error != std::errc() || end + 1 != text.data() + text.size()) return std::nullopt;
  constexpr long long kMost = 100LL * 366 * 24 * 3600;
  if (count < 0 || count > kMost) return std::nullopt;
  std::chrono::seconds unit{0};
  switch (*end) {
    case 's':
      unit = std::chrono::seconds(1);
      break;
    case 'm':
      unit = std::chrono::minutes(1);
      break;
    case 'h':
      unit = std::chrono::hours(1);
      break;
    case 'd':
      unit = std::chrono::hours(24);
      break;
    default:
      return std::nullopt;
  }
  if (count > kMost / unit.count()) return std::nullopt;
  const nanoseconds distance = unit * count;
  return plus ? now + distance : now - distance;
}

std::optional<UtcTime> parseEpoch(std::string_view text) {
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (!(seconds > -9.2e9 && seconds < 9.2e9)) return std::nullopt;
  return UtcTime(std::chrono::round<nanoseconds>(std::chrono::duration<double>(seconds)));
}

}  // namespace

Result<ClockReader> ClockReader::make(const Clock& clock) {
  ClockReader reader;
  reader.m_offset = clock.offset;
  if (const auto fixed = parseOffset(clock.zone)) {
    reader.m_fixed = *fixed;
    return reader;
  }
  try {
    reader.m_zone = date::locate_zone(clock.zone);
  } catch (const std::exception&) {
    return failure(ErrorCode::TimeZoneUnknown, clock.zone,
                   "the time zone database of this machine does not list it");
  }
  return reader;
}

UtcTime ClockReader::toUtc(LocalTime stated) const {
  const nanoseconds since = stated.time_since_epoch();
  if (m_zone == nullptr) return UtcTime(since - m_fixed + m_offset);
  const auto* zone = static_cast<const date::time_zone*>(m_zone);
  const auto moment = zone->to_sys(date::local_time<nanoseconds>(since), date::choose::earliest);
  return UtcTime(moment.time_since_epoch() + m_offset);
}

LocalTime ClockReader::toStated(UtcTime moment) const {
  const nanoseconds since = moment.time_since_epoch() - m_offset;
  if (m_zone == nullptr) return LocalTime(since + m_fixed);
  const auto* zone = static_cast<const date::time_zone*>(m_zone);
  return LocalTime(zone->to_local(date::sys_time<nanoseconds>(since)).time_since_epoch());
}

std::string isoUtc(UtcTime moment) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(moment);
  const auto day = std::chrono::floor<std::chrono::days>(whole);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(whole - day);
  std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                 clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  const long long fraction = (moment - whole).count();
  if (fraction % 1'000'000 == 0) {
    if (fraction != 0) text += fmt::format(".{:03}", fraction / 1'000'000);
  } else if (fraction % 1'000 == 0) {
    text += fmt::format(".{:06}", fraction / 1'000);
  } else {
    text += fmt::format(".{:09}", fraction);
  }
  return text + "Z";
}

Result<UtcTime> parseMoment(std::string_view text, UtcTime now) {
  if (const auto moment = parseRelative(text, now)) return *moment;
  if (const auto moment = parseEpoch(text)) return *moment;
  if (const auto moment = parseIso(std::string(text))) return *moment;
  return failure(ErrorCode::TimeInvalid, std::string(text), "it is none of the forms known");
}

UtcTime now() { return std::chrono::time_point_cast<nanoseconds>(std::chrono::system_clock::now()); }

}  // namespace faultline
