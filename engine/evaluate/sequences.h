#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/detect/detector.h"
#include "engine/detect/session_detector.h"
#include "engine/evaluate/score.h"
#include "engine/sequence/session_set.h"

namespace faultline::evaluate {

/// Labelled sessions. What a detector learns from, thresholds too, is `train` alone.
struct LabelledSessions {
  sequence::SessionSet train;
  sequence::SessionSet normal;
  sequence::SessionSet abnormal;
};

/// How one detector did.
struct Evaluation {
  std::string name;
  Confusion confusion;
  Score score;
  double trainSeconds = 0;
  double detectSeconds = 0;   ///< For judging the normal and the abnormal sessions together.
  std::uint64_t entries = 0;  ///< Log entries in the sessions judged.
  std::uint64_t windows = 0;  ///< Places judged, by the detector's own protocol.
  std::uint64_t distinctWindows = 0;
  std::vector<std::uint8_t> normalFlags;
  std::vector<std::uint8_t> abnormalFlags;
};

/// Trains and judges. Errors as `SessionDetector`.
Result<Evaluation> evaluateDetector(std::string name, detect::SessionDetector& detector,
                                    const LabelledSessions& sessions, double normalWeight,
                                    const std::stop_token& stop, const ProgressSink& progress);

/// One detector after the other, by the names of `baseline::detectorNames`. Errors: InvalidArgument for an
/// unknown name, before anything is trained; as `SessionDetector`.
Result<std::vector<Evaluation>> evaluateSequences(const std::vector<std::string>& names,
                                                  const detect::Settings& settings,
                                                  const LabelledSessions& sessions, double normalWeight,
                                                  const std::stop_token& stop, const ProgressSink& progress);

}  // namespace faultline::evaluate
