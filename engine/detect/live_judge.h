#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/detect/anomaly.h"
#include "engine/detect/knowledge.h"
#include "engine/model/key_model.h"
#include "engine/sequence/session_set.h"

namespace faultline::detect {

/// What bounds the memory of a `LiveJudge`.
struct LiveLimits {
  /// Sessions and streams that may be open at a time, each some hundred bytes; of more, the one that was
  /// silent longest is forgotten, its end unjudged.
  std::size_t sessions = 500'000;
  /// Forgotten ones, and ones that ended, that are known to come again: nine bytes each. What comes again is
  /// judged from there on, without a start, an end and counts.
  std::size_t forgotten = 4'000'000;
};

/// The next entry of a session.
struct LiveEntry {
  std::uint64_t session = 0;  ///< The caller's number for it.
  sequence::SessionKind kind{};
  LogKey key = 0;  ///< `kSessionEnd`: the session is over; its end and its counts are judged, if it is whole.
};

struct LiveAnomaly {
  std::size_t entry = 0;  ///< Index in the entries given.
  Anomaly anomaly;
};

/// Judges sessions entry by entry, whatever their order, as `Detector::judge` does whole ones: once a session
/// has ended, its anomalies have been the same. Differences: in an open stream the first anomaly of a burst
/// is told at once, so its score is its own, not the burst's highest; and floats are summed in another order,
/// so probabilities may differ in their sixth digit.
///
/// Memory: the limits, and 64 MiB of windows that the network has been asked about. Not thread-safe.
class LiveJudge {
 public:
  LiveJudge(std::shared_ptr<const Knowledge> knowledge, std::shared_ptr<const model::KeyPredictor> keyModel,
            const LiveLimits& limits);
  LiveJudge(LiveJudge&&) noexcept;
  LiveJudge& operator=(LiveJudge&&) noexcept;
  ~LiveJudge();

  /// Judges some entries, one or many: the windows that the network does not know yet are asked about
  /// together. In the order of entries. After an error nothing more can be judged. Errors: ModelFailed,
  /// Cancelled.
  Result<std::vector<LiveAnomaly>> add(std::span<const LiveEntry> entries, const std::stop_token& stop);

  /// Those forgotten for want of room since this was asked last.
  [[nodiscard]] std::vector<std::uint64_t> takeForgotten();

  /// Sessions and streams that are open.
  [[nodiscard]] std::size_t open() const;
  /// Windows that the network was asked about.
  [[nodiscard]] std::uint64_t asked() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace faultline::detect
