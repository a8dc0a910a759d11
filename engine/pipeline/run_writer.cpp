#include "engine/pipeline/run_writer.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "engine/base/hash.h"

namespace faultline::pipeline {

namespace {

/// Runs whose findings are kept, the newest among them.
constexpr int kKeptRuns = 5;

}  // namespace

void joinGroups(std::vector<FindingGroup>& groups) {
  std::unordered_map<SessionId, std::size_t> places;
  std::vector<FindingGroup> joined;
  for (FindingGroup& group : groups) {
    const auto [place, isNew] =
        group.isWhole ? places.try_emplace(group.session, joined.size()) : std::pair(places.end(), true);
    if (isNew) {
      joined.push_back(std::move(group));
      continue;
    }
    std::vector<store::FindingRow>& findings = joined[place->second].findings;
    std::ranges::move(group.findings, std::back_inserter(findings));
    std::ranges::stable_sort(findings, {}, &store::FindingRow::event);
  }
  groups = std::move(joined);
}

Status insertGroups(store::FindingRepository& findings, RunId run, const std::vector<FindingGroup>& groups,
                    const std::stop_token& stop) {
  for (const FindingGroup& group : groups) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    FAULTLINE_TRY_ASSIGN(const std::int64_t incident, findings.insertIncident(run, group.session));
    FindingId leader;
    for (store::FindingRow row : group.findings) {
      row.run = run;
      row.incident = incident;
      row.leader = leader;
      FAULTLINE_TRY_ASSIGN(const FindingId stored, findings.insert(row));
      if (!leader) leader = stored;
    }
  }
  return {};
}

Result<RunId> storeRun(store::Database& database, const store::RunRow& run,
                       const std::vector<FindingGroup>& groups, const std::vector<RunSeries>& series,
                       const std::stop_token& stop) {
  store::FindingRepository findings(database);
  FAULTLINE_TRY_ASSIGN(store::Transaction transaction, store::Transaction::begin(database));
  FAULTLINE_TRY_ASSIGN(const RunId id, findings.insertRun(run));
  FAULTLINE_TRY(insertGroups(findings, id, groups, stop));
  for (const RunSeries& one : series) FAULTLINE_TRY(findings.insertSeries(id, one.kind, one.key, one.data));
  FAULTLINE_TRY(findings.activateRun(id));
  FAULTLINE_TRY(findings.dropOldRuns(kKeptRuns));
  FAULTLINE_TRY(transaction.commit());
  return id;
}

std::uint64_t findingFingerprint(const std::string& kind, const std::string& code, const std::string& where) {
  return stableHash(kind + '\n' + code + '\n' + where);
}

}  // namespace faultline::pipeline
