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

namespace healthapp {
enum { Time, Component, Pid, Content };

/// `20171223-22:15:29:606`, each number as short as it is; one that is longer than it may be is none.
bool readStamp(std::string_view text, CivilTime& civil) {
  const auto takeShort = [](Cursor& cursor) {
    const std::string_view digits = cursor.takeDigits();
    int value = digits.empty() || digits.size() > 3 ? -1 : 0;
    for (const char c : digits.substr(0, value < 0 ? 0 : digits.size())) value = value * 10 + (c - '0');
    return value;
  };
  constexpr std::int64_t kMilli = 1'000'000;
  Cursor cursor(text);
  civil.year = cursor.takeNumber(4);
  civil.month = cursor.takeNumber(2);
  civil.day = cursor.takeNumber(2);
  const bool joined = cursor.take('-');
  civil.hour = takeShort(cursor);
  const bool first = cursor.take(':');
  civil.minute = takeShort(cursor);
  const bool second = cursor.take(':');
  civil.second = takeShort(cursor);
  const bool third = cursor.take(':');
  civil.nanos = takeShort(cursor) * kMilli;
  return civil.year > 0 && joined && first && second && third && civil.nanos >= 0 && cursor.atEnd();
}

bool split(std::string_view line, FieldSlots fields) {
  for (std::size_t field = Time; field < Content; ++field) {
    const std::size_t bar = line.find('|');
    if (bar == std::string_view::npos) return false;
    fields[field] = line.substr(0, bar);
    line.remove_prefix(bar + 1);
  }
  fields[Content] = line;
  return isDigits(fields[Pid]);
}

bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  CivilTime civil;
  record.service = fields[Component];
  record.process = fields[Pid];
  return readStamp(fields[Time], civil) && setTime(civil, context, record);
}
}  // namespace healthapp

namespace proxifier {
enum { Date, Time, Component, Content };

/// `10.30`: month and day.
bool takeDay(Cursor& cursor, CivilTime& civil) {
  civil.month = cursor.takeNumber(2);
  const bool joined = cursor.take('.');
  civil.day = cursor.takeNumber(2);
  return civil.month > 0 && joined && civil.day > 0;
}

/// `[10.30 16:49:06] chrome.exe *64 - message`.
bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  std::string_view stamp;
  if (!takeBracketed(cursor, stamp)) return false;
  Cursor inside(stamp);
  if (!takeText(inside, fields[Date], takeDay)) return false;
  fields[Time] = inside.rest();
  const std::size_t dash = cursor.rest().find(" - ");
  if (dash == 0 || dash == std::string_view::npos) return false;
  fields[Component] = cursor.rest().substr(0, dash);
  fields[Content] = cursor.rest().substr(dash + 3);
  return true;
}

bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  HeaderFields header;
  header.date = fields[Date];
  header.clock = fields[Time];
  const std::string_view program = fields[Component];
  return readHeader(header.by(program.substr(0, program.find(' '))).dated(takeDay), context, record);
}
}  // namespace proxifier

namespace alerts {
enum { Date, Time, Content };

/// `05/31` and `05/31/2026`, `05/31/26`, a hyphen after it.
bool takeDay(Cursor& cursor, CivilTime& civil) {
  civil.month = cursor.takeNumber(2);
  const bool joined = cursor.take('/');
  civil.day = cursor.takeNumber(2);
  if (cursor.take('/')) {
    const std::size_t start = cursor.position();
    const std::string_view digits = cursor.takeDigits();
    if (digits.size() != 2 && digits.size() != 4) return false;
    cursor.moveTo(start);
    civil.year = cursor.takeNumber(static_cast<int>(digits.size()));
    if (digits.size() == 2) civil.year += 2000;
  }
  return civil.month > 0 && joined && civil.day > 0;
}

/// `05/31-12:00:00.123456  [**] [1:384:5] ICMP PING [**] [Classification: Misc] [Priority: 3] {ICMP} A -> B`,
/// Suricata with the year. All but the time is the message: what the alert is, and whom it is about.
bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  CivilTime civil;
  if (!takeDay(cursor, civil)) return false;
  fields[Date] = cursor.between(0, cursor.position());
  if (!cursor.take('-') || !takeText(cursor, fields[Time], takeClock)) return false;
  fields[Content] = cursor.rest();
  return fields[Content].starts_with("[");
}

/// As Snort ranks them: 1 is the worst.
std::string_view levelOf(std::string_view content) {
  constexpr std::string_view kMark = "[Priority: ";
  const std::size_t at = content.find(kMark);
  if (at == std::string_view::npos || at + kMark.size() >= content.size()) return {};
  const char priority = content[at + kMark.size()];
  return priority == '1' ? "error" : priority == '2' ? "warning" : "info";
}

bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  HeaderFields header;
  header.date = fields[Date];
  header.clock = fields[Time];
  header.level = levelOf(fields[Content]);
  return readHeader(header.by("ids").dated(takeDay), context, record);
}
}  // namespace alerts

}  // namespace

std::vector<LayoutPtr> systemLayouts() {
  return {
      makeBuiltin({"android", "Android logcat: 03-17 16:13:38.811  1702  2395 D Tag: message",
                   "<Date> <Time> <Pid> <Tid> <Level> <Component>: <Content>", 85, android::split,
                   android::interpret}),
      makeBuiltin({"glog", "glog and Kubernetes: I0531 12:00:00.123456   1234 file.go:12] message",
                   R"(<Level><Date> <Time> <Tid> <Component>\] <Content>)", 85, glog::split,
                   glog::interpret}),
      makeBuiltin({"healthapp", "HealthApp: 20171223-22:15:29:606|Step_LSC|30002312|message",
                   R"(<Time>\|<Component>\|<Pid>\|<Content>)", 85, healthapp::split, healthapp::interpret}),
      makeBuiltin({"snort",
                   "Snort and Suricata alerts (fast): 05/31/2026-12:00:00.123456  [**] [1:384:5] message",
                   "<Date>-<Time>  <Content>", 80, alerts::split, alerts::interpret}),
      makeBuiltin({"proxifier", "Proxifier: [10.30 16:49:06] chrome.exe - message",
                   R"(\[<Date> <Time>\] <Component> - <Content>)", 80, proxifier::split,
                   proxifier::interpret}),
  };
}

}  // namespace faultline::input
