#pragma once

#include <cstdint>
#include <string_view>

namespace faultline::input {

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

}  // namespace faultline::input
