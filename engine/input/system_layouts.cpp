#include "engine/input/builtin_layout.h"
#include "engine/input/header_scan.h"

namespace faultline::input {

namespace {

namespace android {
enum { Date, Time, Pid, Tid, Level, Component, Content };

bool takeMonthAndDay(Cursor& cursor, CivilTime& civil) {
  const std::size_t start = cursor.position();
  civil.month = cursor.takeNumber(2);
  const bool joined = cursor.take('-');
  civil.day = cursor.takeNumber(2);
  if (civil.month >= 0 && civil.day >= 0 && joined) return true;
  cursor.moveTo(start);
  return false;
}

/// Tags may hold blanks and colons: one ends at the first colon that a blank or the end follows.
bool takeTag(Cursor& cursor, std::string_view& tag) {
  const std::string_view rest = cursor.rest();
  std::size_t colon = rest.find(": ");
  if (colon == std::string_view::npos) {
    if (!rest.ends_with(':')) return false;
    colon = rest.size() - 1;
  }
  tag = trimmed(rest.substr(0, colon));
  cursor.moveTo(cursor.position() + colon + 1);
  cursor.takeBlanks();
  return true;
}

bool takeDay(Cursor& cursor, CivilTime& civil) {
  return takeMonthAndDay(cursor, civil) || takeIsoDate(cursor, civil);
}

bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  if (!takeText(cursor, fields[Date], takeDay) || !takeText(cursor, fields[Time], takeClock)) return false;
  for (const std::size_t field : {Pid, Tid}) {
    fields[field] = cursor.takeDigits();
    if (fields[field].empty() || !cursor.takeBlanks()) return false;
  }
  fields[Level] = cursor.takeWord();
  if (fields[Level].size() != 1 || std::string_view("VDIWEFAS").find(fields[Level]) == std::string_view::npos)
    return false;
  if (!cursor.takeBlanks() || !takeTag(cursor, fields[Component])) return false;
  fields[Content] = cursor.rest();
  return true;
}

bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  return readHeader(headerAt(fields, Date, Time, Level).by(fields[Component], fields[Pid]).dated(takeDay),
                    context, record);
}
}  // namespace android

namespace glog {
enum { Level, Date, Time, Tid, Component, Content };

/// `0531`, from newer versions `20260531`.
bool takeDay(Cursor& cursor, CivilTime& civil) {
  if (cursor.rest().size() > 4) {
    civil.year = cursor.takeNumber(4);
    if (civil.year < 0) return false;
  }
  civil.month = cursor.takeNumber(2);
  civil.day = cursor.takeNumber(2);
  return civil.day >= 0;
}

/// `I0531 12:00:00.123456   1234 file.go:12] message`.
bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  if (line.empty() || std::string_view("IWEF").find(line.front()) == std::string_view::npos) return false;
  fields[Level] = line.substr(0, 1);
  cursor.moveTo(1);
  fields[Date] = cursor.takeDigits();
  if ((fields[Date].size() != 4 && fields[Date].size() != 8) || !cursor.takeBlanks() ||
      !takeText(cursor, fields[Time], takeClock)) {
    return false;
  }
  fields[Tid] = cursor.takeDigits();
  if (fields[Tid].empty() || !cursor.takeBlanks()) return false;
  const std::string_view origin = cursor.takeWord();
  if (origin.empty() || origin.back() != ']') return false;
  fields[Component] = origin.substr(0, origin.size() - 1);
  cursor.takeBlanks();
  fields[Content] = cursor.rest();
  return true;
}

bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  return readHeader(headerAt(fields, Date, Time, Level).dated(takeDay), context, record);
}
}  // namespace glog

}  // namespace

std::vector<LayoutPtr> systemLayouts() {
  return {
      makeBuiltin({"android", "Android logcat: 03-17 16:13:38.811  1702  2395 D Tag: message",
                   "<Date> <Time> <Pid> <Tid> <Level> <Component>: <Content>", 85, android::split,
                   android::interpret}),
      makeBuiltin({"glog", "glog and Kubernetes: I0531 12:00:00.123456   1234 file.go:12] message",
                   R"(<Level><Date> <Time> <Tid> <Component>\] <Content>)", 85, glog::split,
                   glog::interpret}),
  };
}

}  // namespace faultline::input
