#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/base/progress.h"
#include "engine/pipeline/session_loader.h"
#include "engine/store/database.h"
#include "engine/values/value_series.h"

namespace faultline::pipeline {

/// A key's vectors and what they are of.
struct EventSeries {
  values::ValueSeries series;
  std::vector<EventId> events;    ///< Rows, ascending.
  std::vector<EventId> previous;  ///< The event before in the same session; none for its first one. Rows.
};

/// Reads the vectors of all log keys of a project (DeepLog, section 3.2): elapsed times in one pass over the
/// events, the numbers in messages key by key as they are asked for. Where several files share a session,
/// each file's events follow on those of the same file. A clock's zone and offset do not matter, for elapsed
/// times are between events of one source.
class ValueSeriesReader {
 public:
  /// Takes 20 bytes for each event that the filter admits. Errors: Cancelled, StoreFailed, TimeZoneUnknown.
  static Result<ValueSeriesReader> make(store::Database& database, const EventFilter& filter,
                                        const std::stop_token& stop, const ProgressSink& progress);

  /// As they are read now, ascending.
  [[nodiscard]] std::vector<KeyId> keys() const;
  [[nodiscard]] std::uint64_t count(KeyId key) const;
  /// At most `most` rows: evenly spaced stretches of rows that follow one another. With `wanted`, these
  /// parameters, found by their places and names; else all that have numbers. Errors as `loadValues`.
  Result<EventSeries> read(KeyId key, const std::optional<std::vector<values::Parameter>>& wanted,
                           std::size_t most) const;

 private:
  struct Row {
    std::uint32_t ordinal = 0;
    std::uint32_t before = 0;  // the ordinal of the event before, where there is one
    float elapsed = 0;
    std::int32_t previous = 0;
    std::int32_t source = 0;
  };

  explicit ValueSeriesReader(store::Database& database) : m_database(&database) {}
  Status addValues(KeyId key, const std::optional<std::vector<values::Parameter>>& wanted,
                   EventSeries& into) const;

  store::Database* m_database;
  std::map<KeyId, std::vector<Row>> m_rows;
};

/// What the parameters of a template are called: after the words before them, or behind them, each name once.
[[nodiscard]] std::vector<std::string> parameterNames(std::string_view templateText);

/// Rows `first` to `last`, without it.
[[nodiscard]] values::ValueSeries sliceOf(const values::ValueSeries& series, std::size_t first,
                                          std::size_t last);

}  // namespace faultline::pipeline
