#include <array>

#include "engine/input/builtin_layout.h"
#include "engine/input/header_scan.h"

namespace faultline::input {

namespace {

/// `2026-01-01T00:00:00.000Z` in two fields; the zone has to be there.
bool takeZonedStamp(Cursor& cursor, std::string_view& date, std::string_view& clock) {
  constexpr std::size_t kDateLength = 10;
  const std::size_t start = cursor.position();
  CivilTime civil;
  if (!takeIsoTimestamp(cursor, civil) || !civil.offsetSeconds) return false;
  date = cursor.between(start, start + kDateLength);
  clock = trimmed(cursor.between(start + kDateLength + 1, cursor.position()));
  return true;
}

/// A word in small letters before a colon that is a level: `error : `, `warning: `.
bool takeLevelAndColon(Cursor& cursor, std::string_view& level) {
  const std::size_t start = cursor.position();
  std::string_view word = cursor.takeWord();
  const bool joined = word.ends_with(':');
  if (joined) word.remove_suffix(1);
  cursor.takeBlanks();
  if (isLevelWord(word) && (joined || (cursor.take(':') && cursor.takeBlanks()))) {
    level = word;
    return true;
  }
  cursor.moveTo(start);
  return false;
}

namespace libvirt {
enum { Date, Time, Tid, Level, Component, Content };

/// ` 1234: error : virNetSocketReadWire:1806 : message`, what a daemon writes after the time.
bool takeDaemonHeader(Cursor& cursor, FieldSlots fields) {
  fields[Tid] = cursor.takeDigits();
  if (fields[Tid].empty() || !cursor.take(':') || !cursor.takeBlanks() ||
      !takeLevelAndColon(cursor, fields[Level])) {
    return false;
  }
  const std::size_t start = cursor.position();
  const std::string_view function = cursor.takeWord();
  if (isComponentName(function.substr(0, function.find(':'))) && cursor.takeBlanks() && cursor.take(':')) {
    fields[Component] = function;
    cursor.takeBlanks();
  } else {
    cursor.moveTo(start);
  }
  return true;
}

/// Daemons, and the log of a guest, in which libvirt and the emulator take turns.
bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  if (!takeZonedStamp(cursor, fields[Date], fields[Time])) return false;
  if (cursor.take(':')) {
    if (!cursor.takeBlanks()) return false;
    const std::size_t start = cursor.position();
    if (!takeDaemonHeader(cursor, fields)) {
      fields[Tid] = {};
      cursor.moveTo(start);
    }
  } else {
    if (!cursor.takeBlanks() || !cursor.rest().starts_with("qemu") ||
        !takeNameAndColon(cursor, fields[Component])) {
      return false;
    }
    takeLevelAndColon(cursor, fields[Level]);
  }
  fields[Content] = cursor.rest();
  return true;
}

bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  const bool qemu = fields[Component].starts_with("qemu");
  return readHeader(headerAt(fields, Date, Time, Level).by(qemu ? "qemu" : "libvirt"), context, record);
}
}  // namespace libvirt

namespace vmware {
enum { Date, Time, Level, Component, Pid, Context, Content };

/// What ESX calls its levels.
std::string_view levelOf(std::string_view level) {
  struct Name {
    std::string_view brief;
    std::string_view full;
  };
  static constexpr auto kNames = std::to_array<Name>({{"Em", "emerg"},
                                                      {"Al", "alert"},
                                                      {"Cr", "crit"},
                                                      {"Er", "error"},
                                                      {"Wa", "warning"},
                                                      {"No", "notice"},
                                                      {"In", "info"},
                                                      {"Db", "debug"}});
  for (const Name& name : kNames) {
    if (level == name.brief) return name.full;
  }
  return level;
}

/// `In(182) `, from ESX 8 on, or `info `.
bool takeEsxLevel(Cursor& cursor, std::string_view& level) {
  const std::size_t start = cursor.position();
  const std::string_view word = cursor.takeWord();
  const std::size_t open = word.find('(');
  const std::string_view brief = word.substr(0, open);
  const bool numbered = open == 2 && word.ends_with(')') && levelOf(brief) != brief &&
                        isDigits(word.substr(3, word.size() - 4));
  if ((numbered || isLevelWord(word)) && cursor.takeBlanks()) {
    level = brief;
    return true;
  }
  cursor.moveTo(start);
  return false;
}

/// `cpu12:1234)Foo: message` or `cpu12:1234 opID=9f)WARNING: Foo: message`.
bool takeKernel(Cursor& cursor, FieldSlots fields) {
  cursor.take("vmkernel: ");
  const std::size_t start = cursor.position();
  const std::size_t close = cursor.rest().find(')');
  if (!cursor.take("cpu") || cursor.takeDigits().empty() || !cursor.take(':') ||
      close == std::string_view::npos) {
    return false;
  }
  fields[Context] = cursor.between(start, start + close);
  cursor.moveTo(start + close + 1);
  takeLevelAndColon(cursor, fields[Level]);
  takeNameAndColon(cursor, fields[Component]);
  return true;
}

/// `hostd[2099]: [Originator@6876 sub=Vimsvc opID=x] message`; older ones without the colon.
bool takeDaemon(Cursor& cursor, FieldSlots fields) {
  const std::string_view word = cursor.takeWord();
  const std::size_t open = word.find('[');
  const std::size_t close = word.find(']');
  if (open == 0 || open == std::string_view::npos || close == std::string_view::npos || close < open ||
      !isComponentName(word.substr(0, open))) {
    return false;
  }
  fields[Component] = word.substr(0, open);
  fields[Pid] = word.substr(open + 1, close - open - 1);
  cursor.takeBlanks();
  const std::size_t end = cursor.rest().find(']');
  if (cursor.rest().starts_with("[Originator@") && end != std::string_view::npos) {
    fields[Context] = cursor.rest().substr(1, end - 1);
    cursor.moveTo(cursor.position() + end + 1);
    cursor.takeBlanks();
  }
  return true;
}

/// A machine's own log: `| vcpu-0| I005: message`, newer ones `In(05) vcpu-0 - message`.
bool takeMachine(Cursor& cursor, FieldSlots fields) {
  if (cursor.take("| ")) {
    const std::size_t bar = cursor.rest().find("| ");
    if (bar == std::string_view::npos) return false;
    fields[Context] = cursor.rest().substr(0, bar);
    cursor.moveTo(cursor.position() + bar + 2);
    const std::string_view level = cursor.takeWord();
    if (level.size() < 2 || (level.back() != ':' && level.back() != '+')) return false;
    fields[Level] = level.substr(0, 1);
  } else {
    fields[Context] = cursor.takeWord();
    if (fields[Context].empty() || fields[Level].size() != 2 || !cursor.take(" -")) return false;
  }
  cursor.takeBlanks();
  return true;
}

bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  if (!takeZonedStamp(cursor, fields[Date], fields[Time])) return false;
  const bool blank = cursor.takeBlanks();
  const bool levelled = blank && takeEsxLevel(cursor, fields[Level]);
  const std::size_t start = cursor.position();
  using Take = bool (*)(Cursor&, FieldSlots);
  for (const Take take : {Take{takeKernel}, Take{takeDaemon}, Take{takeMachine}}) {
    const std::string_view level = fields[Level];
    cursor.moveTo(start);
    const bool fits = take(cursor, fields);
    if (fits && (take != takeDaemon || levelled)) {
      fields[Content] = cursor.rest();
      return true;
    }
    fields[Level] = level;
    fields[Component] = fields[Pid] = fields[Context] = {};
  }
  return false;
}

bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  const std::string_view program = fields[Context].starts_with("cpu") ? "vmkernel"
                                   : fields[Pid].empty()
                                       ? "vmx"
                                       : nameInOneCase(fields[Component], record.serviceName);
  HeaderFields header = headerAt(fields, Date, Time, Level).by(program, fields[Pid]);
  header.level = levelOf(fields[Level]);
  return readHeader(header, context, record);
}
}  // namespace vmware

namespace dmesg {
enum { Priority, Level, Uptime, Content };

/// `<6>` or `kern  :info  : `, which may stand before the time.
void takeLevelMark(Cursor& cursor, FieldSlots fields) {
  const std::size_t start = cursor.position();
  if (cursor.take('<')) {
    fields[Priority] = cursor.takeDigits();
    if (!fields[Priority].empty() && fields[Priority].size() <= 3 && cursor.take('>')) return;
  } else if (const std::size_t colon = cursor.rest().substr(0, 16).find(':');
             colon != std::string_view::npos) {
    cursor.moveTo(start + colon + 1);
    const std::size_t level = cursor.position();
    while (Cursor::isLetter(cursor.peek())) cursor.moveTo(cursor.position() + 1);
    fields[Level] = cursor.between(level, cursor.position());
    cursor.takeBlanks();
    if (isLevelWord(fields[Level]) && cursor.take(':') && cursor.takeBlanks()) return;
  }
  fields[Priority] = fields[Level] = {};
  cursor.moveTo(start);
}

/// Seconds since the start, or, as `dmesg -T` writes it, a date.
bool isUptime(std::string_view text) {
  constexpr std::size_t kMicroseconds = 6;
  const std::size_t dot = text.find('.');
  if (dot != std::string_view::npos && isDigits(text.substr(0, dot))) {
    return text.size() - dot - 1 == kMicroseconds && isDigits(text.substr(dot + 1));
  }
  Cursor cursor(text);
  CivilTime civil;
  return takeAsctime(cursor, civil) && cursor.atEnd();
}

bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  takeLevelMark(cursor, fields);
  const std::size_t close = cursor.rest().find(']');
  if (cursor.peek() != '[' || close == std::string_view::npos) return false;
  fields[Uptime] = trimmed(cursor.rest().substr(1, close - 1));
  cursor.moveTo(cursor.position() + close + 1);
  if (!isUptime(fields[Uptime]) || (!cursor.takeBlanks() && !cursor.atEnd())) return false;
  fields[Content] = cursor.rest();
  return true;
}

/// When the machine was started nobody says here, so that such times are none.
bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  Cursor cursor(fields[Uptime]);
  CivilTime civil;
  record.level = fields[Priority].empty() ? fields[Level] : levelOfPriority(fields[Priority]);
  record.service = "kernel";
  return !takeAsctime(cursor, civil) || setTime(civil, context, record);
}
}  // namespace dmesg

}  // namespace

std::vector<LayoutPtr> machineLayouts() {
  return {
      makeBuiltin({"libvirt",
                   "libvirt and QEMU: 2026-01-01 00:00:00.123+0000: 1234: error : function:12 : message",
                   "<Date> <Time>: <Tid>: <Level> : <Component> : <Content>", 84, libvirt::split,
                   libvirt::interpret}),
      makeBuiltin(
          {"vmware",
           "VMware: 2026-01-01T00:00:00.000Z cpu12:1234)Module: message, hostd and its like, vmware.log",
           R"(<Date>T<Time> <Level> <Component>\[<Pid>\]: \[<Context>\] <Content>)", 84, vmware::split,
           vmware::interpret}),
      makeBuiltin({"dmesg",
                   "Kernel messages, dmesg: [    1.234567] message; without dates, times are left out",
                   R"(<Priority><Level>\[<Uptime>\] <Content>)", 70, dmesg::split, dmesg::interpret}),
  };
}

}  // namespace faultline::input
