#include "engine/detect/session_judge.h"

#include <algorithm>
#include <utility>

#include "engine/detect/material.h"

namespace faultline::detect {

namespace {

using sequence::SessionKind;

/// In an open stream, anomalies no more than a window apart are one burst: the first stands for all, with the
/// strangest's score.
void collapseBursts(int history, std::vector<Anomaly>& anomalies) {
  std::vector<Anomaly> firsts;
  std::uint32_t last = 0;
  for (Anomaly& anomaly : anomalies) {
    const bool sameBurst = !firsts.empty() && anomaly.position - last <= static_cast<std::uint32_t>(history);
    last = anomaly.position;
    if (sameBurst) {
      firsts.back().score = std::max(firsts.back().score, anomaly.score);
      firsts.back().p = std::min(firsts.back().p, anomaly.p);
    } else {
      firsts.push_back(std::move(anomaly));
    }
  }
  anomalies = std::move(firsts);
}

}  // namespace

std::vector<Anomaly> SessionJudge::judge(std::size_t session) {
  const SessionKind kind = m_sessions.kind(session);
  const auto keys = m_sessions[session];
  boundedClasses(keys, kind, m_knowledge.vocabulary, m_classes);
  std::vector<Anomaly> anomalies;
  std::optional<std::uint32_t> last;
  forEachPlace(m_classes, kind, m_knowledge.order(), m_knowledge.settings.history, [&](const Place& place) {
    const sequence::LogKey key = place.position < keys.size() ? keys[place.position] : sequence::kSessionEnd;
    auto anomaly = judgePlace(m_knowledge, kind, place, key, opinionAt(session, place.position), last);
    if (!anomaly) return;
    last = place.position;
    anomalies.push_back(std::move(*anomaly));
  });
  if (kind == SessionKind::Stream) {
    collapseBursts(m_knowledge.settings.history, anomalies);
    return anomalies;
  }
  Repeats repeats;
  std::erase_if(anomalies, [&](const Anomaly& anomaly) {
    return repeats.isRepeat(anomaly, m_classes[anomaly.position]);
  });
  // A place says more than a count; where there is one, the counts would only repeat it.
  if (!anomalies.empty()) return anomalies;
  KeyTally tally(m_knowledge.vocabulary);
  for (const sequence::LogKey key : keys) tally.add(key);
  if (auto unusual = judgeCounts(m_knowledge, tally)) anomalies.push_back(std::move(*unusual));
  return anomalies;
}

Opinion SessionJudge::opinionAt(std::size_t session, std::uint32_t position) const {
  const std::uint32_t row = m_windows.row(session, position);
  if (row == WindowScores::kNoRow) return {};
  return {m_windows.probability(row), m_windows.rank(row), m_windows.surprise(row)};
}

}  // namespace faultline::detect
