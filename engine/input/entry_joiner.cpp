#include "engine/input/entry_joiner.h"

#include <algorithm>
#include <array>

#include "engine/input/cursor.h"
#include "engine/input/field_words.h"
#include "engine/input/layout.h"

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

EntryJoiner::EntryJoiner(const Layout& layout)
    : m_everyLineFits(layout.specificity() == 0 || layout.wraps()) {}

bool EntryJoiner::continues(const LineShape& shape, bool fits, std::uint64_t bytes) {
  const bool follows = shape.origin == m_origin && m_lines > 0;
  const bool goesOn = m_unfinished && fits;
  const bool joins =
      follows && (goesOn || (m_everyLineFits ? fits && joinsPlain(shape) : !fits && joinsHeadered(shape)));
  const bool room = m_lines < kMostLines && m_bytes + bytes <= kMostBytes;
  if (!joins) begin(shape, fits);
  // What is too long begins anew in the middle: the lines to come go on with that.
  if (!joins || !room) {
    m_lines = 0;
    m_bytes = 0;
  }
  ++m_lines;
  m_bytes += bytes;
  m_origin = shape.origin;
  m_unfinished = shape.unfinished;
  follow(shape);
  return joins && room;
}

bool EntryJoiner::joinsHeadered(const LineShape& shape) const {
  if (m_inside == Inside::Nothing) return false;
  if (m_inside == Inside::Banner) return true;
  switch (shape.form) {
    case Form::Other:
      return m_inside == Inside::Traceback;
    case Form::Call:
      return m_inside == Inside::Traceback || m_inside == Inside::Goroutines;
    case Form::Closing:
      return m_open || m_indented;
    default:
      return true;
  }
}

/// Without headers an entry may begin at any line, so less is taken for a continuation: what begins a trace
/// begins an entry.
bool EntryJoiner::joinsPlain(const LineShape& shape) const {
  switch (shape.form) {
    case Form::Indented:
    case Form::Frame:
    case Form::Chained:
      return m_inside != Inside::Nothing;
    case Form::Blank:
      return m_inside != Inside::Nothing && m_inside != Inside::Entry;
    case Form::Closing:
      return m_open || m_indented;
    case Form::Traceback:
      return m_inside == Inside::Chained;
    case Form::Goroutine:
      return m_inside == Inside::Goroutines;
    case Form::Call:
      return m_inside == Inside::Goroutines || m_inside == Inside::Traceback;
    case Form::Other:
    case Form::Exception:
      return m_inside == Inside::Traceback;
    default:
      return false;
  }
}

void EntryJoiner::begin(const LineShape& shape, bool fits) {
  m_open = false;
  m_indented = false;
  // Where every line is indented, that says nothing.
  const bool first = shape.form != Form::Indented && shape.form != Form::Blank;
  m_inside = fits && (first || !m_everyLineFits) ? Inside::Entry : Inside::Nothing;
}

void EntryJoiner::follow(const LineShape& shape) {
  m_open = m_open || shape.opens;
  m_indented = shape.form == Form::Indented && m_inside != Inside::Nothing;
  if (m_inside == Inside::Banner) {
    if (shape.endsBanner) m_inside = Inside::Entry;
    return;
  }
  const bool last = m_inside == Inside::Traceback;  // of a traceback, when it is not indented
  switch (shape.form) {
    case Form::Traceback:
      m_inside = Inside::Traceback;
      break;
    case Form::Chained:
      m_inside = Inside::Chained;
      break;
    case Form::Panic:
    case Form::Goroutine:
      m_inside = Inside::Goroutines;
      break;
    case Form::Frame:
      if (!last) m_inside = Inside::Trace;
      break;
    case Form::Exception:
      m_inside = Inside::Trace;
      break;
    case Form::Banner:
      if (!m_everyLineFits && !shape.endsBanner && m_inside != Inside::Nothing) m_inside = Inside::Banner;
      break;
    case Form::Indented:
      break;
    default:
      if (last) m_inside = Inside::Trace;
  }
}

}  // namespace faultline::input
