#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/input/file_probe.h"
#include "engine/input/layout.h"

namespace faultline::input {

/// Years of a file whose lines leave them out, also where it runs over several New Years: the dates of some
/// thousand lines spread over it, resolved from its end backwards. Immutable; any thread may use it.
///
/// A line between two of them is of the latest year that does not put it more than `kDisorder` behind the
/// later one. Left: a file whose last line is older than a year before its time of change (a copy that lost
/// it) comes out too late by whole years, and a silence of a year or more cannot be told from none.
class YearMarks {
 public:
  /// A clock may jump back, and lines may be out of order, by so much.
  static constexpr std::chrono::days kDisorder{30};

  /// No marks: every line is read with the context that it is given.
  YearMarks() = default;

  /// Looks at lines spread over the file; where dates lie far apart, at more between them. A compressed file
  /// is gone through once. Files with years, or without New Year in them, give no marks. Errors as
  /// TextStream::open and read; Cancelled.
  static Result<YearMarks> find(const std::filesystem::path& path, const FileProbe& probe,
                                const Layout& layout, const ReadContext& context,
                                const std::stop_token& stop = {});

  /// True for nearly all files: `contextAt` then gives back what it is given.
  [[nodiscard]] bool empty() const { return m_marks.empty(); }
  /// What to read the line at a logical byte with.
  [[nodiscard]] ReadContext contextAt(std::uint64_t offset, const ReadContext& context) const;

 private:
  struct Mark {
    std::uint64_t offset = 0;  ///< Of a line.
    LocalTime time;            ///< The line's, in its year.
  };
  friend class YearMarksFinder;

  std::vector<Mark> m_marks;
};

}  // namespace faultline::input
