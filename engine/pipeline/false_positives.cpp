#include "engine/pipeline/false_positives.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "engine/pipeline/rate_findings.h"
#include "engine/pipeline/value_findings.h"
#include "engine/rates/rate_detector.h"
#include "engine/store/verdict_repository.h"
#include "engine/values/value_detector.h"

namespace faultline::pipeline {

namespace {

using detect::FalseAlarm;
using detect::Reason;
using sequence::SessionKind;

/// What of the reason a finding's code still tells: whether it is about a place, the end, or the counts.
FalseAlarm::Place placeOf(const store::FindingRow& finding, std::size_t at, std::size_t size) {
  if (finding.code == "unusual-counts") return {static_cast<std::uint32_t>(at), Reason::UnusualCounts};
  if (finding.code == "unexpected-end") return {static_cast<std::uint32_t>(size), Reason::UnexpectedEnd};
  return {static_cast<std::uint32_t>(at), Reason::UnexpectedKey};
}

/// Turns the false positives of log keys into what the detector learns from.
class AlarmMaker {
 public:
  AlarmMaker(store::Database& database, const SessionLoader& loader, int history)
      : m_findings(database), m_loader(loader), m_history(static_cast<std::size_t>(history)) {}

  Status add(SessionId session, const std::vector<const store::FindingRow*>& findings) {
    FAULTLINE_TRY_ASSIGN(const std::vector<store::EventRef> events, m_loader.events(session, {}));
    const bool isWhole = m_loader.kindOf(session) == SessionKind::Whole;
    FalseAlarm whole;
    for (const store::FindingRow* finding : findings) {
      const auto at = std::ranges::find(events, finding->event, &store::EventRef::id);
      if (at == events.end()) continue;  // a key edit or a removed source took it away
      const auto place = static_cast<std::size_t>(at - events.begin());
      if (isWhole) {
        whole.places.push_back(placeOf(*finding, place, events.size()));
      } else {
        m_alarms.push_back(streamAlarm(events, place));
      }
    }
    if (whole.places.empty()) return {};
    whole.kind = SessionKind::Whole;
    whole.keys = keysOf(events, 0, events.size());
    FAULTLINE_TRY_ASSIGN(whole.placesAlone, hasConfirmed(session));
    m_alarms.push_back(std::move(whole));
    return {};
  }

  [[nodiscard]] const std::vector<FalseAlarm>& alarms() const { return m_alarms; }

 private:
  static std::vector<sequence::LogKey> keysOf(const std::vector<store::EventRef>& events, std::size_t first,
                                              std::size_t end) {
    std::vector<sequence::LogKey> keys;
    for (std::size_t at = first; at < end; ++at)
      keys.push_back(static_cast<sequence::LogKey>(events[at].key.value));
    return keys;
  }

  /// The lines around the place: what came before it, and the burst that it stands for.
  [[nodiscard]] FalseAlarm streamAlarm(const std::vector<store::EventRef>& events, std::size_t place) const {
    const std::size_t before = 2 * m_history + 1;
    const std::size_t first = place > before ? place - before : 0;
    const std::size_t end = std::min(events.size(), place + 20 * m_history);
    FalseAlarm alarm;
    alarm.kind = SessionKind::Stream;
    alarm.keys = keysOf(events, first, end);
    alarm.places.push_back({static_cast<std::uint32_t>(place - first), Reason::UnexpectedKey});
    return alarm;
  }

  Result<bool> hasConfirmed(SessionId session) const {
    FAULTLINE_TRY_ASSIGN(const auto run, m_findings.latestRun());
    if (!run) return false;
    FAULTLINE_TRY_ASSIGN(const auto rows, m_findings.ofSession(run->id, session));
    return std::ranges::any_of(
        rows, [](const store::FindingRow& row) { return row.status == FindingStatus::Confirmed; });
  }

  store::FindingRepository m_findings;
  const SessionLoader& m_loader;
  std::size_t m_history;
  std::vector<FalseAlarm> m_alarms;
};

Status teachKeys(store::Database& database, const SessionLoader& loader,
                 const std::vector<FalsePositive>& falsePositives, Lessons lessons,
                 const std::stop_token& stop, const ProgressSink& progress, ActiveModel& model) {
  // Whole sessions with what was taught of them before: only together can they be all that is told of one.
  std::map<SessionId, std::vector<const store::FindingRow*>> sessions;
  std::set<SessionId> chosen;
  for (const FalsePositive& one : falsePositives) {
    if (one.finding.kind != "key" || !one.finding.session) continue;
    const bool isPending = lessons == Lessons::All || !one.taught;
    const bool isWhole = loader.kindOf(one.finding.session) == SessionKind::Whole;
    if (isPending || isWhole) sessions[one.finding.session].push_back(&one.finding);
    if (isPending) chosen.insert(one.finding.session);
  }
  AlarmMaker maker(database, loader, model.keys.settings().history);
  for (const SessionId session : chosen) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    FAULTLINE_TRY(maker.add(session, sessions[session]));
  }
  if (maker.alarms().empty()) return {};
  FAULTLINE_TRY_ASSIGN(model.keys, model.keys.taught(maker.alarms(), stop, progress));
  model.parts.set(kKeyPart, model.keys.save());
  return {};
}

Status teachValues(const std::vector<const store::FindingRow*>& findings, const std::stop_token& stop,
                   const ProgressSink& progress, NamedParts& parts) {
  const std::string* const part = parts.find(kValuePart);
  std::vector<values::TaughtVector> vectors;
  for (const store::FindingRow* finding : findings) {
    FAULTLINE_TRY_ASSIGN(auto vector, taughtVector(*finding));
    if (vector) vectors.push_back(std::move(*vector));
  }
  if (part == nullptr || vectors.empty()) return {};
  FAULTLINE_TRY_ASSIGN(const values::ValueDetector detector, values::ValueDetector::load(*part));
  FAULTLINE_TRY_ASSIGN(const values::ValueDetector taught, detector.taught(vectors, stop, progress));
  parts.set(kValuePart, taught.save());
  return {};
}

Status teachRates(const std::vector<const store::FindingRow*>& findings, NamedParts& parts) {
  const std::string* const part = parts.find(kRatePart);
  std::vector<rates::TaughtBurst> bursts;
  for (const store::FindingRow* finding : findings) {
    FAULTLINE_TRY_ASSIGN(auto burst, taughtBurst(*finding));
    if (burst) bursts.push_back(std::move(*burst));
  }
  if (part == nullptr || bursts.empty()) return {};
  FAULTLINE_TRY_ASSIGN(const rates::RateDetector detector, rates::RateDetector::load(*part));
  FAULTLINE_TRY_ASSIGN(const rates::RateDetector taught, detector.taught(bursts));
  parts.set(kRatePart, taught.save());
  return {};
}

}  // namespace

Result<std::vector<FalsePositive>> falsePositives(store::Database& database) {
  FAULTLINE_TRY_ASSIGN(const auto rows, store::VerdictRepository(database).falsePositives());
  const store::FindingRepository findings(database);
  std::vector<FalsePositive> result;
  for (const auto& row : rows) {
    FAULTLINE_TRY_ASSIGN(auto finding, findings.get(row.finding));
    if (finding) result.push_back({std::move(*finding), row.taught});
  }
  return result;
}

Result<ActiveModel> taughtModel(store::Database& database, const SessionLoader& loader, ActiveModel model,
                                const std::vector<FalsePositive>& falsePositives, Lessons lessons,
                                const std::stop_token& stop, const ProgressSink& progress) {
  FAULTLINE_TRY(teachKeys(database, loader, falsePositives, lessons, stop, progress, model));
  std::vector<const store::FindingRow*> chosen;
  for (const FalsePositive& one : falsePositives) {
    if (lessons == Lessons::All || !one.taught) chosen.push_back(&one.finding);
  }
  FAULTLINE_TRY(teachValues(chosen, stop, progress, model.parts));
  FAULTLINE_TRY(teachRates(chosen, model.parts));
  return model;
}

}  // namespace faultline::pipeline
