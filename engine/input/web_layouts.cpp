#include "engine/input/builtin_layout.h"
#include "engine/input/header_scan.h"

namespace faultline::input {

namespace {

namespace apache {
enum { Time, Module, Level, Pid, Content };

/// `[Sun Dec 04 04:47:44.123 2005]`, then `[error]` or `[module:error]`, then perhaps `[pid 12:tid 34]`.
bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  std::string_view level;
  CivilTime civil;
  if (!takeBracketed(cursor, fields[Time]) || !takeBracketed(cursor, level)) return false;
  Cursor time(fields[Time]);
  if (!takeAsctime(time, civil)) return false;
  const std::size_t colon = level.find(':');
  fields[Module] = colon == std::string_view::npos ? std::string_view() : level.substr(0, colon);
  fields[Level] = colon == std::string_view::npos ? level : level.substr(colon + 1);
  if (cursor.rest().starts_with("[pid ")) {
    std::string_view pid;
    if (takeBracketed(cursor, pid)) fields[Pid] = pid.substr(4, pid.find(':') - 4);
  }
  fields[Content] = cursor.rest();
  return true;
}

bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  Cursor cursor(fields[Time]);
  CivilTime civil;
  record.level = fields[Level];
  record.service = "apache";
  return takeAsctime(cursor, civil) && setTime(civil, context, record);
}
}  // namespace apache

namespace access {
enum { Client, Identity, User, Time, Content, Referer, Agent };

/// `"text"`, quotes inside escaped by a backslash; false when it does not end.
bool takeQuoted(Cursor& cursor) {
  if (!cursor.take('"')) return false;
  while (!cursor.atEnd()) {
    if (cursor.take('"')) return true;
    cursor.take('\\');
    cursor.moveTo(cursor.position() + 1);
  }
  return false;
}

/// The request, the status and the size: what is worth a log key. Referer and agent vary too much for that.
bool splitRequest(Cursor& cursor, FieldSlots fields) {
  const std::size_t start = cursor.position();
  if (!takeQuoted(cursor) || !cursor.takeBlanks() || cursor.takeNumber(3) < 0) return false;
  cursor.takeBlanks();
  if (cursor.takeDigits().empty()) cursor.take('-');
  fields[Content] = cursor.between(start, cursor.position());
  for (const int field : {Referer, Agent}) {
    cursor.takeBlanks();
    const std::size_t open = cursor.position();
    if (cursor.peek() != '"' || !takeQuoted(cursor)) break;
    fields[static_cast<std::size_t>(field)] = cursor.between(open + 1, cursor.position() - 1);
  }
  return true;
}

bool split(std::string_view line, FieldSlots fields) {
  const std::size_t bracket = line.find('[');
  if (bracket == std::string_view::npos || bracket < 2) return false;
  Cursor cursor(line.substr(0, bracket));
  fields[Client] = cursor.takeWord();
  cursor.takeBlanks();
  fields[Identity] = cursor.takeWord();
  cursor.takeBlanks();
  fields[User] = trimmed(cursor.rest());  // names may hold blanks
  if (fields[User].empty()) return false;
  cursor = Cursor(line);
  cursor.moveTo(bracket + 1);
  const std::size_t start = cursor.position();
  CivilTime civil;
  if (!takeWebTimestamp(cursor, civil)) return false;
  fields[Time] = cursor.between(start, cursor.position());
  return cursor.take(']') && cursor.takeBlanks() && splitRequest(cursor, fields);
}

bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  Cursor cursor(fields[Time]);
  CivilTime civil;
  return takeWebTimestamp(cursor, civil) && setTime(civil, context, record);
}
}  // namespace access

namespace nginx {
enum { Date, Time, Level, Pid, Tid, Content };

/// `2023/01/02 12:34:56 [error] 123#456: *789 message`.
bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  if (!takeText(cursor, fields[Date], takeIsoDate) || !takeText(cursor, fields[Time], takeClock) ||
      !takeBracketed(cursor, fields[Level]) || !isLevelWord(fields[Level])) {
    return false;
  }
  fields[Pid] = cursor.takeDigits();
  if (fields[Pid].empty() || !cursor.take('#')) return false;
  fields[Tid] = cursor.takeDigits();
  if (fields[Tid].empty() || !cursor.take(':')) return false;
  cursor.takeBlanks();
  fields[Content] = cursor.rest();
  return true;
}

bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  return readHeader(headerAt(fields, Date, Time, Level).by("nginx", fields[Pid]), context, record);
}
}  // namespace nginx

}  // namespace

std::vector<LayoutPtr> webLayouts() {
  return {
      makeBuiltin({"apache-error", "Apache errors: [Sun Dec 04 04:47:44 2005] [error] message",
                   R"(\[<Time>\] \[<Module>:<Level>\] \[pid <Pid>\] <Content>)", 80, apache::split,
                   apache::interpret}),
      makeBuiltin({"access",
                   "Apache and nginx accesses: 10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] \"GET /\" 200 2326",
                   R"(<Client> <Identity> <User> \[<Time>\] <Content> "<Referer>" "<Agent>")", 80,
                   access::split, access::interpret}),
      makeBuiltin({"nginx-error", "nginx errors: 2023/01/02 12:34:56 [error] 123#456: message",
                   R"(<Date> <Time> \[<Level>\] <Pid>#<Tid>: <Content>)", 80, nginx::split,
                   nginx::interpret}),
  };
}

}  // namespace faultline::input
