#include "engine/pipeline/feedback_run.h"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "engine/pipeline/key_findings.h"
#include "engine/pipeline/rate_findings.h"
#include "engine/pipeline/session_ends.h"
#include "engine/pipeline/severity_rule.h"
#include "engine/pipeline/value_findings.h"

namespace faultline::pipeline {

namespace {

constexpr std::size_t kMostEvents = 1'000'000;

bool changed(const ActiveModel& before, const ActiveModel& after, const char* part) {
  const std::string* const a = before.parts.find(part);
  const std::string* const b = after.parts.find(part);
  return b != nullptr && (a == nullptr || *a != *b);
}

/// The sessions that have findings about keys.
Result<LoadedSessions> loadSessions(const SessionLoader& loader, const std::vector<store::FindingRow>& rows,
                                    const std::stop_token& stop) {
  std::set<SessionId> wanted;
  for (const store::FindingRow& row : rows) {
    if (row.kind == "key" && row.session) wanted.insert(row.session);
  }
  LoadedSessions sessions;
  for (const SessionId session : wanted) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    FAULTLINE_TRY_ASSIGN(const std::vector<store::EventRef> events, loader.events(session, {}));
    if (events.empty() || events.size() > kMostEvents) continue;
    std::vector<sequence::LogKey> keys;
    for (const store::EventRef& event : events)
      keys.push_back(static_cast<sequence::LogKey>(event.key.value));
    sessions.set.add(keys, loader.kindOf(session));
    sessions.ids.push_back(session);
  }
  return sessions;
}

/// An incident's first finding that is left leads the others.
std::vector<TaughtChange::NewLeader> leadersOf(const std::vector<store::FindingRow>& rows,
                                               const std::unordered_set<FindingId>& cleared) {
  std::map<std::int64_t, std::vector<const store::FindingRow*>> incidents;
  std::unordered_set<std::int64_t> headless;
  for (const store::FindingRow& row : rows) {
    if (row.incident == 0) continue;
    if (!cleared.contains(row.id)) {
      incidents[row.incident].push_back(&row);
    } else if (!row.leader) {
      headless.insert(row.incident);
    }
  }
  std::vector<TaughtChange::NewLeader> leaders;
  for (const std::int64_t incident : headless) {
    auto& left = incidents[incident];
    std::ranges::sort(left, {}, &store::FindingRow::id);
    for (const store::FindingRow* row : left)
      leaders.push_back({row->id, row->leader, row == left.front() ? FindingId{} : left.front()->id});
  }
  std::ranges::sort(leaders, {}, &TaughtChange::NewLeader::finding);
  return leaders;
}

/// What was judged again and how.
class Comparison {
 public:
  explicit Comparison(const std::vector<store::FindingRow>& rows) : m_rows(rows) {
    for (const store::FindingRow& row : rows) m_before.insert(row.fingerprint);
  }

  template <class Scope>
  void add(std::vector<FindingGroup> groups, Scope&& wasJudged) {
    std::unordered_set<std::uint64_t> now;
    for (const FindingGroup& group : groups) {
      for (const store::FindingRow& row : group.findings) now.insert(row.fingerprint);
    }
    for (const store::FindingRow& row : m_rows) {
      if (wasJudged(row) && row.status == FindingStatus::Open && !now.contains(row.fingerprint))
        m_cleared.insert(row.id);
    }
    for (FindingGroup& group : groups) {
      std::erase_if(group.findings,
                    [&](const store::FindingRow& row) { return m_before.contains(row.fingerprint); });
      if (!group.findings.empty()) m_result.appeared.push_back(std::move(group));
    }
  }

  Rescored result() && {
    m_result.leaders = leadersOf(m_rows, m_cleared);
    m_result.cleared.assign(m_cleared.begin(), m_cleared.end());
    std::ranges::sort(m_result.cleared);
    return std::move(m_result);
  }

 private:
  const std::vector<store::FindingRow>& m_rows;
  std::unordered_set<std::uint64_t> m_before;
  std::unordered_set<FindingId> m_cleared;
  Rescored m_result;
};

}  // namespace

Result<Rescored> rescore(store::Database& database, const SessionLoader& loader, const ActiveModel& before,
                         const ActiveModel& after, RunId run, const std::stop_token& stop,
                         const ProgressSink& progress) {
  FAULTLINE_TRY_ASSIGN(const std::vector<store::FindingRow> rows,
                       store::FindingRepository(database).ofRun(run));
  Comparison comparison(rows);
  std::vector<RunSeries> unused;
  if (changed(before, after, kKeyPart)) {
    FAULTLINE_TRY_ASSIGN(const LoadedSessions sessions, loadSessions(loader, rows, stop));
    FAULTLINE_TRY_ASSIGN(SessionEnds ends, SessionEnds::make(database, after.parts));
    std::vector<FindingGroup> groups;
    FAULTLINE_TRY(addKeyFindings(database, loader, sessions, after.keys, ends, stop, progress, groups));
    rateSeverities(groups);
    const std::unordered_set<SessionId> judged(sessions.ids.begin(), sessions.ids.end());
    comparison.add(std::move(groups), [&](const store::FindingRow& row) {
      return row.kind == "key" && judged.contains(row.session);
    });
  }
  const auto judgeAll = [&](const char* part, const char* kind, auto&& addFindings) -> Status {
    if (!changed(before, after, part)) return {};
    std::vector<FindingGroup> groups;
    FAULTLINE_TRY(addFindings(database, after.parts, stop, progress, groups, unused));
    rateSeverities(groups);
    comparison.add(std::move(groups), [kind](const store::FindingRow& row) { return row.kind == kind; });
    return {};
  };
  FAULTLINE_TRY(judgeAll(kValuePart, "value", addValueFindings));
  FAULTLINE_TRY(judgeAll(kRatePart, "rate", addRateFindings));
  return std::move(comparison).result();
}

}  // namespace faultline::pipeline
