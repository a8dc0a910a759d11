#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "engine/base/hash.h"
#include "engine/detect/detector.h"
#include "engine/pipeline/analyze.h"
#include "engine/pipeline/evidence.h"
#include "engine/pipeline/finding_text.h"
#include "engine/pipeline/relearning.h"
#include "engine/pipeline/session_loader.h"
#include "engine/store/finding_repository.h"
#include "engine/store/model_repository.h"
#include "engine/store/session_repository.h"

namespace faultline::pipeline {

namespace {

using detect::Anomaly;
using detect::Reason;

/// Runs whose findings are kept, the newest among them.
constexpr int kKeptRuns = 5;

KeyId keyOf(sequence::LogKey key) { return sequence::isEntryKey(key) ? KeyId{key} : KeyId{}; }

Severity raised(Severity severity) {
  return severity == Severity::Critical ? severity : static_cast<Severity>(static_cast<int>(severity) - 1);
}

/// By what it is, and one step up for the first finding of a session in which three or more things are wrong
/// in different ways. `p` lets the merely rare down.
Severity severityOf(const Anomaly& anomaly, bool leadsMany) {
  Severity severity = Severity::Minor;
  if (anomaly.reason == Reason::NewKey) severity = Severity::Major;
  if (anomaly.reason == Reason::UnusualCounts) severity = Severity::Warning;
  if (anomaly.reason == Reason::UnexpectedKey && anomaly.p > 0.001) severity = Severity::Warning;
  return leadsMany ? raised(severity) : severity;
}

bool manyThingsWrong(const std::vector<Anomaly>& anomalies) {
  std::set<Reason> reasons;
  for (const Anomaly& anomaly : anomalies) reasons.insert(anomaly.reason);
  return anomalies.size() >= 3 && reasons.size() >= 2;
}

/// Turns the anomalies of one session into rows.
class FindingMaker {
 public:
  FindingMaker(store::Database& database, const SessionLoader& loader, RunId run, detect::TrainMode mode)
      : m_findings(database), m_sessions(database), m_loader(loader), m_run(run), m_mode(mode) {}

  Status add(SessionId session, sequence::SessionKind kind, const std::vector<Anomaly>& anomalies) {
    FAULTLINE_TRY_ASSIGN(const std::vector<store::EventRef> events, m_loader.events(session, {}));
    FAULTLINE_TRY_ASSIGN(const store::SessionRow row, m_sessions.get(session));
    const bool many = kind == sequence::SessionKind::Whole && manyThingsWrong(anomalies);
    std::int64_t incident = 0;
    for (const Anomaly& anomaly : anomalies) {
      // A whole session is one incident; in a stream each finding is, for it may be hours from the next.
      if (incident == 0 || kind == sequence::SessionKind::Stream) {
        FAULTLINE_TRY_ASSIGN(incident, m_findings.insertIncident(m_run, session));
      }
      store::FindingRow finding = rowOf(anomaly, events, row);
      finding.severity = severityOf(anomaly, many && &anomaly == &anomalies.front());
      finding.session = session;
      finding.incident = incident;
      FAULTLINE_TRY(m_findings.insert(finding));
      ++m_count;
    }
    return {};
  }

  [[nodiscard]] std::uint64_t count() const { return m_count; }

 private:
  store::FindingRow rowOf(const Anomaly& anomaly, const std::vector<store::EventRef>& events,
                          const store::SessionRow& session) const {
    const std::size_t at = std::min<std::size_t>(anomaly.position, events.size() - 1);
    const bool atEnd = anomaly.position >= events.size();
    store::FindingRow row;
    row.run = m_run;
    row.kind = "key";
    row.code = findingCode(anomaly, m_mode);
    row.score = anomaly.score;
    row.p = anomaly.p;
    row.event = events[at].id;
    const std::size_t before = atEnd ? events.size() : at;
    // Numbers stand for log keys, so that a finding says what they are called when it is read.
    row.arguments =
        nlohmann::json({events[at].key.value, earlierKey(anomaly, events, before).value}).dump();
    row.evidence = writeEvidence(evidenceOf(anomaly, events, before));
    row.fingerprint = stableHash(row.kind + '\n' + row.code + '\n' + session.rule + '\n' + session.label +
                                 '\n' + std::to_string(row.event.packed()));
    return row;
  }

  /// The key that an anomaly should not come after: the one that it names, else the one right before it.
  static KeyId earlierKey(const Anomaly& anomaly, const std::vector<store::EventRef>& events,
                          std::size_t before) {
    if (anomaly.earlier != 0) return keyOf(anomaly.earlier);
    return before > 0 ? events[before - 1].key : KeyId{};
  }

  static StoredEvidence evidenceOf(const Anomaly& anomaly, const std::vector<store::EventRef>& events,
                                   std::size_t before) {
    StoredEvidence evidence;
    if (anomaly.reason == Reason::UnusualCounts) return evidence;
    // Of the start's padding one entry is shown: the start itself.
    const auto starts = std::count(anomaly.history.begin(), anomaly.history.end(), sequence::kSessionStart);
    const auto length = std::min(anomaly.history.size() - static_cast<std::size_t>(starts), before);
    if (starts > 0) evidence.history.push_back({});
    for (std::size_t i = before - length; i < before; ++i)
      evidence.history.push_back({events[i].key, events[i].id});
    for (const detect::ExpectedKey& expected : anomaly.expected) {
      evidence.expected.push_back({keyOf(expected.key), expected.probability});
    }
    evidence.hasActual = true;
    evidence.actual = keyOf(anomaly.actual);
    evidence.probability = anomaly.probability;
    evidence.rank = anomaly.rank;
    return evidence;
  }

  store::FindingRepository m_findings;
  store::SessionRepository m_sessions;
  const SessionLoader& m_loader;
  RunId m_run;
  detect::TrainMode m_mode;
  std::uint64_t m_count = 0;
};

/// A run with its findings in one transaction: a reader sees the last finished run or this one, whole.
Status storeRun(store::Database& database, const SessionLoader& loader, const LoadedSessions& sessions,
                const std::vector<std::vector<Anomaly>>& anomalies, store::RunRow run, detect::TrainMode mode,
                const std::stop_token& stop, DetectReport& report) {
  store::FindingRepository findings(database);
  FAULTLINE_TRY_ASSIGN(store::Transaction transaction, store::Transaction::begin(database));
  run.finished = now();
  FAULTLINE_TRY_ASSIGN(report.run, findings.insertRun(run));
  FindingMaker maker(database, loader, report.run, mode);
  for (std::size_t i = 0; i < anomalies.size(); ++i) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    if (!anomalies[i].empty()) FAULTLINE_TRY(maker.add(sessions.ids[i], sessions.set.kind(i), anomalies[i]));
  }
  FAULTLINE_TRY(findings.dropOldRuns(kKeptRuns));
  report.findings = maker.count();
  return transaction.commit();
}

}  // namespace

Result<DetectReport> detect(const std::filesystem::path& project, std::stop_token stop,
                            const ProgressSink& progress) {
  const auto start = std::chrono::steady_clock::now();
  FAULTLINE_TRY_ASSIGN(const store::WriterLock lock, store::WriterLock::take(project, "detect"));
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Write));
  const store::ModelRepository models(database);
  FAULTLINE_TRY_ASSIGN(const std::optional<ModelId> active, models.active());
  if (!active) return failure(ErrorCode::ModelMissing, project.string(), "nothing was learnt so far");
  FAULTLINE_TRY_ASSIGN(const std::string bundle, models.bundle(*active));
  FAULTLINE_TRY_ASSIGN(const detect::Detector detector, detect::Detector::load(bundle));
  store::RunRow run;
  run.model = *active;
  run.started = now();
  FAULTLINE_TRY_ASSIGN(const SessionLoader loader, SessionLoader::make(database));
  FAULTLINE_TRY_ASSIGN(const LoadedSessions sessions, loader.load({}, stop, progress));
  FAULTLINE_TRY_ASSIGN(const auto anomalies, detector.judge(sessions.set, stop, progress));
  run.events = sessions.set.entryCount();
  run.sessions = sessions.set.size();
  DetectReport report;
  report.events = run.events;
  report.sessions = run.sessions;
  FAULTLINE_TRY_ASSIGN(const KeyBook book, KeyBook::read(database));
  FAULTLINE_TRY_ASSIGN(const std::optional<Notice> notice, relearningNotice(database, book));
  if (notice) report.notices.push_back(*notice);
  FAULTLINE_TRY(storeRun(database, loader, sessions, anomalies, run, detector.settings().mode, stop, report));
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace faultline::pipeline
