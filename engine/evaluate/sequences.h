#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/detect/detector.h"
#include "engine/evaluate/score.h"
#include "engine/evaluate/trial.h"
#include "engine/sequence/session_set.h"

namespace faultline::evaluate {

/// Labelled sessions. What a detector learns from, thresholds too, is `train` alone; but for supervised
/// detectors, which learn from a part of `abnormal` and are not judged on it, and for offline ones.
struct LabelledSessions {
  sequence::SessionSet train;
  sequence::SessionSet normal;
  sequence::SessionSet abnormal;
};

/// The same as a trial: judged are the normal sessions first, then the abnormal ones.
[[nodiscard]] Trial trialOf(const LabelledSessions& sessions, double normalWeight, std::uint64_t seed);

/// How one detector did.
struct Evaluation {
  std::string name;
  std::optional<Error> error;  ///< Why it has no figures; then nothing below counts.
  Confusion confusion;
  Score score;
  double trainSeconds = 0;
  double detectSeconds = 0;   ///< For judging the normal and the abnormal sessions together.
  std::uint64_t entries = 0;  ///< Log entries in the sessions judged.
  std::uint64_t windows = 0;  ///< Places judged, by the detector's own protocol.
  std::uint64_t distinctWindows = 0;
  std::uint64_t learntAbnormal = 0;  ///< Abnormal sessions that it learnt from; these are not counted.
  std::vector<std::uint8_t> flags;   ///< By session judged.
  std::vector<std::uint8_t> learnt;  ///< See `Verdicts`.
};

/// Trains and judges. Errors as `runTrial`.
Result<Evaluation> evaluateDetector(std::string name, detect::SessionDetector& detector, const Trial& trial,
                                    const std::stop_token& stop, const ProgressSink& progress);

/// Judges with a detector that is trained; `verdicts` says what it took. Errors as `SessionDetector::judge`.
Result<Evaluation> judgeDetector(std::string name, const detect::SessionDetector& detector, Verdicts verdicts,
                                 const Trial& trial, const std::stop_token& stop,
                                 const ProgressSink& progress);

/// One detector after the other, by the names of `baseline::detectorNames`; one that fails is a row with its
/// error. Errors: InvalidArgument for an unknown name, before anything is trained; Cancelled; the first
/// detector's own where none has figures.
Result<std::vector<Evaluation>> evaluateAll(const std::vector<std::string>& names,
                                            const detect::Settings& settings, const Trial& trial,
                                            const std::stop_token& stop, const ProgressSink& progress);

/// The same for labelled sessions.
Result<std::vector<Evaluation>> evaluateSequences(const std::vector<std::string>& names,
                                                  const detect::Settings& settings,
                                                  const LabelledSessions& sessions, double normalWeight,
                                                  const std::stop_token& stop, const ProgressSink& progress);

}  // namespace faultline::evaluate
