#include "engine/input/syslog_tag.h"

#include "engine/input/field_words.h"

namespace faultline::input {

namespace {

constexpr std::size_t kLongestTag = 128;

/// `[pid]`, with the colon that may follow it.
bool takePid(Cursor& cursor, std::string_view& pid) {
  if (!cursor.take('[')) return false;
  const std::size_t close = cursor.rest().substr(0, kLongestTag).find(']');
  if (close == std::string_view::npos) return false;
  pid = cursor.rest().substr(0, close);
  cursor.moveTo(cursor.position() + close + 1);
  cursor.take(':');
  return true;
}

/// `cron(123)`; more often a module stands there.
std::string_view numberInBrackets(std::string_view tag) {
  const std::size_t open = tag.find('(');
  if (open == std::string_view::npos || !tag.ends_with(')')) return {};
  const std::string_view inside = tag.substr(open + 1, tag.size() - open - 2);
  return isDigits(inside) ? inside : std::string_view();
}

/// ` 1.4.1:`, the version that `syslogd 1.4.1: restart.` says.
bool takeVersion(Cursor& cursor) {
  const std::size_t start = cursor.position();
  if (cursor.take(' ') && Cursor::isDigit(cursor.peek())) {
    while (Cursor::isDigit(cursor.peek()) || cursor.peek() == '.') cursor.moveTo(cursor.position() + 1);
    if (cursor.take(": ")) return true;
  }
  cursor.moveTo(start);
  return false;
}

}  // namespace

void takeSyslogTag(Cursor& cursor, std::string_view& tag, std::string_view& pid) {
  const std::size_t start = cursor.position();
  cursor.take("-- ");  // login's
  const std::size_t name = cursor.position();
  std::size_t length = 0;
  while (length < kLongestTag && cursor.peek(length) > ' ' && cursor.peek(length) != '[' &&
         cursor.peek(length) != ':') {
    ++length;
  }
  tag = cursor.rest().substr(0, length);
  cursor.moveTo(name + length);
  if (length > 0 && cursor.take(':')) {
    pid = numberInBrackets(tag);
  } else if (length == 0 || (!takePid(cursor, pid) && !takeVersion(cursor))) {
    tag = pid = {};
    cursor.moveTo(start);
  }
  cursor.takeBlanks();
}

std::string_view programOf(std::string_view tag, Record& record) {
  if (tag.starts_with('(') && tag.ends_with(')')) tag = tag.substr(1, tag.size() - 2);
  tag = tag.substr(0, tag.find('('));
  if (tag.starts_with('/')) tag.remove_prefix(tag.rfind('/') + 1);
  return nameInOneCase(tag, record.serviceName);
}

}  // namespace faultline::input
