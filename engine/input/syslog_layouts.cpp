#include "engine/input/builtin_layout.h"
#include "engine/input/header_scan.h"
#include "engine/input/syslog_tag.h"

namespace faultline::input {

namespace {

/// `<13>`: facility times eight plus severity (RFC 5424, 6.2.1).
bool takePriority(Cursor& cursor, std::string_view& priority) {
  const std::size_t start = cursor.position();
  if (cursor.take('<')) {
    const std::string_view digits = cursor.takeDigits();
    if (!digits.empty() && digits.size() <= 3 && cursor.take('>')) {
      priority = digits;
      return true;
    }
  }
  cursor.moveTo(start);
  return false;
}

namespace bsd {
enum { Priority, Date, Time, Host, Component, Pid, Content };

bool takeStamp(Cursor& cursor, FieldSlots fields) {
  const std::size_t start = cursor.position();
  if (takeText(cursor, fields[Date], takeMonthDay)) {
    const std::size_t afterDay = cursor.position();
    if (cursor.takeNumber(4) >= 0 && cursor.peek() == ' ') {  // some devices add the year
      fields[Date] = cursor.between(start, cursor.position());
      cursor.takeBlanks();
    } else {
      cursor.moveTo(afterDay);
    }
    return takeText(cursor, fields[Time], takeClock);
  }
  CivilTime civil;
  if (!takeIsoTimestamp(cursor, civil) || !civil.offsetSeconds) return false;
  const std::size_t end = cursor.position();
  constexpr std::size_t kDateLength = 10;
  fields[Date] = cursor.between(start, start + kDateLength);
  fields[Time] = cursor.between(start + kDateLength + 1, end);
  return cursor.takeBlanks();
}

/// Whether a word is no host but the tag already: `kernel:`, `sshd[123]:`.
bool isTag(std::string_view word, bool dated) {
  const std::size_t bracket = word.find('[');
  const bool numbered = bracket != std::string_view::npos && bracket > 0;
  return dated ? numbered && word.ends_with("]:") : word.ends_with(':') || (numbered && word.ends_with(']'));
}

/// Cisco's firewalls: `: %ASA-6-302013: Built ...`, the colon often missing. What they call their message
/// stays in it: as a tag it would make a program of each kind of line.
bool takeFirewallTag(Cursor& cursor, std::string_view& tag) {
  const std::size_t start = cursor.position();
  if (cursor.take(':')) cursor.takeBlanks();
  for (const char* mark : {"%ASA-", "%FTD-", "%PIX-"}) {
    if (!cursor.rest().starts_with(mark)) continue;
    tag = cursor.rest().substr(1, 3);
    return true;
  }
  cursor.moveTo(start);
  return false;
}

/// The host, which some devices leave out, and the tag.
bool takeHostAndTag(Cursor& cursor, FieldSlots fields, bool dated) {
  const std::size_t start = cursor.position();
  for (const char* repeated : {"last message repeated ", "--- last message repeated "}) {
    if (cursor.rest().starts_with(repeated)) return true;
  }
  fields[Host] = cursor.takeWord();
  if (fields[Host].empty()) return false;
  if (isTag(fields[Host], dated)) {
    fields[Host] = {};
    cursor.moveTo(start);
  } else if (fields[Host].front() == '[' || fields[Host].back() == ':' || isLevelWord(fields[Host]) ||
             (!cursor.takeBlanks() && !cursor.atEnd())) {
    return false;
  }
  if (!takeFirewallTag(cursor, fields[Component])) takeSyslogTag(cursor, fields[Component], fields[Pid]);
  return true;
}

bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  takePriority(cursor, fields[Priority]);
  const bool yearless = !Cursor::isDigit(cursor.peek());
  if (!takeStamp(cursor, fields) || !takeHostAndTag(cursor, fields, !yearless)) return false;
  fields[Content] = cursor.rest();
  // A date with a year and a host could be anything; then the tag has to be there.
  return yearless || !fields[Component].empty();
}

bool readStamp(std::string_view dateText, std::string_view clockText, CivilTime& civil) {
  Cursor date(dateText);
  Cursor clock(clockText);
  if (takeMonthDay(date, civil)) {
    if (date.takeBlanks()) civil.year = date.takeNumber(4);
  } else if (!takeIsoDate(date, civil)) {
    return false;
  }
  if (!takeClock(clock, civil)) return false;
  takeZone(clock, civil);
  return true;
}

bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  CivilTime civil;
  record.level = levelOfPriority(fields[Priority]);
  record.host = fields[Host];
  record.service = programOf(fields[Component], record);
  record.process = fields[Pid];
  return readStamp(fields[Date], fields[Time], civil) && setTime(civil, context, record);
}
}  // namespace bsd

namespace ietf {
enum { Priority, Version, Timestamp, Host, Component, Pid, MessageId, StructuredData, Content };

/// `-` or elements in brackets whose quoted values may hold brackets (RFC 5424, 6.3).
bool takeStructuredData(Cursor& cursor, std::string_view& data) {
  const std::size_t start = cursor.position();
  if (!cursor.take('-')) {
    if (cursor.peek() != '[') return false;
    while (cursor.take('[')) {
      bool quoted = false;
      while (!cursor.atEnd() && (quoted || cursor.peek() != ']')) {
        if (cursor.take('\\')) {
          if (cursor.atEnd()) break;
        } else if (cursor.peek() == '"') {
          quoted = !quoted;
        }
        cursor.moveTo(cursor.position() + 1);
      }
      if (!cursor.take(']')) return false;
    }
  }
  data = cursor.between(start, cursor.position());
  return cursor.takeBlanks() || cursor.atEnd();
}

bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  if (!takePriority(cursor, fields[Priority])) return false;
  for (const int field : {Version, Timestamp, Host, Component, Pid, MessageId}) {
    fields[static_cast<std::size_t>(field)] = cursor.takeWord();
    if (fields[static_cast<std::size_t>(field)].empty() || !cursor.takeBlanks()) return false;
  }
  if (!isDigits(fields[Version]) || !takeStructuredData(cursor, fields[StructuredData])) return false;
  cursor.take("\xef\xbb\xbf");
  fields[Content] = cursor.rest();
  return true;
}

std::string_view known(std::string_view value) { return value == "-" ? std::string_view() : value; }

bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  record.level = levelOfPriority(fields[Priority]);
  record.host = known(fields[Host]);
  record.service = programOf(known(fields[Component]), record);
  record.process = known(fields[Pid]);
  if (known(fields[Timestamp]).empty()) return true;
  Cursor cursor(fields[Timestamp]);
  CivilTime civil;
  return takeIsoTimestamp(cursor, civil) && setTime(civil, context, record);
}
}  // namespace ietf

}  // namespace

std::vector<LayoutPtr> syslogLayouts() {
  return {
      makeBuiltin({"syslog",
                   "Syslog, RFC 3164: Jun 14 15:16:01 host program[123]: message, also with <priority> or "
                   "ISO times",
                   R"(<Priority><Date> <Time> <Host> <Component>\[<Pid>\]: <Content>)", 75, bsd::split,
                   bsd::interpret}),
      makeBuiltin(
          {"syslog-5424", "Syslog, RFC 5424: <34>1 2003-10-11T22:14:15.003Z host program 123 ID47 - message",
           "<Priority><Version> <Timestamp> <Host> <Component> <Pid> <MessageId> <StructuredData> <Content>",
           90, ietf::split, ietf::interpret}),
  };
}

}  // namespace faultline::input
