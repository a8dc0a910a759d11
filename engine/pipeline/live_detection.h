#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <queue>
#include <tsl/robin_map.h>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/base/time.h"
#include "engine/detect/live_judge.h"
#include "engine/pipeline/pauses.h"

namespace faultline::pipeline {

/// An event of a session as it comes. An event of several sessions is given once for each.
struct LiveEvent {
  std::uint64_t session = 0;  ///< The caller's number for it.
  sequence::SessionKind kind{};
  sequence::LogKey key = 0;  ///< Canonical.
  EventId id;                ///< In the order of its source.
  std::uint32_t stream = 0;  ///< The caller's, passed through.
  std::optional<LocalTime> time;
  std::string_view label = {};  ///< Of a whole session. Needed while the event is judged.
};

/// What a caller tells findings of a session by.
struct SessionName {
  std::string label;
  std::int64_t incident = 0;  ///< The caller's; 0 at first.
};

struct LiveFinding {
  LiveEvent event;  ///< What is strange, or of an ended session its last event.
  std::optional<std::size_t>
      given;  ///< Index of that event in what was given; none when it was given before.
  detect::Anomaly anomaly;
};

/// Judges events of many sources as they come. A session has ended once it has been silent, by the time of
/// its source, longer than normal ones are after that key (see `Pauses`); where a source has no times its
/// events are counted. Memory as `LiveJudge`, and a hundred bytes an open session. Not thread-safe.
class LiveDetection {
 public:
  /// Loads the model module. Errors: ModelModuleMissing, ModelFailed.
  static Result<LiveDetection> make(const detect::Detector& detector, Pauses pauses,
                                    const detect::LiveLimits& limits = {});

  /// Events in their order. Errors: ModelFailed, Cancelled; nothing more can be judged then.
  Result<std::vector<LiveFinding>> add(std::span<const LiveEvent> events, const std::stop_token& stop);
  /// It is so late by the time of a source that has times, though nothing was written.
  Result<std::vector<LiveFinding>> advance(SourceId source, LocalTime moment, const std::stop_token& stop);

  /// Of a whole session with findings, until the next events are given. Null for another.
  [[nodiscard]] SessionName* nameOf(std::uint64_t session);

  /// Sessions that may go on.
  [[nodiscard]] std::size_t open() const { return m_open.size(); }
  /// Sessions, and events of streams, so far: what a chance is a chance of, see `detect::Anomaly::p`.
  [[nodiscard]] std::uint64_t units(sequence::SessionKind kind) const {
    return m_units[static_cast<std::size_t>(kind)];
  }
  [[nodiscard]] std::uint64_t sessions() const { return units(sequence::SessionKind::Whole); }

 private:
  /// A moment of a source: nanoseconds, or events where it has no times.
  using Tick = std::int64_t;

  struct Deadline {
    Tick at = 0;
    std::uint64_t session = 0;
    friend auto operator<=>(const Deadline&, const Deadline&) = default;
  };
  /// How far a source has come, and which of its sessions are to be looked at when; the next one on top.
  struct SourceClock {
    bool hasTimes = false;
    Tick now = 0;
    std::priority_queue<Deadline, std::vector<Deadline>, std::greater<>> waiting;
  };
  struct OpenSession {
    LiveEvent last;
    Tick deadline = 0;
    SessionName name;
  };

  LiveDetection(detect::LiveJudge judge, Pauses pauses)
      : m_judge(std::move(judge)), m_pauses(std::move(pauses)) {}

  void note(const LiveEvent& event);
  void leave(std::uint64_t session);
  void endSilent(SourceId source, SourceClock& clock);
  Result<std::vector<LiveFinding>> judge(const std::stop_token& stop);

  detect::LiveJudge m_judge;
  Pauses m_pauses;
  tsl::robin_map<std::uint64_t, OpenSession> m_open;      // whole sessions
  std::unordered_map<std::uint64_t, SessionName> m_gone;  // since events were given
  std::unordered_map<SourceId, SourceClock> m_clocks;
  std::uint64_t m_units[2] = {0, 0};

  // What is handed to the judge: entries, and the event that each is about.
  std::vector<detect::LiveEntry> m_entries;
  std::vector<LiveFinding> m_about;
};

}  // namespace faultline::pipeline
