#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "engine/detect/anomaly.h"
#include "engine/detect/knowledge.h"
#include "engine/detect/place_judge.h"
#include "engine/detect/window_scores.h"

namespace faultline::detect {

/// Finds the anomalies of one session after the other, without their histories and expected keys; a long one
/// part by part, as its windows become known. One object a thread.
class SessionJudge {
 public:
  static constexpr std::uint32_t kToTheEnd = std::numeric_limits<std::uint32_t>::max();

  SessionJudge(const sequence::SessionSet& sessions, const Knowledge& knowledge)
      : m_sessions(sessions), m_knowledge(knowledge) {}

  void begin(std::size_t session);
  /// Goes on with the session begun, to the place before `end`.
  void goOn(const WindowScores& windows, std::uint32_t end);
  /// The places that the session begun has.
  [[nodiscard]] std::uint32_t places() const { return static_cast<std::uint32_t>(m_classes.size() - 1); }
  /// The anomalies of the session begun, which is at its last place.
  [[nodiscard]] std::vector<Anomaly> end();

  /// All of this at once.
  [[nodiscard]] std::vector<Anomaly> judge(std::size_t session, const WindowScores& windows) {
    begin(session);
    goOn(windows, kToTheEnd);
    return end();
  }

 private:
  [[nodiscard]] Opinion opinionAt(const WindowScores& windows, std::uint32_t position) const;
  void take(Anomaly anomaly);

  const sequence::SessionSet& m_sessions;
  const Knowledge& m_knowledge;
  // Of the session begun.
  std::size_t m_session = 0;
  std::vector<KeyClass> m_classes;
  std::optional<PlaceWalk> m_walk;
  std::uint32_t m_next = 0;
  std::optional<std::uint32_t> m_last;  // where an anomaly was, told or not
  Repeats m_repeats;
  std::vector<Anomaly> m_anomalies;
};

}  // namespace faultline::detect
