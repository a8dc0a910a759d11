#pragma once

#include <stop_token>
#include <vector>

#include "engine/workflow/task_runs.h"

namespace faultline::workflow {

/// A task's automaton, but for elapsed times, and the nodes that its runs go through.
struct BuiltTask {
  Task task;
  std::vector<NodeIndex> visits;     ///< As `DistinctRuns::keys`; kNone in runs that are not normal.
  std::vector<std::uint8_t> normal;  ///< By distinct run.
};

/// What it gives once stopped is of no use.
[[nodiscard]] BuiltTask buildTask(const DistinctRuns& runs, const std::stop_token& stop);

}  // namespace faultline::workflow
