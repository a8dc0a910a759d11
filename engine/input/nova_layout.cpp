#include "engine/input/builtin_layout.h"
#include "engine/input/header_scan.h"

namespace faultline::input {

namespace {

enum { Logrecord, Date, Time, Pid, Level, Component, Context, Content };

bool takeDateClockAndPid(Cursor& cursor, FieldSlots fields) {
  const std::size_t start = cursor.position();
  if (takeText(cursor, fields[Date], takeIsoDate) && takeText(cursor, fields[Time], takeClock)) {
    fields[Pid] = cursor.takeDigits();
    if (!fields[Pid].empty() && cursor.takeBlanks()) return true;
  }
  cursor.moveTo(start);
  fields[Date] = fields[Time] = fields[Pid] = {};
  return false;
}

/// The name of the file that a line came from, as tools that join the files of a cloud write it first.
void takeLogrecord(Cursor& cursor, FieldSlots fields) {
  const std::size_t start = cursor.position();
  const std::string_view word = cursor.takeWord();
  if (word.find(".log") != std::string_view::npos && cursor.takeBlanks()) {
    fields[Logrecord] = word;
  } else {
    cursor.moveTo(start);
  }
}

/// `[req-... user project - - -]` or `[-]`.
bool takeContext(Cursor& cursor, FieldSlots fields) {
  if (!cursor.rest().starts_with("[req-") && !cursor.rest().starts_with("[-]") &&
      !cursor.rest().starts_with("[None req-")) {
    return false;
  }
  const std::size_t close = cursor.rest().find(']');
  if (close == std::string_view::npos) return false;
  fields[Context] = cursor.rest().substr(1, close - 1);
  cursor.moveTo(cursor.position() + close + 1);
  cursor.takeBlanks();
  return true;
}

/// A module of Python: lower case, parts joined by dots.
bool isModule(std::string_view name) {
  bool joined = false;
  for (const char c : name) {
    if (c == '.' || c == '_') {
      joined = true;
    } else if (!(c >= 'a' && c <= 'z') && !Cursor::isDigit(c)) {
      return false;
    }
  }
  return joined;
}

bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  cursor.takeBlanks();
  takeLogrecord(cursor, fields);
  const bool dated = takeDateClockAndPid(cursor, fields);
  if ((!dated && !fields[Logrecord].empty()) || !takeLevel(cursor, fields[Level])) return false;
  fields[Component] = cursor.takeWord();
  if (!isComponentName(fields[Component]) || (!cursor.takeBlanks() && !cursor.atEnd())) return false;
  // The lines of a trace carry no context; then the component has to look like one.
  if (!takeContext(cursor, fields) && !isModule(fields[Component])) return false;
  fields[Content] = cursor.rest();
  return true;
}

bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  const std::size_t suffix = fields[Logrecord].find(".log");
  const std::string_view service =
      fields[Logrecord].empty() ? coarseService(fields[Component]) : fields[Logrecord].substr(0, suffix);
  const bool dated =
      readHeader(headerAt(fields, Date, Time, Level).by(service, fields[Pid]), context, record);
  return dated || fields[Date].empty();
}

}  // namespace

LayoutPtr novaLayout() {
  return makeBuiltin({"nova",
                      "OpenStack: 2017-05-16 00:00:00.008 25746 INFO nova.component [req-...] message, also "
                      "without time or with the file's name before it",
                      R"(<Logrecord> <Date> <Time> <Pid> <Level> <Component> \[<Context>\] <Content>)", 80,
                      split, interpret});
}

}  // namespace faultline::input
