#include "engine/input/builtin_layout.h"
#include "engine/input/header_scan.h"

namespace faultline::input {

namespace {

namespace hdfs {
enum { Date, Time, Pid, Level, Component, Content };

bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  fields[Date] = cursor.takeDigits();
  const bool first = cursor.takeBlanks();
  fields[Time] = cursor.takeDigits();
  const bool second = cursor.takeBlanks();
  fields[Pid] = cursor.takeDigits();
  if (fields[Date].size() != 6 || fields[Time].size() != 6 || fields[Pid].empty() || !first || !second ||
      !cursor.takeBlanks() || !takeLevel(cursor, fields[Level]) ||
      !takeNameAndColon(cursor, fields[Component])) {
    return false;
  }
  fields[Content] = cursor.rest();
  return true;
}

/// The number before the level is a thread's, so it is no process.
bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  Cursor date(fields[Date]);
  Cursor clock(fields[Time]);
  CivilTime civil;
  civil.year = 2000 + date.takeNumber(2);
  civil.month = date.takeNumber(2);
  civil.day = date.takeNumber(2);
  civil.hour = clock.takeNumber(2);
  civil.minute = clock.takeNumber(2);
  civil.second = clock.takeNumber(2);
  record.level = fields[Level];
  record.service = coarseService(fields[Component]);
  return setTime(civil, context, record);
}
}  // namespace hdfs

bool takeDateAndClock(Cursor& cursor, std::string_view& date, std::string_view& clock) {
  return takeText(cursor, date, takeIsoDate) && takeText(cursor, clock, takeClock);
}

namespace hadoop {
enum { Date, Time, Level, Thread, Component, Content };

/// The thread's name may hold brackets and blanks: it ends at the first `] ` that a component follows.
bool takeThreadAndComponent(Cursor& cursor, FieldSlots fields) {
  if (!cursor.take('[')) return false;
  const std::size_t start = cursor.position();
  const std::string_view rest = cursor.rest();
  for (std::size_t end = rest.find(']'); end != std::string_view::npos; end = rest.find(']', end + 1)) {
    cursor.moveTo(start + end + 1);
    if (cursor.takeBlanks() && takeNameAndColon(cursor, fields[Component])) {
      fields[Thread] = rest.substr(0, end);
      return true;
    }
  }
  return false;
}

bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  if (!takeDateAndClock(cursor, fields[Date], fields[Time]) || !takeLevel(cursor, fields[Level]) ||
      !takeThreadAndComponent(cursor, fields)) {
    return false;
  }
  fields[Content] = cursor.rest();
  return true;
}

bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  return readHeader(headerAt(fields, Date, Time, Level).by(coarseService(fields[Component])), context,
                    record);
}
}  // namespace hadoop

namespace spark {
enum { Date, Time, Level, Component, Content };

bool takeTwoDigitDate(Cursor& cursor, CivilTime& civil) {
  const std::size_t start = cursor.position();
  const int year = cursor.takeNumber(2);
  const bool first = cursor.take('/');
  const int month = cursor.takeNumber(2);
  const bool second = cursor.take('/');
  const int day = cursor.takeNumber(2);
  if (year < 0 || month < 0 || day < 0 || !first || !second) {
    cursor.moveTo(start);
    return false;
  }
  civil.year = 2000 + year;
  civil.month = month;
  civil.day = day;
  return true;
}

bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  if (!takeText(cursor, fields[Date], takeTwoDigitDate) || !takeText(cursor, fields[Time], takeClock) ||
      !takeLevel(cursor, fields[Level]) || !takeNameAndColon(cursor, fields[Component])) {
    return false;
  }
  fields[Content] = cursor.rest();
  return true;
}

bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  return readHeader(
      headerAt(fields, Date, Time, Level).by(coarseService(fields[Component])).dated(takeTwoDigitDate),
      context, record);
}
}  // namespace spark

namespace zookeeper {
enum { Date, Time, Level, Node, Component, Id, Content };

/// `thread:Component@line`; the thread may hold colons, brackets and blanks.
bool splitOrigin(std::string_view origin, FieldSlots fields) {
  const std::size_t at = origin.rfind('@');
  if (at == std::string_view::npos) return false;
  const std::size_t colon = origin.rfind(':', at);
  if (colon == std::string_view::npos) return false;
  fields[Node] = origin.substr(0, colon);
  fields[Component] = origin.substr(colon + 1, at - colon - 1);
  fields[Id] = origin.substr(at + 1);
  return isDigits(fields[Id]);
}

bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  if (!takeDateAndClock(cursor, fields[Date], fields[Time]) || !cursor.take('-') || !cursor.takeBlanks() ||
      !takeLevel(cursor, fields[Level]) || !cursor.take('[')) {
    return false;
  }
  const std::string_view rest = cursor.rest();
  const std::size_t end = rest.find("] - ");
  const bool endsHere = end == std::string_view::npos && rest.ends_with("] -");
  if (end == std::string_view::npos && !endsHere) return false;
  const std::size_t close = endsHere ? rest.size() - 3 : end;
  fields[Content] = endsHere ? std::string_view() : rest.substr(end + 4);
  return splitOrigin(rest.substr(0, close), fields);
}

bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  return readHeader(headerAt(fields, Date, Time, Level).by(coarseService(fields[Component])), context,
                    record);
}
}  // namespace zookeeper

}  // namespace

std::vector<LayoutPtr> javaLayouts() {
  return {
      makeBuiltin({"hdfs", "HDFS and others by log4j: 081109 203615 148 INFO component: message",
                   "<Date> <Time> <Pid> <Level> <Component>: <Content>", 80, hdfs::split, hdfs::interpret}),
      makeBuiltin({"hadoop", "log4j with threads: 2015-10-18 18:01:47,978 INFO [thread] component: message",
                   R"(<Date> <Time> <Level> \[<Thread>\] <Component>: <Content>)", 70, hadoop::split,
                   hadoop::interpret}),
      makeBuiltin({"spark", "log4j, short dates: 17/06/09 20:10:40 INFO component: message",
                   "<Date> <Time> <Level> <Component>: <Content>", 70, spark::split, spark::interpret}),
      makeBuiltin({"zookeeper", "ZooKeeper: 2015-07-29 17:41:44,747 - INFO  [thread:Component@774] - message",
                   R"(<Date> <Time> - <Level>  \[<Node>:<Component>@<Id>\] - <Content>)", 80,
                   zookeeper::split, zookeeper::interpret}),
  };
}

}  // namespace faultline::input
