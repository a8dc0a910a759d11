#include <algorithm>
#include <array>

#include "engine/input/builtin_layout.h"
#include "engine/input/header_scan.h"

namespace faultline::input {

namespace {

namespace postgres {
enum { Date, Time, Pid, Session, Level, Content };

constexpr auto kLevels = std::to_array<std::string_view>(
    {"LOG", "ERROR", "FATAL", "PANIC", "WARNING", "NOTICE", "INFO", "DEBUG", "DEBUG1", "DEBUG2", "DEBUG3",
     "DEBUG4", "DEBUG5", "STATEMENT", "DETAIL", "HINT", "CONTEXT", "QUERY", "LOCATION"});

/// The level is before the first colon that two blanks follow; what stands between time and level is up to
/// whoever set the server up.
bool takePrefixAndLevel(Cursor& cursor, FieldSlots fields, std::string_view& prefix) {
  constexpr std::size_t kLongestPrefix = 256;
  const std::string_view rest = cursor.rest();
  const std::size_t colon = rest.substr(0, kLongestPrefix).find(":  ");
  if (colon == std::string_view::npos) return false;
  const std::string_view head = rest.substr(0, colon);
  const std::size_t before = head.find_last_of(" :]");
  fields[Level] = before == std::string_view::npos ? head : head.substr(before + 1);
  if (std::ranges::find(kLevels, fields[Level]) == kLevels.end()) return false;
  prefix = head.substr(0, head.size() - fields[Level].size());
  cursor.moveTo(cursor.position() + colon + 1);
  cursor.takeBlanks();
  return true;
}

bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  std::string_view prefix;
  CivilTime civil;
  if (!takeText(cursor, fields[Date], takeIsoDate)) return false;
  const std::size_t start = cursor.position();
  if (!takeClock(cursor, civil)) return false;
  takeZone(cursor, civil);
  fields[Time] = cursor.between(start, cursor.position());
  if (!takePrefixAndLevel(cursor, fields, prefix)) return false;
  const std::size_t open = prefix.find('[');
  const std::size_t close = prefix.find(']');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return false;
  fields[Pid] = prefix.substr(open + 1, close - open - 1);
  fields[Pid] = fields[Pid].substr(0, fields[Pid].find('-'));
  const std::string_view after = trimmed(prefix.substr(close + 1));
  fields[Session] = after.find('@') == std::string_view::npos ? std::string_view() : after;
  fields[Content] = cursor.rest();
  return isDigits(fields[Pid]);
}

bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  return readHeader(headerAt(fields, Date, Time, Level).by("postgres", fields[Pid]), context, record);
}
}  // namespace postgres

namespace mysql {
enum { Date, Time, Tid, Level, Code, Component, Content };

bool isLevel(std::string_view text) {
  static constexpr auto kLevels =
      std::to_array<std::string_view>({"Note", "Warning", "Error", "ERROR", "System", "Info", "Information"});
  return std::ranges::find(kLevels, text) != kLevels.end();
}

/// `140708`, as servers before 5.6 write it.
bool takeShortDay(Cursor& cursor, CivilTime& civil) {
  const int year = cursor.takeNumber(2);
  civil.month = cursor.takeNumber(2);
  civil.day = cursor.takeNumber(2);
  civil.year = 2000 + year;
  return year >= 0 && civil.month >= 0 && civil.day >= 0 && !Cursor::isDigit(cursor.peek());
}

bool takeDay(Cursor& cursor, CivilTime& civil) {
  return takeIsoDate(cursor, civil) || takeShortDay(cursor, civil);
}

bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  CivilTime civil;
  if (!takeDay(cursor, civil)) return false;
  fields[Date] = cursor.between(0, cursor.position());
  if (!cursor.take('T') && !cursor.takeBlanks()) return false;
  const std::size_t clock = cursor.position();
  if (!takeClock(cursor, civil)) return false;
  takeZone(cursor, civil);
  fields[Time] = cursor.between(clock, cursor.position());
  if (!cursor.takeBlanks()) return false;
  fields[Tid] = cursor.takeDigits();
  const bool old = Cursor::isDigit(fields[Date][4]);  // 140708: no thread's number yet
  if (fields[Tid].empty() ? !old : !cursor.takeBlanks()) return false;
  if (takeBracketed(cursor, fields[Level])) {
    if (!isLevel(fields[Level])) return false;
    if (cursor.rest().starts_with("[MY-")) {
      takeBracketed(cursor, fields[Code]);
      takeBracketed(cursor, fields[Component]);
    }
  } else if (!cursor.rest().starts_with("mysqld") && !cursor.rest().starts_with("InnoDB: ")) {
    return false;
  }
  fields[Content] = cursor.rest();
  return true;
}

bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  return readHeader(headerAt(fields, Date, Time, Level).by("mysql").dated(takeDay), context, record);
}
}  // namespace mysql

namespace redis {
enum { Pid, Role, Date, Time, Level, Content };

/// `01 Jan 2026`, from older servers `01 Jan`.
bool takeDay(Cursor& cursor, CivilTime& civil) {
  civil.day = cursor.takeNumber(2);
  if (civil.day < 0 || !cursor.take(' ')) return false;
  civil.month = takeMonthName(cursor);
  if (civil.month == 0) return false;
  const std::size_t end = cursor.position();
  const int year = cursor.take(' ') ? cursor.takeNumber(4) : -1;
  if (year >= 0 && cursor.peek() == ' ') {
    civil.year = year;
  } else if (year >= 0 && cursor.atEnd()) {
    civil.year = year;
  } else {
    cursor.moveTo(end);
  }
  return true;
}

/// `1234:M 01 Jan 2026 00:00:00.123 * message` or `[1234] 01 Jan 00:00:00.123 # message`.
bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  const bool bracket = cursor.take('[');
  fields[Pid] = cursor.takeDigits();
  if (fields[Pid].empty()) return false;
  if (bracket) {
    if (!cursor.take("] ")) return false;
  } else {
    if (!cursor.take(':')) return false;
    fields[Role] = cursor.takeWord();
    const bool known =
        fields[Role].size() == 1 && std::string_view("XCSM").find(fields[Role]) != std::string_view::npos;
    if (!known || !cursor.take(' ')) return false;
  }
  fields[Level] = {};
  if (!takeText(cursor, fields[Date], takeDay) || !takeText(cursor, fields[Time], takeClock)) return false;
  fields[Level] = cursor.takeWord();
  cursor.takeBlanks();
  fields[Content] = cursor.rest();
  return fields[Level].size() == 1 && std::string_view(".-*#").find(fields[Level]) != std::string_view::npos;
}

bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  const char mark = fields[Level].front();
  HeaderFields header = headerAt(fields, Date, Time, Level).by("redis", fields[Pid]).dated(takeDay);
  header.level = mark == '#' ? "warning" : mark == '*' ? "notice" : mark == '-' ? "verbose" : "debug";
  return readHeader(header, context, record);
}
}  // namespace redis

namespace mongo {
enum { Date, Time, Level, Component, Context, Content };

bool isLevel(std::string_view word) {
  const bool debug = word.size() == 2 && word[0] == 'D' && word[1] >= '1' && word[1] <= '5';
  return debug || (word.size() == 1 && std::string_view("FEWID").find(word) != std::string_view::npos);
}

/// `2019-01-01T00:00:00.000+0000 I NETWORK  [listener] message`, up to 4.2.
bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  CivilTime civil;
  if (!takeIsoDate(cursor, civil) || !cursor.take('T')) return false;
  fields[Date] = cursor.between(0, cursor.position() - 1);
  const std::size_t clock = cursor.position();
  if (!takeClock(cursor, civil) || !takeZone(cursor, civil)) return false;
  fields[Time] = cursor.between(clock, cursor.position());
  if (!cursor.takeBlanks()) return false;
  fields[Level] = cursor.takeWord();
  if (!isLevel(fields[Level]) || !cursor.takeBlanks()) return false;
  fields[Component] = cursor.takeWord();
  if (fields[Component].empty() || !cursor.takeBlanks() || !takeBracketed(cursor, fields[Context]))
    return false;
  fields[Content] = cursor.rest();
  return true;
}

bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  const std::string_view service = fields[Component] == "-" ? std::string_view() : fields[Component];
  return readHeader(headerAt(fields, Date, Time, Level).by(service), context, record);
}
}  // namespace mongo

}  // namespace

std::vector<LayoutPtr> databaseLayouts() {
  return {
      makeBuiltin({"postgres", "PostgreSQL: 2026-01-01 00:00:00.000 UTC [1234] user@db LOG:  message",
                   R"(<Date> <Time> \[<Pid>\] <Session> <Level>:  <Content>)", 84, postgres::split,
                   postgres::interpret}),
      makeBuiltin({"mysql",
                   "MySQL and MariaDB errors: 2026-01-01T00:00:00.123456Z 0 [Note] [MY-010116] message",
                   R"(<Date> <Time> <Tid> \[<Level>\] \[<Code>\] \[<Component>\] <Content>)", 84,
                   mysql::split, mysql::interpret}),
      makeBuiltin({"redis", "Redis: 1234:M 01 Jan 2026 00:00:00.123 * message",
                   "<Pid>:<Role> <Date> <Time> <Level> <Content>", 84, redis::split, redis::interpret}),
      makeBuiltin({"mongodb-text",
                   "MongoDB to 4.2: 2019-01-01T00:00:00.000+0000 I NETWORK  [listener] message",
                   R"(<Date>T<Time> <Level> <Component> \[<Context>\] <Content>)", 84, mongo::split,
                   mongo::interpret}),
  };
}

}  // namespace faultline::input
