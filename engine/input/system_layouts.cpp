#include "engine/input/builtin_layout.h"
#include "engine/input/header_scan.h"

namespace faultline::input {

namespace {

namespace bgl {
enum { Label, Timestamp, Date, Node, Time, NodeRepeat, Type, Component, Level, Content };

bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  for (std::size_t field = Label; field <= Level; ++field) {
    fields[field] = cursor.takeWord();
    if (fields[field].empty() || (!cursor.takeBlanks() && field != Level)) return false;
  }
  fields[Content] = cursor.rest();
  Cursor date(fields[Date]);
  CivilTime civil;
  return isDigits(fields[Timestamp]) && takeIsoDate(date, civil) && date.atEnd() &&
         isLevelWord(fields[Level]);
}

/// The first part of a place such as `R02-M1-N0-C:J12-U11`: rack and midplane. A machine has tens of
/// thousands of chips, too many for a row each.
std::string_view midplaneOf(std::string_view node) {
  const std::size_t rackEnd = node.find('-');
  if (rackEnd == std::string_view::npos) return node;
  return node.substr(0, node.find('-', rackEnd + 1));
}

/// The seconds are UTC; the local time beside them adds the fraction.
bool interpret(FieldSlots fields, const ReadContext&, Record& record) {
  record.time = epochMoment(fields[Timestamp]);
  record.zoned = true;
  record.label = fields[Label];
  record.level = fields[Level];
  record.host = midplaneOf(fields[Node]);
  record.service = fields[Component];
  if (!record.time) return false;
  constexpr std::size_t kWholeLength = 19;  // 2005-06-03-15.42.50
  if (fields[Time].size() <= kWholeLength || fields[Time][kWholeLength] != '.') return true;
  std::int64_t nanos = 0;
  std::int64_t place = 1'000'000'000;
  for (const char c : fields[Time].substr(kWholeLength + 1)) {
    if (!Cursor::isDigit(c)) return true;
    place /= 10;
    nanos += place * (c - '0');
  }
  *record.time += std::chrono::nanoseconds(nanos);
  return true;
}
}  // namespace bgl

namespace hpc {
enum { LogId, Node, Component, State, Time, Flag, Content };

bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  for (std::size_t field = LogId; field <= Flag; ++field) {
    fields[field] = cursor.takeWord();
    if (fields[field].empty() || (!cursor.takeBlanks() && field != Flag)) return false;
  }
  fields[Content] = cursor.rest();
  constexpr std::size_t kEpochDigits = 9;
  const std::string_view flag = fields[Flag].substr(fields[Flag].starts_with('-') ? 1 : 0);
  return isDigits(fields[LogId]) && isDigits(flag) && isDigits(fields[Time]) &&
         fields[Time].size() >= kEpochDigits;
}

bool interpret(FieldSlots fields, const ReadContext&, Record& record) {
  record.time = epochMoment(fields[Time]);
  record.zoned = true;
  record.host = fields[Node];
  record.service = fields[Component].substr(0, fields[Component].find('.'));
  return record.time.has_value();
}
}  // namespace hpc

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
  Cursor date(fields[Date]);
  Cursor clock(fields[Time]);
  CivilTime civil;
  record.level = fields[Level];
  record.service = fields[Component];
  return takeIsoDate(date, civil) && takeClock(clock, civil) && setTime(civil, context, record);
}
}  // namespace cbs

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

bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  const auto takeDay = [](Cursor& at, CivilTime& civil) {
    return takeMonthAndDay(at, civil) || takeIsoDate(at, civil);
  };
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
  Cursor date(fields[Date]);
  Cursor clock(fields[Time]);
  CivilTime civil;
  record.level = fields[Level];
  record.service = fields[Component];
  record.process = fields[Pid];
  return (takeIsoDate(date, civil) || takeMonthAndDay(date, civil)) && takeClock(clock, civil) &&
         setTime(civil, context, record);
}
}  // namespace android

namespace glog {
enum { Level, Date, Time, Tid, Component, Content };

/// `I0531 12:00:00.123456   1234 file.go:12] message`.
bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  if (line.empty() || std::string_view("IWEF").find(line.front()) == std::string_view::npos) return false;
  fields[Level] = line.substr(0, 1);
  cursor.moveTo(1);
  fields[Date] = cursor.takeDigits();
  if (fields[Date].size() != 4 || !cursor.takeBlanks() || !takeText(cursor, fields[Time], takeClock)) {
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
  Cursor date(fields[Date]);
  Cursor clock(fields[Time]);
  CivilTime civil;
  record.level = fields[Level];
  civil.month = date.takeNumber(2);
  civil.day = date.takeNumber(2);
  return takeClock(clock, civil) && setTime(civil, context, record);
}
}  // namespace glog

}  // namespace

std::vector<LayoutPtr> systemLayouts() {
  return {
      makeBuiltin(
          {"bgl",
           "Blue Gene/L RAS: - 1117838570 2005.06.03 R02-M1 2005-06-03-15.42.50.67 R02-M1 RAS "
           "KERNEL INFO message",
           "<Label> <Timestamp> <Date> <Node> <Time> <NodeRepeat> <Type> <Component> <Level> <Content>", 95,
           bgl::split, bgl::interpret}),
      makeBuiltin(
          {"hpc", "HPC cluster: 134681 node-246 unix.hw state_change.unavailable 1077804742 1 message",
           "<LogId> <Node> <Component> <State> <Time> <Flag> <Content>", 75, hpc::split, hpc::interpret}),
      makeBuiltin({"windows-cbs", "Windows servicing: 2016-09-28 04:30:30, Info      CBS    message",
                   "<Date> <Time>, <Level> <Component> <Content>", 80, cbs::split, cbs::interpret}),
      makeBuiltin({"android", "Android logcat: 03-17 16:13:38.811  1702  2395 D Tag: message",
                   "<Date> <Time> <Pid> <Tid> <Level> <Component>: <Content>", 85, android::split,
                   android::interpret}),
      makeBuiltin({"glog", "glog and Kubernetes: I0531 12:00:00.123456   1234 file.go:12] message",
                   R"(<Level><Date> <Time> <Tid> <Component>\] <Content>)", 85, glog::split,
                   glog::interpret}),
  };
}

}  // namespace faultline::input
