#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/sequence/session_set.h"

namespace faultline::detect {

/// What a detector says of some sessions, and what it looked at.
struct Judgement {
  std::vector<std::uint8_t> flags;    ///< One a session: 0 normal, 1 abnormal.
  std::uint64_t windows = 0;          ///< Places judged, by the detector's own protocol.
  std::uint64_t distinctWindows = 0;  ///< Of these, different ones.
};

/// What a detector asks for beyond normal sessions.
enum class Needs : std::uint8_t {
  Normal,  ///< Nothing.
  Labels,  ///< Supervised: sessions known to be abnormal, none of which it is judged on.
  Judged,  ///< Offline: it is fitted to the very sessions that it judges, without their labels.
};

/// What there is to train on.
struct TrainingInput {
  const sequence::SessionSet& normal;
  const sequence::SessionSet* abnormal = nullptr;  ///< With Needs::Labels.
  const sequence::SessionSet* judged = nullptr;    ///< With Needs::Judged,
  std::span<const double> weights{};  ///< and how many sessions each of these stands for; empty: one.
};

/// What every detector that is compared on whole sessions can do: learn from normal ones, and say of others
/// whether they are normal. Thresholds come from the sessions it is trained on alone.
class SessionDetector {
 public:
  SessionDetector() = default;
  SessionDetector(const SessionDetector&) = delete;
  SessionDetector& operator=(const SessionDetector&) = delete;
  virtual ~SessionDetector() = default;

  /// Errors: NothingToLearn, InvalidArgument, ModelModuleMissing, ModelFailed, Cancelled.
  virtual Status train(const sequence::SessionSet& normal, const std::stop_token& stop,
                       const ProgressSink& progress) = 0;

  [[nodiscard]] virtual Needs needs() const { return Needs::Normal; }

  /// As `train`, for detectors that need more; error NeedsLabels where that is not given.
  virtual Status trainWith(const TrainingInput& input, const std::stop_token& stop,
                           const ProgressSink& progress) {
    return train(input.normal, stop, progress);
  }

  /// Changes the number of likeliest keys that count as expected, where only judging depends on it; false
  /// where it does not.
  virtual bool setCandidates(int) { return false; }

  /// How often the key that came was the n-th likeliest: element n, from 1; element 0 counts those that were
  /// not foreseen at all. Empty for a detector that ranks no keys. Errors as `judge`.
  virtual Result<std::vector<std::uint64_t>> rankCounts(const sequence::SessionSet&, const std::stop_token&,
                                                        const ProgressSink&) const {
    return std::vector<std::uint64_t>();
  }

  /// After a training that went well. Errors: ModelFailed, Cancelled.
  virtual Result<Judgement> judge(const sequence::SessionSet& sessions, const std::stop_token& stop,
                                  const ProgressSink& progress) const = 0;
};

}  // namespace faultline::detect
