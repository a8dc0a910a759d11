#include "engine/input/builtin_layout.h"
#include "engine/input/header_scan.h"
#include "engine/input/syslog_tag.h"

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

namespace thunderbird {
enum { Label, Timestamp, Date, Node, Month, Day, Time, Location, Component, Pid, Content };

/// `- 1131566461 2005.11.09 dn228 Nov 9 12:01:01 dn228/dn228 crond[2915]: message`: a syslog line with a
/// label, the second, the day and the node before it; of Thunderbird, Spirit and Liberty.
bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  for (std::size_t field = Label; field <= Location; ++field) {
    fields[field] = cursor.takeWord();
    if (fields[field].empty() || (!cursor.takeBlanks() && field != Location)) return false;
  }
  Cursor date(fields[Date]);
  Cursor month(fields[Month]);
  Cursor clock(fields[Time]);
  CivilTime civil;
  if (!isDigits(fields[Timestamp]) || !takeIsoDate(date, civil) || !date.atEnd() ||
      takeMonthName(month) == 0 || !isDigits(fields[Day]) || !takeClock(clock, civil) || !clock.atEnd()) {
    return false;
  }
  takeSyslogTag(cursor, fields[Component], fields[Pid]);
  fields[Content] = cursor.rest();
  return true;
}

bool interpret(FieldSlots fields, const ReadContext&, Record& record) {
  record.time = epochMoment(fields[Timestamp]);
  record.zoned = true;
  record.label = fields[Label];
  record.host = fields[Node];
  record.service = programOf(fields[Component], record);
  record.process = fields[Pid];
  return record.time.has_value();
}
}  // namespace thunderbird

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

}  // namespace

std::vector<LayoutPtr> clusterLayouts() {
  return {
      makeBuiltin(
          {"bgl",
           "Blue Gene/L RAS: - 1117838570 2005.06.03 R02-M1 2005-06-03-15.42.50.67 R02-M1 RAS "
           "KERNEL INFO message",
           "<Label> <Timestamp> <Date> <Node> <Time> <NodeRepeat> <Type> <Component> <Level> <Content>", 95,
           bgl::split, bgl::interpret}),
      makeBuiltin(
          {"thunderbird",
           "Thunderbird, Spirit and Liberty: - 1131566461 2005.11.09 dn228 Nov 9 12:01:01 dn228/dn228 "
           "crond[2915]: message",
           R"(<Label> <Timestamp> <Date> <Node> <Month> <Day> <Time> <Location> <Component>\[<Pid>\]: <Content>)",
           95, thunderbird::split, thunderbird::interpret}),
      makeBuiltin(
          {"hpc", "HPC cluster: 134681 node-246 unix.hw state_change.unavailable 1077804742 1 message",
           "<LogId> <Node> <Component> <State> <Time> <Flag> <Content>", 75, hpc::split, hpc::interpret}),
  };
}

}  // namespace faultline::input
