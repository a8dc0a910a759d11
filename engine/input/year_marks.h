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

/// Years of a file whose lines leave them out, also where it runs over several New Years. Immutable; any
/// thread may use it.
///
/// The dates of lines all over the file are laid out one after the other: where they go on from December to
/// January, or fall back far and stay there, a year has passed. A few lines far off the rest (a machine that
/// started with its clock at 1 January) pass no year. The last one is of the latest year that does not lie
/// behind the file's time of change, or of the year that a line states, or of an earlier one that lets 29
/// February be.
///
/// Left: a file whose time of change is years behind its lines (a copy that lost it) comes out too late by
/// whole years, unless a leap day or a line with a year tells; and a silence of a year or more cannot be told
/// from none.
class YearMarks {
 public:
  /// A clock may jump back, and lines may be out of order, by so much.
  static constexpr std::chrono::days kDisorder{30};

  /// No marks: every line is read with the context that it is given.
  YearMarks() = default;

  /// Goes through the file once, decompressing it if need be, when lines at its beginning leave out their
  /// year; else reads no further than that. Where the file cannot be read on, what was read counts. Errors as
  /// TextStream::open; Cancelled.
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
    LocalTime day;             ///< The line's, in its year.
  };
  friend class YearFinder;

  std::vector<Mark> m_marks;
};

}  // namespace faultline::input
