#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/base/progress.h"
#include "engine/base/time.h"

namespace faultline::pipeline {

/// One event as the log view shows it.
struct LogLine {
  EventId event;
  std::uint64_t line = 0;       ///< Line number in the (decompressed) file, from 1.
  std::uint32_t lineCount = 1;  ///< More than 1 for an entry that spans lines.
  std::optional<UtcTime> time;  ///< None when the log has no times or the line does not fit its layout.
  KeyId key;                    ///< 0 when the line does not fit its layout.
  SessionId session;
  /// The raw entry, valid UTF-8, at most `kMostText` bytes, its lines separated by line feeds; may hold
  /// control characters.
  std::string text;
  bool truncated = false;  ///< The entry is longer than `text`.
};

/// What of a log is shown: the events of a key (and of those merged into it), or those of a session; all of
/// them when neither is set. Of both, the key counts.
struct LogFilter {
  KeyId key = {};
  SessionId session = {};

  [[nodiscard]] bool isAll() const { return !key && !session; }
  friend bool operator==(const LogFilter&, const LogFilter&) = default;
};

/// Reads the events of one source back from the user's file (or from the block cache of a compressed one).
/// One object a thread; opening costs about a millisecond.
class LogReader {
 public:
  static constexpr std::size_t kMostText = 64 * 1024;

  /// With a filter, what it lets through is all there is: rows are counted in it, and `LogLine::event` tells
  /// which event a row is. Errors: SourceUnknown; FileMissing, FileChanged (the source can be relinked),
  /// FileUnreadable; StoreFailed.
  static Result<LogReader> open(const std::filesystem::path& project, SourceId source,
                                const LogFilter& filter = {});

  LogReader(LogReader&&) noexcept;
  LogReader& operator=(LogReader&&) noexcept;
  ~LogReader();

  [[nodiscard]] std::uint32_t eventCount() const;
  /// The row of the event, or of the next one that the filter lets through; `eventCount()` when there is
  /// none.
  Result<std::uint32_t> rowAt(std::uint32_t ordinal);

  /// Events [first, first + count), fewer at the end. Costs a query and a read, under 50 ms anywhere in any
  /// file.
  Result<std::vector<LogLine>> read(std::uint32_t first, std::uint32_t count);

  /// The next event after (or before) `from`, exclusive, one of whose raw lines matches the RE2 expression;
  /// none when there is no further one. Errors: RegexInvalid, Cancelled. Scans raw bytes, linear in the file.
  enum class Direction { Forward, Backward };
  Result<std::optional<std::uint32_t>> find(const std::string& regex, std::uint32_t from, Direction direction,
                                            std::stop_token stop, const ProgressSink& progress);

 private:
  struct Impl;
  explicit LogReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

}  // namespace faultline::pipeline
