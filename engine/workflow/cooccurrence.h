#pragma once

#include <cstdint>
#include <stop_token>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/workflow/separation.h"

namespace faultline::workflow {

struct CooccurrenceSettings {
  double tau = 0.9;       ///< Keys that come together more often than this belong together, 0.5 to 0.99.
  int mostDistance = 10;  ///< D: matrices p_d are counted for d = 1 to D.
};

/// Tells tasks apart by which keys come together (DeepLog, section 4.3). No training. Errors:
/// InvalidArgument, Cancelled.
Result<Separation> separateByCooccurrence(const Material& material, const CooccurrenceSettings& settings,
                                          const std::stop_token& stop, const ProgressSink& progress);

}  // namespace faultline::workflow
