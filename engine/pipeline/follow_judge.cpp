#include "engine/pipeline/follow_judge.h"

#include <algorithm>
#include <utility>

#include "engine/pipeline/key_findings.h"
#include "engine/pipeline/rate_findings.h"
#include "engine/pipeline/session_ends.h"
#include "engine/pipeline/session_loader.h"
#include "engine/pipeline/severity_rule.h"
#include "engine/pipeline/value_findings.h"
#include "engine/store/database.h"
#include "engine/store/event_repository.h"
#include "engine/store/key_repository.h"
#include "engine/store/model_repository.h"
#include "engine/store/source_repository.h"

namespace faultline::pipeline {

using sequence::SessionKind;

namespace {

constexpr std::uint32_t kEventsAtOnce = 65'536;
/// How far back in a stream its last entries are looked for.
constexpr std::uint32_t kReach = 4'096;
/// Lines may be on their way so long: who writes them may gather them first.
constexpr auto kWritersDelay = std::chrono::seconds(60);
constexpr auto kLeastBetweenLooks = std::chrono::seconds(10);
constexpr int kLookShare = 20;

}  // namespace

Result<std::unique_ptr<FollowJudge>> FollowJudge::make(const std::filesystem::path& project,
                                                       const std::stop_token& stop) {
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Write));
  FAULTLINE_TRY_ASSIGN(ActiveModel model, loadActiveModel(database));
  FAULTLINE_TRY_ASSIGN(Pauses pauses, pausesOf(model.parts));
  FAULTLINE_TRY_ASSIGN(LiveDetection detection, LiveDetection::make(model.keys, std::move(pauses)));
  const store::FindingRepository findings(database);
  FAULTLINE_TRY_ASSIGN(const auto run, findings.latestRun());
  if (!run) return failure(ErrorCode::NothingDetected, project.string(), "it has no finished run");
  FAULTLINE_TRY_ASSIGN(const auto rows, findings.ofRun(run->id));
  std::unique_ptr<FollowJudge> judge(
      new FollowJudge(std::move(database), std::move(model), std::move(detection), run->id));
  for (const store::FindingRow& row : rows) judge->m_known.insert(row.fingerprint);
  FAULTLINE_TRY(judge->read(stop));
  judge->m_isSilent = false;
  judge->m_hasNews = false;
  return judge;
}

Result<bool> FollowJudge::isStale() const {
  auto& database = const_cast<store::Database&>(m_database);  // the repositories only read here
  FAULTLINE_TRY_ASSIGN(const auto model, store::ModelRepository(database).active());
  FAULTLINE_TRY_ASSIGN(const auto run, store::FindingRepository(database).latestRun());
  return model != m_model.id || !run || run->id != m_run;
}

Result<SessionKind> FollowJudge::kindOf(SessionId session) {
  for (SessionId next{m_newestSession.value + 1}; next.value <= session.value; ++next.value) {
    const auto row = store::SessionRepository(m_database).get(next);
    if (row && row->rule == store::SessionRepository::kStreamRule) m_streams.insert(next);
    m_newestSession = next;
  }
  return m_streams.contains(session) ? SessionKind::Stream : SessionKind::Whole;
}

Status FollowJudge::read(const std::stop_token& stop) {
  FAULTLINE_TRY_ASSIGN(m_aliases, store::KeyRepository(m_database).aliases());
  FAULTLINE_TRY_ASSIGN(const auto sources, store::SourceRepository(m_database).all());
  for (const store::SourceRow& source : sources) FAULTLINE_TRY(readSource(source, stop));
  return {};
}

Status FollowJudge::readSource(const store::SourceRow& source, const std::stop_token& stop) {
  const store::EventRepository events(m_database);
  std::uint32_t& next = m_next[source.id];
  // A line without its end may still be another one.
  const std::uint32_t end =
      source.importedEvents - (source.lastLineOpen && source.importedEvents > 0 ? 1 : 0);
  while (next < end) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    const std::uint32_t count = std::min(end - next, kEventsAtOnce);
    FAULTLINE_TRY_ASSIGN(const auto rows, events.range(source.id, next, count));
    FAULTLINE_TRY_ASSIGN(const auto further, events.furtherSessionsOf(source.id, next, count));
    auto other = further.begin();
    std::vector<LiveEvent> batch;
    for (const store::EventRow& row : rows) {
      if (row.time) {
        Heard& heard = m_heard[source.id];
        heard = {std::max(heard.time, *row.time), std::chrono::steady_clock::now()};
      }
      if (!row.key || !row.session) continue;
      LiveEvent event;
      const auto alias = m_aliases.find(row.key.value);
      event.key = static_cast<sequence::LogKey>(alias == m_aliases.end() ? row.key.value : alias->second);
      event.id = row.id;
      event.time = row.time;
      event.session = static_cast<std::uint64_t>(row.session.value);
      FAULTLINE_TRY_ASSIGN(event.kind, kindOf(row.session));
      batch.push_back(event);
      while (other != further.end() && other->first < row.id) ++other;
      for (; other != further.end() && other->first == row.id; ++other) {
        event.session = static_cast<std::uint64_t>(other->second.value);
        FAULTLINE_TRY_ASSIGN(event.kind, kindOf(other->second));
        batch.push_back(event);
      }
    }
    FAULTLINE_TRY_ASSIGN(const auto findings, m_detection.add(batch, stop));
    next += count;
    m_hasNews = true;
    if (!m_isSilent) FAULTLINE_TRY(keep(findings));
  }
  return {};
}

Status FollowJudge::endSilent(const std::stop_token& stop) {
  const auto now = std::chrono::steady_clock::now();
  for (const auto& [source, heard] : m_heard) {
    FAULTLINE_TRY_ASSIGN(const auto findings,
                         m_detection.advance(source, heard.time + (now - heard.at) - kWritersDelay, stop));
    FAULTLINE_TRY(keep(findings));
  }
  return {};
}

Status FollowJudge::keep(const std::vector<LiveFinding>& findings) {
  for (const LiveFinding& found : findings) {
    FAULTLINE_TRY_ASSIGN(store::FindingRow row, rowOf(found));
    if (m_known.contains(row.fingerprint)) continue;
    m_found.push_back({std::move(row), found.event.kind == SessionKind::Whole});
  }
  return {};
}

/// The session's events, or of a stream the last ones up to what was found.
Result<std::vector<store::EventRef>> FollowJudge::eventsAround(const LiveFinding& found) const {
  auto& database = const_cast<store::Database&>(m_database);  // the repositories only read here
  const SessionId session{static_cast<std::int64_t>(found.event.session)};
  if (found.event.kind == SessionKind::Whole) {
    FAULTLINE_TRY_ASSIGN(const SessionLoader loader, SessionLoader::make(database));
    return loader.events(session, {});
  }
  const EventId last = found.event.id;
  const std::uint32_t first = last.ordinal > kReach ? last.ordinal - kReach : 0;
  FAULTLINE_TRY_ASSIGN(const auto rows,
                       store::EventRepository(database).range(last.source, first, last.ordinal - first + 1));
  std::vector<store::EventRef> events;
  for (const store::EventRow& row : rows) {
    if (row.session != session || !row.key) continue;
    const auto alias = m_aliases.find(row.key.value);
    const KeyId key{alias == m_aliases.end() ? row.key.value : alias->second};
    events.push_back({row.id, key, row.session, row.time});
  }
  return events;
}

Result<store::FindingRow> FollowJudge::rowOf(const LiveFinding& found) {
  FAULTLINE_TRY_ASSIGN(const std::vector<store::EventRef> events, eventsAround(found));
  const auto at = std::ranges::find(events, found.event.id, &store::EventRef::id);
  if (at == events.end()) {
    return failure(ErrorCode::ProjectDamaged, m_database.file().string(), "an event of a session has gone");
  }
  detect::Anomaly anomaly = found.anomaly;
  const bool isEnd = anomaly.actual == sequence::kSessionEnd;
  // Counts may be about an entry that came long before the end.
  if (anomaly.reason != detect::Reason::UnusualCounts || isEnd)
    anomaly.position = static_cast<std::uint32_t>(at - events.begin()) + (isEnd ? 1 : 0);
  const SessionId session{static_cast<std::int64_t>(found.event.session)};
  FAULTLINE_TRY_ASSIGN(const store::SessionRow named, store::SessionRepository(m_database).get(session));
  store::FindingRow row = keyFindingRow(anomaly, events, named, m_model.keys.settings().mode);
  row.session = session;
  setChance(row, anomaly.p, m_detection.units(found.event.kind));
  row.severity = severityOf(row.expected);
  return row;
}

Status FollowJudge::lookForOthers(const std::stop_token& stop) {
  const auto begun = std::chrono::steady_clock::now();
  const auto least =
      std::max<std::chrono::steady_clock::duration>(kLeastBetweenLooks, kLookShare * m_lookTook);
  if (!m_hasNews || begun - m_looked < least) return {};
  std::vector<FindingGroup> groups;
  std::vector<RunSeries> series;
  FAULTLINE_TRY(addValueFindings(m_database, m_model.parts, stop, {}, groups, series));
  FAULTLINE_TRY(addRateFindings(m_database, m_model.parts, stop, {}, groups, series));
  rateSeverities(groups);
  for (FindingGroup& group : groups) {
    for (store::FindingRow& row : group.findings) {
      if (!m_known.contains(row.fingerprint)) m_found.push_back({std::move(row), group.isWhole});
    }
  }
  m_looked = std::chrono::steady_clock::now();
  m_lookTook = m_looked - begun;
  m_hasNews = false;
  return {};
}

/// Of a whole session all findings are one incident, as `joinGroups` has it.
Result<FindingId> FollowJudge::storeOne(Found& found) {
  store::FindingRepository findings(m_database);
  found.row.run = m_run;
  found.row.incident = 0;
  if (found.isWhole) {
    FAULTLINE_TRY_ASSIGN(const auto others, findings.ofSession(m_run, found.row.session));
    const auto first = std::ranges::min_element(others, {}, &store::FindingRow::id);
    if (first != others.end()) {
      found.row.incident = first->incident;
      found.row.leader = first->leader ? first->leader : first->id;
    }
  }
  if (found.row.incident == 0) {
    FAULTLINE_TRY_ASSIGN(found.row.incident, findings.insertIncident(m_run, found.row.session));
  }
  return findings.insert(found.row);
}

Result<std::vector<FindingId>> FollowJudge::store() {
  FAULTLINE_TRY_ASSIGN(const store::WriterLock lock,
                       store::WriterLock::take(m_database.file(), "detect --follow"));
  FAULTLINE_TRY_ASSIGN(store::Transaction transaction, store::Transaction::begin(m_database));
  std::vector<FindingId> stored;
  std::unordered_set<std::uint64_t> fresh;
  for (Found& found : m_found) {
    if (m_known.contains(found.row.fingerprint) || !fresh.insert(found.row.fingerprint).second) continue;
    FAULTLINE_TRY_ASSIGN(const FindingId id, storeOne(found));
    stored.push_back(id);
  }
  FAULTLINE_TRY(transaction.commit());
  m_known.insert(fresh.begin(), fresh.end());
  m_found.clear();
  return stored;
}

}  // namespace faultline::pipeline
