#pragma once

#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/time.h"
#include "engine/store/database.h"

namespace faultline::store {

/// One action of a user and how to take it back, both as JSON that the pipeline writes and reads.
struct JournalRow {
  std::int64_t id = 0;
  UtcTime at;
  std::string who;
  std::string action;  ///< e.g. `source.change`.
  std::string forward;
  std::string inverse;
  bool undone = false;
  bool dropped = false;  ///< Undone, and another action came since: there is no doing it again.
};

/// The `journal` table: every user action, so that undo works across restarts.
class Journal {
 public:
  explicit Journal(Database& database) : m_database(database) {}

  /// Actions that are undone by then are dropped.
  Status record(const std::string& action, const std::string& forward, const std::string& inverse);
  /// Writes over what an action did: what came of it later.
  Status amend(std::int64_t id, const std::string& forward);
  /// From now on the action counts as taken back, or as done again.
  Status setUndone(std::int64_t id, bool undone);
  /// Undone actions whose names begin so are dropped.
  Status dropUndone(const std::string& prefix);
  /// Newest first.
  Result<std::vector<JournalRow>> all() const;

 private:
  Database& m_database;
};

/// The name of the user who runs this process; for the journal and for verdicts.
[[nodiscard]] std::string userName();

}  // namespace faultline::store
