#pragma once

#include <cstdint>

#include "engine/input/line_shape.h"

namespace faultline::input {

class Layout;

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
