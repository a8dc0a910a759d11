#pragma once

#include <cstdint>
#include <vector>

#include "engine/detect/anomaly.h"
#include "engine/detect/knowledge.h"
#include "engine/detect/place.h"
#include "engine/detect/window_scores.h"

namespace faultline::detect {

/// Finds the anomalies of one session after the other, without their histories and expected keys. One object
/// a thread.
class SessionJudge {
 public:
  SessionJudge(const sequence::SessionSet& sessions, const Knowledge& knowledge, const WindowScores& windows)
      : m_sessions(sessions), m_knowledge(knowledge), m_windows(windows) {}

  [[nodiscard]] std::vector<Anomaly> judge(std::size_t session);

 private:
  void judgePlace(std::size_t session, const Place& place, std::vector<Anomaly>& anomalies);
  [[nodiscard]] double surprise(std::size_t session, const Place& place) const;
  [[nodiscard]] bool isAftershock(const Place& place, const std::vector<Anomaly>& anomalies) const;
  void judgeCounts(std::size_t session, std::vector<Anomaly>& anomalies);
  [[nodiscard]] Anomaly at(std::size_t session, const Place& place, Reason reason, const Scale& scale,
                           double score) const;

  const sequence::SessionSet& m_sessions;
  const Knowledge& m_knowledge;
  const WindowScores& m_windows;
  std::vector<KeyClass> m_classes;  // of the session being judged, to be used again
};

}  // namespace faultline::detect
