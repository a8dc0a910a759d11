#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/store/database.h"

namespace faultline::pipeline {

/// The numbers in the messages of one log key: what a value model of the key learns from (DeepLog,
/// section 3.3).
struct ValueMatrix {
  struct Column {
    std::size_t parameter = 0;  ///< Which `<*>` of the key's template as it is now, from 0.
    std::string kind;           ///< `number`, `seconds`, `bytes`, `percent`; the values are in that unit.
  };

  KeyId key;  ///< The one asked for, or the one that it was merged into.
  std::string templateText;
  std::vector<Column> columns;  ///< Parameters that have a value in some event, by `parameter`.
  std::vector<EventId> events;  ///< Rows, ascending; events without any value are left out.
  std::vector<double> values;   ///< `events` x `columns`, row by row; NaN where an event has none.

  [[nodiscard]] double at(std::size_t row, std::size_t column) const {
    return values[row * columns.size() + column];
  }
};

/// Values belong to events, so that what users do to keys is followed: a merged key's are read as the
/// other's, those of events that a split moved are the new key's. Values stored by an older, less general
/// template are put where they are in the one of now; what was a constant there is read as a value when it is
/// one. Reads no log. Memory: the matrix. Errors: KeyUnknown, StoreFailed, ProjectDamaged.
Result<ValueMatrix> loadValues(store::Database& database, KeyId key);

/// The time since the event before in the same session, for each event of the key.
struct ElapsedTimes {
  std::vector<EventId> events;  ///< Ascending.
  std::vector<double> seconds;  ///< NaN for a session's first event and where either has no time.
};

/// From the events' rows: clock offsets and zones are applied, of an event in several sessions the first
/// counts. One pass over all events. Errors as `loadValues`; TimeZoneUnknown.
Result<ElapsedTimes> loadElapsed(store::Database& database, KeyId key);

}  // namespace faultline::pipeline
