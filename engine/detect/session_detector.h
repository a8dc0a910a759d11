#pragma once

#include <cstdint>
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

  /// After a training that went well. Errors: ModelFailed, Cancelled.
  virtual Result<Judgement> judge(const sequence::SessionSet& sessions, const std::stop_token& stop,
                                  const ProgressSink& progress) const = 0;
};

}  // namespace faultline::detect
