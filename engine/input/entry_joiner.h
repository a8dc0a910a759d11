#pragma once

#include <cstdint>
#include <string_view>

namespace faultline::input {

class Layout;

/// What a line looks like, as far as that tells whether it continues the entry before it. Told from the line
/// alone, so that it can be found for many blocks at a time.
struct LineShape {
  enum class Form : std::uint8_t {
    Other,      ///< Nothing in particular.
    Blank,      ///< Empty, or blanks alone.
    Indented,   ///< Begins with a blank or a tab, or with a `|` that stands alone.
    Frame,      ///< `at x.Y.z(Y.java:7)`, `Caused by: ...`, `... 23 more`, `#3 0x... in f ()`.
    Exception,  ///< `java.io.IOException: ...`, `ValueError: ...`.
    Traceback,  ///< `Traceback (most recent call last):`, or ends so.
    Chained,    ///< `During handling of the above exception, ...`: another traceback follows.
    Panic,      ///< `panic: ...`, `thread 'main' panicked at ...`, `fatal error: ...`.
    Goroutine,  ///< `goroutine 7 [running]:`, or ends so.
    Call,       ///< `main.f(0x1, 0x2)`, `created by main.g`, `exit status 2`: a line of a goroutine.
    Opening,    ///< An opening bracket alone, or an opening tag of XML.
    Closing,    ///< Begins with a closing bracket or a closing tag.
    Banner,     ///< `/****...`: a comment in the log, up to a line that ends in `*/`.
  };
  Form form = Form::Other;
  bool opens = false;       ///< Ends with an opening bracket or tag.
  bool endsBanner = false;  ///< Ends with `*/`.
  // Of lines that wrap what several programs wrote, see Layout::shapeOf:
  bool unfinished = false;   ///< The text goes on in the next line of the same origin.
  std::uint32_t origin = 0;  ///< Which of them; lines of two never join.
};

/// Any thread. Looks at the line's ends; its cost does not grow with its length.
[[nodiscard]] LineShape lineShape(std::string_view line);

/// Joins the lines of multi-line entries: stack traces, indented continuations, pretty-printed JSON and XML.
/// A line that fits a layout with a header always begins an entry; one that does not continues the entry
/// before it when it has the form of a continuation, and stays an unfitting line of its own when it has not.
/// Of a layout that every line fits (`plain`, and those that wrap what other programs wrote), lines are told
/// apart by their forms alone.
///
/// A small state that is handed the lines of a text in order, from block to block; copy it to come back to a
/// place. The shapes can be had before, in any order.
class EntryJoiner {
 public:
  /// An entry that grows beyond either begins anew, so that memory stays bounded.
  static constexpr std::uint32_t kMostLines = 10'000;
  static constexpr std::uint64_t kMostBytes = 1024 * 1024;

  explicit EntryJoiner(const Layout& layout);

  /// Whether the next line continues the entry before it; else it begins one. `fits`: the layout reads the
  /// line; `bytes`: its length.
  [[nodiscard]] bool continues(const LineShape& shape, bool fits, std::uint64_t bytes);

 private:
  /// What the line before leaves open for the next one.
  enum class Inside : std::uint8_t {
    Nothing,     ///< No entry to continue: the beginning of a text, or a line of its own.
    Entry,       ///< An entry that fits.
    Trace,       ///< A stack trace.
    Traceback,   ///< Python's, whose last line is not indented.
    Chained,     ///< Between two of those that belong together.
    Goroutines,  ///< Go's, where blank lines separate.
    Banner,
  };

  [[nodiscard]] bool joinsHeadered(const LineShape& shape) const;
  [[nodiscard]] bool joinsPlain(const LineShape& shape) const;
  void begin(const LineShape& shape, bool fits);
  void follow(const LineShape& shape);

  bool m_everyLineFits;
  Inside m_inside = Inside::Nothing;
  bool m_unfinished = false;
  std::uint32_t m_origin = 0;
  bool m_open = false;      ///< A line of the entry ended with an opening bracket.
  bool m_indented = false;  ///< The line before is indented.
  std::uint32_t m_lines = 0;
  std::uint64_t m_bytes = 0;
};

}  // namespace faultline::input
