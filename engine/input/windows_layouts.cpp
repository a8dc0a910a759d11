#include <utility>

#include "engine/input/builtin_layout.h"
#include "engine/input/header_scan.h"

namespace faultline::input {

namespace {

namespace cbs {
enum { Date, Time, Level, Component, Content };

/// `2016-09-28 04:30:30, Info                  CBS    message`.
bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  if (!takeText(cursor, fields[Date], takeIsoDate)) return false;
  const std::size_t start = cursor.position();
  CivilTime civil;
  if (!takeClock(cursor, civil)) return false;
  fields[Time] = cursor.between(start, cursor.position());
  if (!cursor.take(',') || !cursor.takeBlanks() || !takeLevel(cursor, fields[Level])) return false;
  fields[Component] = cursor.takeWord();
  cursor.takeBlanks();
  fields[Content] = cursor.rest();
  return !fields[Component].empty();
}

bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  return readHeader(headerAt(fields, Date, Time, Level).by(fields[Component]), context, record);
}
}  // namespace cbs

namespace events {
enum { Level, Stamp, Component, EventId, Category, Content };

/// `5/31/2026 12:00:00 PM`; the other way round where the first number is no month, as in most of the world.
bool takeShortDate(Cursor& cursor, CivilTime& civil) {
  const auto takeNumber = [&] {
    const int two = cursor.takeNumber(2);
    return two >= 0 ? two : cursor.takeNumber(1);
  };
  constexpr int kMonths = 12;
  int month = takeNumber();
  const char separator = cursor.peek();
  if ((separator != '/' && separator != '.' && separator != '-') || !cursor.take(separator)) return false;
  int day = takeNumber();
  if (!cursor.take(separator)) return false;
  civil.year = cursor.takeNumber(4);
  if (separator == '.' || month > kMonths) std::swap(month, day);
  civil.month = month;
  civil.day = day;
  return civil.year > 0;
}

bool takeHalfDay(Cursor& cursor, CivilTime& civil) {
  constexpr int kNoon = 12;
  cursor.takeBlanks();
  const bool afternoon = cursor.take("PM");
  if (!afternoon && !cursor.take("AM")) return true;
  if (civil.hour < 1 || civil.hour > kNoon) return false;
  civil.hour = civil.hour % kNoon + (afternoon ? kNoon : 0);
  return true;
}

bool readStamp(std::string_view text, CivilTime& civil) {
  Cursor cursor(text);
  return (takeIsoDate(cursor, civil) || takeShortDate(cursor, civil)) && cursor.takeBlanks() &&
         takeClock(cursor, civil) && takeHalfDay(cursor, civil) && cursor.atEnd();
}

bool isLevel(std::string_view text) {
  return text == "Information" || text == "Warning" || text == "Error" || text == "Critical" ||
         text == "Verbose" || text == "Audit Success" || text == "Audit Failure";
}

/// `Level,Date and Time,Source,Event ID,Task Category`, then the message, whose quotes may end in a later
/// line.
bool split(std::string_view line, FieldSlots fields) {
  for (std::size_t field = Level; field < Content; ++field) {
    const std::size_t comma = line.find(',');
    if (comma == std::string_view::npos) return false;
    fields[field] = line.substr(0, comma);
    line.remove_prefix(comma + 1);
    if (field == Level && !isLevel(fields[field])) return false;
  }
  if (line.starts_with('"')) {
    line.remove_prefix(1);
    if (line.ends_with('"')) line.remove_suffix(1);
  }
  fields[Content] = line;
  return isDigits(fields[EventId]);
}

bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  CivilTime civil;
  record.level = fields[Level];
  record.service = fields[Component];
  return readStamp(fields[Stamp], civil) && setTime(civil, context, record);
}
}  // namespace events

}  // namespace

std::vector<LayoutPtr> windowsLayouts() {
  return {
      makeBuiltin({"windows-cbs", "Windows servicing: 2016-09-28 04:30:30, Info      CBS    message",
                   "<Date> <Time>, <Level> <Component> <Content>", 80, cbs::split, cbs::interpret}),
      makeBuiltin(
          {"windows-events",
           "Windows events as CSV: Error,5/31/2026 12:00:00 PM,Service Control Manager,7031,None,message",
           "<Level>,<Stamp>,<Component>,<EventId>,<Category>,<Content>", 88, events::split,
           events::interpret}),
  };
}

}  // namespace faultline::input
