#pragma once

#include <stop_token>

#include "engine/workflow/stages.h"

namespace faultline::workflow {

/// Folds loops that other threads' entries hide (DeepLog, section 4.2.2, Figure 4c): where between a stage
/// and the next one of its key there is nothing but entries of free order and stages that come again
/// likewise, the two are one stage. Told from the runs that `usual` says, one a run. Stops half-way when told
/// to.
void foldRounds(const DistinctRuns& runs, std::span<const std::uint8_t> usual, Stages& stages,
                const std::stop_token& stop);

}  // namespace faultline::workflow
