#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/detect/knowledge.h"
#include "engine/detect/place.h"
#include "engine/detect/place_judge.h"

namespace faultline::detect {

/// How much of a session was seen.
enum class Beginning : std::uint8_t {
  Seen,
  Missed,  ///< It was forgotten and comes again: its start, its end and its counts are not judged.
};

/// A place that has come, with what is needed to judge it once the key model has been asked.
struct LivePlace {
  Place place;
  LogKey key = 0;
  bool hasOpinion = false;       ///< The key model is to be asked about the place itself.
  bool hasWindow = false;        ///< It has an opinion on what was to be expected there.
  std::vector<KeyClass> window;  ///< h classes, when it has one.
  std::vector<LogKey> history;   ///< See `Anomaly::history`.
};

/// What is known of one session that may go on: some hundred bytes and twelve for each different key.
class LiveSession {
 public:
  LiveSession(const Knowledge& knowledge, sequence::SessionKind kind, Beginning beginning);

  /// The next entry, or `kSessionEnd`. `place` is written over. `place.history` is left empty unless the
  /// place may be strange.
  void next(const Knowledge& knowledge, LogKey key, LivePlace& place);

  /// Judges a place that `next` gave, in the same order. None when it is as ever or is told already.
  [[nodiscard]] std::optional<Anomaly> judge(const Knowledge& knowledge, const LivePlace& place,
                                             const Opinion& opinion);

  /// After the end has been judged.
  [[nodiscard]] std::optional<Anomaly> judgeCounts(const Knowledge& knowledge) const;

  [[nodiscard]] sequence::SessionKind kind() const { return m_kind; }
  [[nodiscard]] Beginning beginning() const { return m_beginning; }

 private:
  void fillWindow(const Knowledge& knowledge, KeyClass next, LivePlace& place) const;
  void remember(LogKey key, std::size_t history);

  sequence::SessionKind m_kind;
  Beginning m_beginning;
  PlaceWalk m_walk;
  KeyTally m_tally;
  std::vector<LogKey> m_last;  // the last h keys, oldest first
  std::uint32_t m_entries = 0;
  std::optional<std::uint32_t> m_lastAnomaly;
  bool m_told = false;  // an anomaly of this session has been
  Repeats m_repeats;
};

}  // namespace faultline::detect
