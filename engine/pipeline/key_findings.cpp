#include "engine/pipeline/key_findings.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "engine/pipeline/evidence.h"
#include "engine/pipeline/finding_text.h"
#include "engine/pipeline/severity_rule.h"
#include "engine/store/session_repository.h"

namespace faultline::pipeline {

namespace {

using detect::Anomaly;
using detect::Reason;

KeyId keyOf(sequence::LogKey key) { return sequence::isEntryKey(key) ? KeyId{key} : KeyId{}; }

/// What a chance is a chance of, see `Anomaly::p`: whole sessions, and entries of streams.
std::array<std::uint64_t, 2> unitsOf(const sequence::SessionSet& sessions) {
  std::array<std::uint64_t, 2> units{};
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    const sequence::SessionKind kind = sessions.kind(i);
    units[static_cast<std::size_t>(kind)] += kind == sequence::SessionKind::Whole ? 1 : sessions[i].size();
  }
  return units;
}

/// The key that an anomaly should not come after: the one that it names, else the one right before it.
KeyId earlierKey(const Anomaly& anomaly, const std::vector<store::EventRef>& events, std::size_t before) {
  if (anomaly.earlier != 0) return keyOf(anomaly.earlier);
  return before > 0 ? events[before - 1].key : KeyId{};
}

StoredEvidence evidenceOf(const Anomaly& anomaly, const std::vector<store::EventRef>& events,
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

/// Turns the anomalies of one session into rows.
class FindingMaker {
 public:
  FindingMaker(store::Database& database, const SessionLoader& loader, const LoadedSessions& sessions,
               SessionEnds& ends, detect::TrainMode mode, std::vector<FindingGroup>& groups)
      : m_sessions(database),
        m_loader(loader),
        m_ends(ends),
        m_mode(mode),
        m_units(unitsOf(sessions.set)),
        m_groups(groups) {}

  Status add(SessionId session, sequence::SessionKind kind, std::vector<Anomaly> anomalies) {
    FAULTLINE_TRY_ASSIGN(const std::vector<store::EventRef> events, m_loader.events(session, {}));
    if (std::ranges::any_of(anomalies, isAboutEnd)) {
      FAULTLINE_TRY_ASSIGN(const bool hasEnded, m_ends.hasEnded(events.back()));
      if (!hasEnded) std::erase_if(anomalies, isAboutEnd);
    }
    FAULTLINE_TRY_ASSIGN(const store::SessionRow row, m_sessions.get(session));
    const bool isWhole = kind == sequence::SessionKind::Whole;
    for (const Anomaly& anomaly : anomalies) {
      // A whole session is one incident; in a stream each finding is, for it may be hours from the next.
      if (&anomaly == &anomalies.front() || !isWhole) m_groups.push_back({session, isWhole, {}});
      store::FindingRow finding = keyFindingRow(anomaly, events, row, m_mode);
      setChance(finding, anomaly.p, m_units[static_cast<std::size_t>(kind)]);
      finding.session = session;
      m_groups.back().findings.push_back(std::move(finding));
    }
    return {};
  }

 private:
  store::SessionRepository m_sessions;
  const SessionLoader& m_loader;
  SessionEnds& m_ends;
  detect::TrainMode m_mode;
  std::array<std::uint64_t, 2> m_units;
  std::vector<FindingGroup>& m_groups;
};

}  // namespace

store::FindingRow keyFindingRow(const Anomaly& anomaly, const std::vector<store::EventRef>& events,
                                const store::SessionRow& session, detect::TrainMode mode) {
  const std::size_t at = std::min<std::size_t>(anomaly.position, events.size() - 1);
  const bool atEnd = anomaly.position >= events.size();
  store::FindingRow row;
  row.kind = "key";
  row.code = findingCode(anomaly, mode);
  row.score = anomaly.score;
  row.event = events[at].id;
  const std::size_t before = atEnd ? events.size() : at;
  // Numbers stand for log keys, so that a finding says what they are called when it is read.
  row.arguments = nlohmann::json({events[at].key.value, earlierKey(anomaly, events, before).value}).dump();
  row.evidence = writeEvidence(evidenceOf(anomaly, events, before));
  row.fingerprint = findingFingerprint(
      row.kind, row.code, session.rule + '\n' + session.label + '\n' + std::to_string(row.event.packed()));
  return row;
}

Status addKeyFindings(store::Database& database, const SessionLoader& loader, const LoadedSessions& sessions,
                      const detect::Detector& detector, SessionEnds& ends, const std::stop_token& stop,
                      const ProgressSink& progress, std::vector<FindingGroup>& groups) {
  FAULTLINE_TRY_ASSIGN(const auto anomalies, detector.judge(sessions.set, stop, progress));
  FindingMaker maker(database, loader, sessions, ends, detector.settings().mode, groups);
  for (std::size_t i = 0; i < anomalies.size(); ++i) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    if (!anomalies[i].empty()) FAULTLINE_TRY(maker.add(sessions.ids[i], sessions.set.kind(i), anomalies[i]));
  }
  return {};
}

}  // namespace faultline::pipeline
