#pragma once

#include <vector>

#include "engine/workflow/automaton.h"

namespace faultline::workflow {

/// The points of a task where one of several ways is taken, from its edges, starts, ends and concurrent
/// blocks: threads that run at once are no ways to choose from.
[[nodiscard]] std::vector<Branch> findBranches(const Task& task);

}  // namespace faultline::workflow
