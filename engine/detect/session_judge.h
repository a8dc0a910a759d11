#pragma once

#include <cstdint>
#include <vector>

#include "engine/detect/anomaly.h"
#include "engine/detect/knowledge.h"
#include "engine/detect/place_judge.h"
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
  [[nodiscard]] Opinion opinionAt(std::size_t session, std::uint32_t position) const;

  const sequence::SessionSet& m_sessions;
  const Knowledge& m_knowledge;
  const WindowScores& m_windows;
  std::vector<KeyClass> m_classes;  // of the session being judged, to be used again
};

}  // namespace faultline::detect
