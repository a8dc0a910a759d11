#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/workflow/separation.h"

namespace faultline::workflow {

struct GuidedSettings {
  std::vector<int> histories;  ///< Ascending lengths of history to predict from; empty: chosen.
  std::uint64_t seed = 1;
  int threads = 0;  ///< 0: one a core. Taken from the first call in the process.
};

/// Tells tasks apart by what key models of several history lengths predict (DeepLog, section 4.2). Trains
/// them on the material. Same material, settings and threads, same result. Errors: InvalidArgument,
/// ModelModuleMissing, ModelFailed, Cancelled (within half a second).
Result<Separation> separateByPrediction(const Material& material, const GuidedSettings& settings,
                                        const std::stop_token& stop, const ProgressSink& progress);

}  // namespace faultline::workflow
