#pragma once

#include <vector>

#include "engine/workflow/normal_runs.h"

namespace faultline::workflow {

/// What stages wait for: those that are always there before, but for those that these wait for themselves.
/// Where threads join this is the last stage of each.
struct Waits {
  std::vector<std::vector<Stage>> before;  ///< By stage.
  std::vector<Stage> beforeEnd;            ///< Of the runs.
};

[[nodiscard]] Waits findWaits(const DistinctRuns& runs, const Stages& stages, const NormalRuns& normal);

}  // namespace faultline::workflow
