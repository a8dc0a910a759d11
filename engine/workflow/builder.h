#pragma once

#include <stop_token>

#include "engine/base/error.h"
#include "engine/workflow/automaton.h"
#include "engine/workflow/separation.h"

namespace faultline::workflow {

/// Builds each task's automaton from its runs (DeepLog, section 4.2.2): nodes told apart by what they go on
/// to, edges with counts, probabilities and elapsed times, concurrent blocks, branches, loops folded from
/// unrolled chains; and which task follows which. Fills everything of a Workflow but method, tau, seed. Error
/// Cancelled.
Result<Workflow> buildWorkflow(const Material& material, const Separation& separation,
                               const std::stop_token& stop);

/// Elapsed times above this are slow: set from those seen, with a cautious tail beyond the longest.
/// `elapsedMs` is sorted in place. Infinite with too few of them.
[[nodiscard]] double slowBound(std::vector<double>& elapsedMs);

}  // namespace faultline::workflow
