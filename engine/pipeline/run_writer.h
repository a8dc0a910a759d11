#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/pipeline/analyze.h"
#include "engine/store/database.h"
#include "engine/store/finding_repository.h"

namespace faultline::pipeline {

/// Findings that make one incident, in the order of their events. `run`, `incident` and `id` of the rows are
/// filled in when they are stored.
struct FindingGroup {
  SessionId session;     ///< None for what is of no session.
  bool isWhole = false;  ///< Of a session with a start and an end: groups of the same one are one incident.
  std::vector<store::FindingRow> findings;
};

/// Groups of the same whole session become one, its findings by their events.
void joinGroups(std::vector<FindingGroup>& groups);

/// What a run measured of one log key over time, see `loadFindingCharts`.
struct RunSeries {
  std::string kind;
  KeyId key;
  std::string data;
};

/// Each group as an incident of the run, its first finding leading the others. Inside the caller's
/// transaction. Errors: StoreFailed, Cancelled.
Status insertGroups(store::FindingRepository& findings, RunId run, const std::vector<FindingGroup>& groups,
                    const std::stop_token& stop);

/// A run with its findings in one transaction: a reader sees the last finished run or this one, whole.
/// Errors: StoreFailed, Cancelled.
Result<RunId> storeRun(store::Database& database, const store::RunRow& run,
                       const std::vector<FindingGroup>& groups, const std::vector<RunSeries>& series,
                       const std::stop_token& stop);

/// The same for the same finding in every run. `where`: what tells it from others of its kind and code.
[[nodiscard]] std::uint64_t findingFingerprint(const std::string& kind, const std::string& code,
                                               const std::string& where);

}  // namespace faultline::pipeline
