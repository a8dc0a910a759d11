#include "engine/baseline/workflow_detector.h"

#include <algorithm>
#include <map>

#include "engine/baseline/count_rows.h"
#include "engine/sequence/distinct_sessions.h"
#include "engine/workflow/builder.h"
#include "engine/workflow/cooccurrence.h"

namespace faultline::baseline {

using sequence::LogKey;
using sequence::SessionKind;
using sequence::SessionSet;
using workflow::Deviation;
using workflow::Entry;

namespace {

constexpr std::size_t kStride = 64;
/// A deviation is let pass that so many training sessions show: one alone may be what nobody noticed.
constexpr std::uint64_t kLeastSessions = 2;

/// Keys that were seen, but that the workflow makes nothing of, are not unexpected.
void passOverOthers(const sequence::Vocabulary& seen, workflow::Workflow& workflow) {
  std::set<LogKey> others(seen.keys().begin(), seen.keys().end());
  for (const workflow::Task& task : workflow.tasks) {
    for (const workflow::Node& node : task.nodes) others.erase(node.key);
  }
  others.insert(workflow.background.begin(), workflow.background.end());
  workflow.background.assign(others.begin(), others.end());
}

}  // namespace

WorkflowDetector::Way WorkflowDetector::wayOf(const Deviation& deviation, std::span<const LogKey> session) {
  return {deviation.kind, deviation.task, deviation.after, deviation.before, session[deviation.at]};
}

workflow::Trace WorkflowDetector::replayed(const SessionSet& sessions, std::size_t session) const {
  std::vector<Entry> entries;
  entries.reserve(sessions[session].size());
  for (const LogKey key : sessions[session]) entries.push_back({key, workflow::kNoTime});
  const bool isWhole = sessions.kind(session) == SessionKind::Whole;
  return m_replayer->replay(entries, isWhole ? workflow::Ending::Closed : workflow::Ending::Open);
}

Status WorkflowDetector::train(const SessionSet& normal, const std::stop_token& stop,
                               const ProgressSink& progress) {
  FAULTLINE_TRY(checkTrainable(normal, stop));
  const workflow::Material material{normal};
  FAULTLINE_TRY_ASSIGN(const workflow::Separation separation,
                       separateByCooccurrence(material, {}, stop, progress));
  FAULTLINE_TRY_ASSIGN(m_workflow, buildWorkflow(material, separation, stop));
  m_vocabulary = sequence::Vocabulary::of(normal, sequence::Bounds::Plain);
  passOverOthers(m_vocabulary, m_workflow);
  m_replayer.emplace(m_workflow);
  FAULTLINE_TRY_ASSIGN(const auto distinct, distinctSessions(normal, stop));
  std::map<Way, std::uint64_t> ways;
  for (std::size_t session = 0; session < distinct.sessions.size(); ++session) {
    if (session % kStride == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
    std::set<Way> own;
    for (const Deviation& deviation : replayed(distinct.sessions, session).deviations)
      own.insert(wayOf(deviation, distinct.sessions[session]));
    for (const Way& way : own) ways[way] += distinct.counts[session];
  }
  m_usual.clear();
  for (const auto& [way, count] : ways) {
    if (count >= kLeastSessions) m_usual.insert(way);
  }
  return {};
}

bool WorkflowDetector::isAbnormal(const SessionSet& sessions, std::size_t session) const {
  const auto keys = sessions[session];
  const auto isNew = [&](LogKey key) { return m_vocabulary.classOf(key) == sequence::kUnknownClass; };
  if (std::ranges::any_of(keys, isNew)) return true;
  const auto deviations = replayed(sessions, session).deviations;
  return std::ranges::any_of(
      deviations, [&](const Deviation& deviation) { return !m_usual.contains(wayOf(deviation, keys)); });
}

Result<detect::Judgement> WorkflowDetector::judge(const SessionSet& sessions, const std::stop_token& stop,
                                                  const ProgressSink&) const {
  FAULTLINE_TRY_ASSIGN(const auto distinct, distinctSessions(sessions, stop));
  std::vector<std::uint8_t> verdicts;
  for (std::size_t session = 0; session < distinct.sessions.size(); ++session) {
    if (session % kStride == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
    verdicts.push_back(isAbnormal(distinct.sessions, session) ? 1 : 0);
  }
  detect::Judgement judgement;
  judgement.flags.reserve(sessions.size());
  for (const std::uint32_t session : distinct.of) judgement.flags.push_back(verdicts[session]);
  judgement.windows = sessions.entryCount();
  judgement.distinctWindows = distinct.sessions.entryCount();
  return judgement;
}

}  // namespace faultline::baseline
