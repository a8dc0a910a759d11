#include "engine/detect/session_judge.h"

#include <algorithm>
#include <utility>

#include "engine/detect/material.h"

namespace faultline::detect {

using sequence::SessionKind;

void SessionJudge::begin(std::size_t session) {
  m_session = session;
  const SessionKind kind = m_sessions.kind(session);
  boundedClasses(m_sessions[session], kind, m_knowledge.vocabulary, m_classes);
  m_walk.emplace(m_knowledge.order(), kind, m_knowledge.settings.history, m_classes.front());
  m_next = 0;
  m_last.reset();
  m_repeats = {};
  m_anomalies.clear();
}

void SessionJudge::goOn(const WindowScores& windows, std::uint32_t end) {
  const auto keys = m_sessions[m_session];
  const SessionKind kind = m_sessions.kind(m_session);
  for (const std::uint32_t last = std::min(end, places()); m_next < last; ++m_next) {
    const Place place = m_walk->next(m_classes[m_next + 1], m_next == 0 || m_next + 1 == places());
    const sequence::LogKey key = m_next < keys.size() ? keys[m_next] : sequence::kSessionEnd;
    auto anomaly = judgePlace(m_knowledge, kind, place, key, opinionAt(windows, m_next), m_last);
    if (anomaly) take(std::move(*anomaly));
  }
}

void SessionJudge::take(Anomaly anomaly) {
  const auto before = std::exchange(m_last, anomaly.position);
  if (m_sessions.kind(m_session) == SessionKind::Whole) {
    if (!m_repeats.isRepeat(anomaly, m_classes[anomaly.position])) m_anomalies.push_back(std::move(anomaly));
    return;
  }
  // In an open stream, anomalies no more than a window apart are one burst: the first stands for all, with
  // the strangest's score.
  const auto history = static_cast<std::uint32_t>(m_knowledge.settings.history);
  if (before && anomaly.position - *before <= history) {
    Anomaly& first = m_anomalies.back();
    first.score = std::max(first.score, anomaly.score);
    first.p = std::min(first.p, anomaly.p);
  } else {
    m_anomalies.push_back(std::move(anomaly));
  }
}

std::vector<Anomaly> SessionJudge::end() {
  // A place says more than a count; where there is one, the counts would only repeat it.
  if (m_sessions.kind(m_session) == SessionKind::Whole && m_anomalies.empty()) {
    KeyTally tally(m_knowledge.vocabulary);
    for (const sequence::LogKey key : m_sessions[m_session]) tally.add(key);
    if (auto unusual = judgeCounts(m_knowledge, tally)) m_anomalies.push_back(std::move(*unusual));
  }
  return std::exchange(m_anomalies, {});
}

Opinion SessionJudge::opinionAt(const WindowScores& windows, std::uint32_t position) const {
  const std::uint32_t row = windows.row(m_session, position);
  if (row == WindowScores::kNoRow) return {};
  return {windows.probability(row), windows.rank(row), windows.surprise(row)};
}

}  // namespace faultline::detect
