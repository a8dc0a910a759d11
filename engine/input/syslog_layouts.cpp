#include <array>

#include "engine/input/builtin_layout.h"
#include "engine/input/header_scan.h"

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

std::string_view levelOf(std::string_view priority) {
  static constexpr std::array<std::string_view, 8> kSeverities = {"emerg",   "alert",  "crit", "err",
                                                                  "warning", "notice", "info", "debug"};
  if (priority.empty()) return {};
  int value = 0;
  for (const char c : priority) value = value * 10 + (c - '0');
  return kSeverities[static_cast<std::size_t>(value % 8)];
}

/// `sshd(pam_unix)` is sshd, `/usr/sbin/cron` is cron, `postfix/smtpd` stays.
std::string_view programOf(std::string_view tag) {
  tag = tag.substr(0, tag.find('('));
  if (tag.starts_with('/')) tag.remove_prefix(tag.rfind('/') + 1);
  return tag;
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

/// `tag: `, `tag[pid]: ` or, from some daemons, `tag: ` with a version after a blank; a line may have no tag.
void takeTag(Cursor& cursor, FieldSlots fields) {
  constexpr std::size_t kLongestTag = 128;
  const std::size_t start = cursor.position();
  std::size_t length = 0;
  while (length < kLongestTag && cursor.peek(length) > ' ' && cursor.peek(length) != '[' &&
         cursor.peek(length) != ':') {
    ++length;
  }
  fields[Component] = cursor.rest().substr(0, length);
  cursor.moveTo(start + length);
  bool tagged = length > 0;
  if (cursor.take('[')) {
    const std::size_t close = cursor.rest().substr(0, kLongestTag).find(']');
    tagged = tagged && close != std::string_view::npos;
    if (tagged) {
      fields[Pid] = cursor.rest().substr(0, close);
      cursor.moveTo(cursor.position() + close + 1);
      cursor.take(':');
    }
  } else {
    tagged = tagged && cursor.take(':');
  }
  if (!tagged) {
    fields[Component] = fields[Pid] = {};
    cursor.moveTo(start);
  }
  cursor.takeBlanks();
}

bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  takePriority(cursor, fields[Priority]);
  const bool yearless = !Cursor::isDigit(cursor.peek());
  if (!takeStamp(cursor, fields)) return false;
  fields[Host] = cursor.takeWord();
  if (fields[Host].empty() || fields[Host].front() == '[' || fields[Host].back() == ':' ||
      isLevelWord(fields[Host]) || (!cursor.takeBlanks() && !cursor.atEnd())) {
    return false;
  }
  takeTag(cursor, fields);
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
  record.level = levelOf(fields[Priority]);
  record.host = fields[Host];
  record.service = programOf(fields[Component]);
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
  record.level = levelOf(fields[Priority]);
  record.host = known(fields[Host]);
  record.service = programOf(known(fields[Component]));
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
