#include "engine/input/line_shape.h"

#include <algorithm>
#include <array>

#include "engine/input/cursor.h"

namespace faultline::input {

namespace {

using Form = LineShape::Form;

/// Beyond so many bytes from either end of a line nothing is looked for.
constexpr std::size_t kLook = 256;

template <std::size_t N>
bool beginsWithOneOf(std::string_view text, const std::array<std::string_view, N>& beginnings) {
  return std::ranges::any_of(beginnings,
                             [&](std::string_view beginning) { return text.starts_with(beginning); });
}

bool isNameStart(char c) { return Cursor::isLetter(c) || c == '_' || c == '$' || c == '<'; }

/// `at java.base/x.Y.z(Y.java:7)`, `at Object.<anonymous> (a.js:3:1)`.
bool isAtFrame(std::string_view head) {
  if (!head.starts_with("at ") || head.size() == 3 || !isNameStart(head[3])) return false;
  const std::string_view word = head.substr(3, head.find(' ', 3) - 3);
  return word.find_first_of(".(") != std::string_view::npos;
}

/// `... 23 more`, `#3 0x00 in f ()`.
bool isNumberedFrame(std::string_view head) {
  Cursor cursor(head);
  if (cursor.take("... ")) return !cursor.takeDigits().empty() && cursor.peek() == ' ';
  return cursor.take('#') && !cursor.takeDigits().empty() && cursor.peek() == ' ';
}

bool isFrame(std::string_view head) {
  static constexpr auto kBeginnings = std::to_array<std::string_view>(
      {"Caused by: ", "Suppressed: ", "Wrapped by: ", "--- End of ", "---> ", "File \"",
       "Stack trace:", "Backtrace:", "stack backtrace:", "note: run with `RUST_BACKTRACE"});
  return isAtFrame(head) || isNumberedFrame(head) || beginsWithOneOf(head, kBeginnings);
}

bool isPanic(std::string_view head) {
  static constexpr auto kBeginnings = std::to_array<std::string_view>(
      {"panic: ", "fatal error: ", "terminate called after throwing", "SIGSEGV: ", "SIGABRT: "});
  return beginsWithOneOf(head, kBeginnings) ||
         (head.starts_with("thread '") && head.find("' panicked at ") != std::string_view::npos);
}

bool isChained(std::string_view head) {
  return head.starts_with("During handling of the above exception") ||
         head.starts_with("The above exception was the direct cause");
}

bool isGoroutine(std::string_view head) {
  Cursor cursor(head);
  return cursor.take("goroutine ") && !cursor.takeDigits().empty() && cursor.take(" [");
}

/// A class's name, `java.net.SocketTimeoutException` or `ValueError`, at the line's end or before a colon.
bool isException(std::string_view head) {
  static constexpr auto kEndings = std::to_array<std::string_view>(
      {"Exception", "Error", "Throwable", "Failure", "Fault", "Interrupt", "Warning", "Exit"});
  static constexpr auto kPackages =
      std::to_array<std::string_view>({"java.", "javax.", "sun.", "scala.", "kotlin.", "System."});
  if (head.starts_with("Exception in thread \"")) return true;
  std::size_t end = 0;
  while (end < head.size() && (Cursor::isLetter(head[end]) || Cursor::isDigit(head[end]) ||
                               std::string_view("._$").find(head[end]) != std::string_view::npos)) {
    ++end;
  }
  if (end < head.size() && head[end] != ':') return false;
  const std::string_view name = head.substr(0, end);
  const std::string_view last = name.substr(name.find_last_of(".$") + 1);
  if (last.empty() || last.front() < 'A' || last.front() > 'Z') return false;
  if (beginsWithOneOf(name, kPackages)) return true;
  // `Error: ...` and `Warning: ...` are what anybody writes.
  return std::ranges::any_of(kEndings, [&](std::string_view ending) {
    return last.ends_with(ending) && name.size() > ending.size();
  });
}

/// `main.(*T).f(0x1, 0x2)`, `created by main.g`.
bool isCall(std::string_view head, std::string_view tail) {
  static constexpr auto kBeginnings =
      std::to_array<std::string_view>({"created by ", "exit status ", "runtime stack:"});
  if (beginsWithOneOf(head, kBeginnings)) return true;
  if (!tail.ends_with(')') && !tail.ends_with("...}")) return false;
  const std::size_t open = head.find('(');
  const std::size_t blank = head.find(' ');
  return open != std::string_view::npos && open > 0 && blank > open &&
         head.substr(0, blank).find('.') != std::string_view::npos;
}

bool isTag(std::string_view text) {
  return text.size() > 1 && text.front() == '<' && (Cursor::isLetter(text[1]) || text[1] == '?');
}

bool endsWithOpening(std::string_view tail) {
  if (tail.empty()) return false;
  if (tail.back() == '{' || tail.back() == '[' || tail.back() == '(') return true;
  if (tail.back() != '>' || tail.ends_with("/>")) return false;
  const std::size_t tag = tail.rfind('<');
  return tag != std::string_view::npos && isTag(tail.substr(tag));
}

/// Of lines that begin with a letter.
Form formOfWords(std::string_view head, std::string_view tail) {
  constexpr std::string_view kFirstOfFixed = "BCDFSTWafgnpst";
  if (kFirstOfFixed.find(head.front()) != std::string_view::npos) {
    if (isFrame(head)) return Form::Frame;
    if (isChained(head)) return Form::Chained;
    if (isGoroutine(head)) return Form::Goroutine;
    if (isPanic(head)) return Form::Panic;
  }
  if (isException(head)) return Form::Exception;
  return isCall(head, tail) ? Form::Call : Form::Other;
}

Form formOfOthers(std::string_view head, std::string_view tail) {
  switch (head.front()) {
    case '|':
      return head.size() == 1 || head[1] == ' ' ? Form::Indented : Form::Other;
    case '}':
    case ']':
    case ')':
      return Form::Closing;
    case '<':
      return head.starts_with("</") ? Form::Closing : isTag(head) ? Form::Opening : Form::Other;
    case '{':
    case '[':
    case '(':
      if (tail.data() == head.data() && head.find_first_not_of("{[(") == std::string_view::npos) {
        return Form::Opening;
      }
      return head.starts_with("[signal ") ? Form::Call : Form::Other;
    case '/':
      return head.starts_with("/**") ? Form::Banner : Form::Other;
    case '.':
    case '#':
    case '-':
      return head.size() > 1 && head[1] != ' ' && isFrame(head) ? Form::Frame : Form::Other;
    default:
      return Form::Other;
  }
}

/// Most lines begin with a digit: those are told at once.
Form formOf(std::string_view head, std::string_view tail) {
  if (tail.ends_with("(most recent call last):")) return Form::Traceback;
  if (tail.ends_with(" [running]:")) return Form::Goroutine;
  if (Cursor::isDigit(head.front())) return Form::Other;
  return Cursor::isLetter(head.front()) || head.front() == '_' ? formOfWords(head, tail)
                                                               : formOfOthers(head, tail);
}

std::string_view withoutTrailingBlanks(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) {
    text.remove_suffix(1);
  }
  return text;
}

}  // namespace

LineShape lineShape(std::string_view line) {
  LineShape shape;
  const std::string_view tail =
      withoutTrailingBlanks(line.size() > kLook ? line.substr(line.size() - kLook) : line);
  const std::string_view head = line.size() > kLook ? line.substr(0, kLook) : tail;
  shape.opens = endsWithOpening(tail);
  shape.endsBanner = tail.ends_with("*/");
  if (head.empty()) {
    shape.form = Form::Blank;
  } else if (head.front() == ' ' || head.front() == '\t') {
    shape.form = Form::Indented;
  } else {
    shape.form = formOf(head, tail);
  }
  return shape;
}

}  // namespace faultline::input
