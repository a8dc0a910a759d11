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

}  // namespace

std::vector<LayoutPtr> windowsLayouts() {
  return {
      makeBuiltin({"windows-cbs", "Windows servicing: 2016-09-28 04:30:30, Info      CBS    message",
                   "<Date> <Time>, <Level> <Component> <Content>", 80, cbs::split, cbs::interpret}),
  };
}

}  // namespace faultline::input
