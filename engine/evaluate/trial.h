#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/detect/session_detector.h"
#include "engine/evaluate/score.h"
#include "engine/sequence/session_set.h"

namespace faultline::evaluate {

enum class Truth : std::uint8_t { Normal, Abnormal, Unknown };

/// Sessions to learn from, and others to judge, with what is known of both.
struct Trial {
  sequence::SessionSet train;
  std::vector<Truth> trainTruth;  ///< By session; empty: all are normal. Only supervised detectors see it.
  sequence::SessionSet judged;
  std::vector<Truth> truth;  ///< By session judged; empty: nothing is known.
  double normalWeight = 1;   ///< How many sessions each normal one that is judged stands for.
  std::uint64_t seed = 1;    ///< Of what a supervised detector learns from.

  [[nodiscard]] Truth truthOf(std::size_t session) const {
    return truth.empty() ? Truth::Unknown : truth[session];
  }
};

/// What one detector said.
struct Verdicts {
  std::vector<std::uint8_t> flags;   ///< By session judged: 1 abnormal.
  std::vector<std::uint8_t> learnt;  ///< By session judged: 1 where it was learnt from, and does not count.
  double trainSeconds = 0;
  double detectSeconds = 0;
  std::uint64_t windows = 0;
  std::uint64_t distinctWindows = 0;

  [[nodiscard]] bool counts(std::size_t session) const { return learnt.empty() || learnt[session] == 0; }
};

/// The share of the abnormal sessions that a supervised detector learns from where training holds none:
/// 1,638 of 16,838 (DeepLog, Table 3).
inline constexpr double kLearntShare = 1638.0 / 16838.0;

/// Which of the abnormal sessions a supervised detector learns from: that share of them, at least one, drawn
/// with the trial's seed. All 0 where fewer than two are abnormal.
[[nodiscard]] std::vector<std::uint8_t> drawLearnt(const Trial& trial);

/// Trains as the detector asks for, see `detect::Needs`; the verdicts are still to come. Errors: NeedsLabels
/// where no session to learn from, and fewer than two that are judged, are known to be abnormal; as
/// `SessionDetector`, out of memory being ModelFailed.
Result<Verdicts> trainTimed(detect::SessionDetector& detector, const Trial& trial,
                            const std::stop_token& stop, const ProgressSink& progress);

/// Judges with a detector that was trained. Errors as `SessionDetector`.
Status judgeTrial(const detect::SessionDetector& detector, const Trial& trial, Verdicts& verdicts,
                  const std::stop_token& stop, const ProgressSink& progress);

/// Sessions of which nothing is known, and those learnt from, are not counted.
[[nodiscard]] Confusion confusionOf(const Trial& trial, const Verdicts& verdicts);

}  // namespace faultline::evaluate
