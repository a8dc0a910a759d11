#include "engine/input/builtin_layout.h"
#include "engine/input/header_scan.h"

namespace faultline::input {

namespace {

enum { Date, Time, Level, Pid, Thread, Component, Content };

constexpr int kMostItems = 4;  // of a header, before and after the level

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\0'; }

/// Blanks, and dashes, bars, colons and commas that stand alone.
void skipSeparators(Cursor& cursor) {
  for (;;) {
    cursor.takeBlanks();
    std::size_t length = 0;
    while (cursor.peek(length) == '-') ++length;
    if (length == 0 && (cursor.peek() == '|' || cursor.peek() == ':' || cursor.peek() == ',')) length = 1;
    if (length == 0 || !isBlank(cursor.peek(length))) return;
    cursor.moveTo(cursor.position() + length);
    if (cursor.atEnd()) return;
  }
}

bool separatorFollows(Cursor cursor) {
  cursor.takeBlanks();
  const std::size_t blanksEnd = cursor.position();
  skipSeparators(cursor);
  return cursor.position() != blanksEnd;
}

/// What is between `open` and the next `close`, trimmed.
bool takeEnclosed(Cursor& cursor, char open, char close, std::string_view& text) {
  if (cursor.peek() != open) return false;
  const std::size_t end = cursor.rest().find(close);
  if (end == std::string_view::npos) return false;
  text = trimmed(cursor.rest().substr(1, end - 1));
  cursor.moveTo(cursor.position() + end + 1);
  return true;
}

/// A name that no word of a message is likely to be: joined of parts, or of several capitals.
bool isLoggerName(std::string_view name) {
  if (!isComponentName(name)) return false;
  int capitals = 0;
  int small = 0;
  for (const char c : name) {
    if (c == '.' || c == '_' || c == '$' || c == '/') return true;
    capitals += c >= 'A' && c <= 'Z' ? 1 : 0;
    small += c >= 'a' && c <= 'z' ? 1 : 0;
  }
  return capitals > 1 && small > 0;
}

bool isUpperCase(std::string_view word) {
  for (const char c : word) {
    if (c < 'A' || c > 'Z') return false;
  }
  return true;
}

/// A level word; one in small letters could be the message's first word, so more must tell it from that.
bool takeLevelWord(Cursor& cursor, std::string_view& level) {
  const std::size_t start = cursor.position();
  std::string_view word = cursor.takeWord();
  const bool marked = !word.empty() && (word.back() == ':' || word.back() == ',' || word.back() == '|');
  if (marked) word.remove_suffix(1);
  const bool apart = cursor.peek() == '\t' || (cursor.peek() == ' ' && cursor.peek(1) == ' ');
  if (isLevelWord(word) && (isUpperCase(word) || marked || apart || separatorFollows(cursor))) {
    level = word;
    return true;
  }
  cursor.moveTo(start);
  return false;
}

bool takeEnclosedLevel(Cursor& cursor, std::string_view& level) {
  const std::size_t start = cursor.position();
  std::string_view text;
  if ((takeEnclosed(cursor, '[', ']', text) || takeEnclosed(cursor, '<', '>', text)) && isLevelWord(text)) {
    level = text;
    return true;
  }
  cursor.moveTo(start);
  return false;
}

bool putBracketed(std::string_view text, FieldSlots fields) {
  const bool named = text.find('.') != std::string_view::npos && isComponentName(text);
  std::string_view& slot = fields[named && fields[Component].empty() ? Component : Thread];
  if (!slot.empty()) return false;
  slot = text;
  return true;
}

/// Takes what stands before the level, and the level.
bool takeUpToLevel(Cursor& cursor, FieldSlots fields) {
  for (int item = 0; item < kMostItems; ++item) {
    if (takeEnclosedLevel(cursor, fields[Level]) || takeLevelWord(cursor, fields[Level])) return true;
    std::string_view text;
    if (takeEnclosed(cursor, '[', ']', text)) {
      if (!putBracketed(text, fields)) return false;
    } else {
      text = cursor.takeWord();
      if (isDigits(text) && fields[Pid].empty()) {
        fields[Pid] = text;
      } else if (isComponentName(text) && fields[Component].empty() && separatorFollows(cursor)) {
        fields[Component] = text;
      } else {
        return false;
      }
    }
    skipSeparators(cursor);
  }
  return false;
}

/// One item between the level and the message. False when the message begins here.
bool takeItemAfterLevel(Cursor& cursor, FieldSlots fields) {
  const std::size_t start = cursor.position();
  std::string_view text;
  if (takeEnclosed(cursor, '[', ']', text)) {
    if (putBracketed(text, fields)) return true;
  } else if (!fields[Component].empty() && fields[Thread].empty() && takeEnclosed(cursor, '(', ')', text)) {
    fields[Thread] = text;
    return true;
  } else if (text = cursor.takeWord(); isDigits(text) && fields[Pid].empty() && separatorFollows(cursor)) {
    fields[Pid] = text;
    return true;
  } else if (!text.empty() && fields[Component].empty()) {
    const bool colon = text.back() == ':';
    const std::string_view name = colon ? text.substr(0, text.size() - 1) : text;
    if (isLoggerName(name) && (colon || separatorFollows(cursor))) {
      fields[Component] = name;
      return true;
    }
  }
  cursor.moveTo(start);
  return false;
}

/// `message (kafka.server.KafkaServer)`.
void takeTrailingComponent(FieldSlots fields) {
  std::string_view& content = fields[Content];
  if (!fields[Component].empty() || !content.ends_with(')')) return;
  const std::size_t open = content.rfind(" (");
  if (open == std::string_view::npos) return;
  const std::string_view name = content.substr(open + 2, content.size() - open - 3);
  if (name.find('.') == std::string_view::npos || !isComponentName(name)) return;
  fields[Component] = name;
  content = content.substr(0, open);
}

bool takeStamp(Cursor& cursor, FieldSlots fields) {
  const bool bracket = cursor.take('[');
  const std::size_t start = cursor.position();
  CivilTime civil;
  if (!takeIsoDate(cursor, civil)) return false;
  fields[Date] = cursor.between(start, cursor.position());
  if (!cursor.take('T') && !cursor.takeBlanks()) return false;
  const std::size_t clock = cursor.position();
  if (!takeClock(cursor, civil)) return false;
  takeZone(cursor, civil);
  fields[Time] = cursor.between(clock, cursor.position());
  if (bracket) return cursor.take(']');
  cursor.take(':');
  cursor.take(',');
  return isBlank(cursor.peek()) || cursor.peek() == '[' || cursor.peek() == '|';
}

/// What follows the time: the level and what is about it, if they are there, and the message.
bool splitAfterStamp(Cursor& cursor, FieldSlots fields, bool levelled) {
  skipSeparators(cursor);
  const std::size_t afterStamp = cursor.position();
  levelled = levelled || takeUpToLevel(cursor, fields);
  if (levelled) {
    skipSeparators(cursor);
    for (int item = 0; item < kMostItems && takeItemAfterLevel(cursor, fields); ++item) {
      skipSeparators(cursor);
    }
  } else {
    cursor.moveTo(afterStamp);
    fields[Pid] = fields[Thread] = fields[Component] = {};
  }
  fields[Content] = cursor.rest();
  takeTrailingComponent(fields);
  return levelled;
}

bool split(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  cursor.takeBlanks();
  bool levelled = false;
  if (!Cursor::isDigit(cursor.peek()) && !(cursor.peek() == '[' && Cursor::isDigit(cursor.peek(1)))) {
    levelled = takeEnclosedLevel(cursor, fields[Level]) || takeLevelWord(cursor, fields[Level]);
    if (!levelled) return false;
    skipSeparators(cursor);
  }
  if (!takeStamp(cursor, fields)) return false;
  splitAfterStamp(cursor, fields, levelled);
  return true;
}

/// A time of day alone, as logback writes it by default; the level has to be there.
bool splitClock(std::string_view line, FieldSlots fields) {
  Cursor cursor(line);
  const bool bracket = cursor.take('[');
  CivilTime civil;
  const std::size_t start = cursor.position();
  if (!takeClock(cursor, civil)) return false;
  fields[Time] = cursor.between(start, cursor.position());
  if ((bracket && !cursor.take(']')) || !isBlank(cursor.peek())) return false;
  return splitAfterStamp(cursor, fields, false);
}

bool interpret(FieldSlots fields, const ReadContext& context, Record& record) {
  return readHeader(headerAt(fields, Date, Time, Level).by(coarseService(fields[Component]), fields[Pid]),
                    context, record);
}

/// Which day it was, nothing tells.
bool interpretClock(FieldSlots fields, const ReadContext&, Record& record) {
  record.level = fields[Level];
  record.service = coarseService(fields[Component].substr(0, fields[Component].find('#')));
  record.process = fields[Pid];
  return true;
}

}  // namespace

LayoutPtr clockLayout() {
  return makeBuiltin(
      {"clock",
       "A time of day, level, message: 12:00:00.123 [thread] INFO component - message; times are "
       "left out, since the day is not known",
       R"(<Date><Time> <Level> <Pid> \[<Thread>\] <Component> - <Content>)", 30, splitClock, interpretClock});
}

LayoutPtr isoLayout() {
  return makeBuiltin({"iso",
                      "ISO time, level, message: 2026-05-31T12:00:00.123Z INFO [thread] component: message, "
                      "in many shapes; all but the time may be missing",
                      R"(<Date> <Time> <Level> <Pid> \[<Thread>\] <Component>: <Content>)", 40, split,
                      interpret});
}

}  // namespace faultline::input
