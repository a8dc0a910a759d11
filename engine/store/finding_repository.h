#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/base/severity.h"
#include "engine/base/time.h"
#include "engine/store/database.h"

namespace faultline::store {

/// A row of the `finding` table, with the verdict that hangs on its fingerprint.
struct FindingRow {
  FindingId id;
  RunId run;
  std::int64_t incident = 0;
  FindingId leader;  ///< The finding of its incident that this one follows from; none for the first.
  std::string kind;
  std::string code;
  std::string arguments;  ///< JSON array of strings; what `code`'s text is filled with.
  Severity severity{};
  double score = 0;
  double p = 1;
  double expected = 0;  ///< How often a normal log shows something as strange; not stored.
  EventId event;
  SessionId session;
  std::string evidence;           ///< JSON, as pipeline/evidence writes it.
  std::uint64_t fingerprint = 0;  ///< The same finding has the same one in every run.
  FindingStatus status{};         ///< Read only; see `VerdictRepository`.
};

struct RunRow {
  RunId id;
  ModelId model;
  UtcTime started;
  UtcTime finished;
  std::uint64_t events = 0;
  std::uint64_t sessions = 0;
};

/// The `run`, `incident`, `finding` and `run_series` tables.
class FindingRepository {
 public:
  explicit FindingRepository(Database& database) : m_database(database) {}

  Result<RunId> insertRun(const RunRow& run);
  Result<std::int64_t> insertIncident(RunId run, SessionId session);
  Result<FindingId> insert(const FindingRow& row);
  /// Shows the findings of this run from now on.
  Status activateRun(RunId run);
  /// `data`: packed by the pipeline.
  Status insertSeries(RunId run, const std::string& kind, KeyId key, const std::string& data);
  Result<std::optional<std::string>> series(RunId run, const std::string& kind, KeyId key) const;
  /// The newest finding and incident of a run; 0 when it has none.
  struct Last {
    std::int64_t finding = 0;
    std::int64_t incident = 0;
  };
  Result<Last> lastOf(RunId run) const;
  /// Findings up to `last`, their incidents and the series of a run are another run's from now on. They keep
  /// their ids.
  Status move(RunId from, RunId to, const Last& last);
  Status setRun(FindingId finding, RunId run);
  Status setLeader(FindingId finding, FindingId leader);
  Result<bool> hasRun(RunId run) const;

  /// Keeps the newest `keep` runs, and the one that is shown.
  Status dropOldRuns(int keep);

  /// The run whose findings are shown.
  Result<std::optional<RunRow>> latestRun() const;
  /// The most severe first, of those the strangest. Evidence is left out.
  Result<std::vector<FindingRow>> ofRun(RunId run) const;
  /// In the order of events. Evidence is left out.
  Result<std::vector<FindingRow>> ofSession(RunId run, SessionId session) const;
  Result<std::optional<FindingRow>> get(FindingId id) const;
  /// As `get`, of one that a user names: error FindingUnknown when it is not there.
  Result<FindingRow> named(FindingId id) const;
  Result<std::uint64_t> countOfRun(RunId run) const;

 private:
  Database& m_database;
};

}  // namespace faultline::store
