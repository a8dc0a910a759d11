#include "engine/input/header_scan.h"

#include <array>

namespace faultline::input {

std::string_view severityName(std::size_t number) {
  static constexpr std::array<std::string_view, 8> kSeverities = {"emerg",   "alert",  "crit", "err",
                                                                  "warning", "notice", "info", "debug"};
  return number < kSeverities.size() ? kSeverities[number] : std::string_view();
}

std::string_view levelOfPriority(std::string_view digits) {
  if (digits.empty()) return {};
  std::size_t value = 0;
  for (const char c : digits) value = value * 10 + static_cast<std::size_t>(c - '0');
  return severityName(value % 8);
}

bool readStatedTime(std::string_view text, const ReadContext& context, Record& record) {
  if (!text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos) {
    record.time = epochMoment(text);
    record.zoned = record.time.has_value();
  }
  if (!record.time) {
    if (const auto civil = readAnyTime(text)) setTime(*civil, context, record);
  }
  return true;
}

bool readHeader(const HeaderFields& header, const ReadContext& context, Record& record) {
  Cursor date(header.date);
  Cursor clock(header.clock);
  CivilTime civil;
  record.level = header.level;
  record.service = header.service;
  record.process = header.process;
  if (!header.takeDate(date, civil) || !takeClock(clock, civil)) return false;
  takeZone(clock, civil);
  return setTime(civil, context, record);
}

}  // namespace faultline::input
