#pragma once

#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/workflow/builder.h"
#include "engine/workflow/task_builder.h"

namespace faultline::workflow {

struct Timed {
  const Material& material;
  const Separation& separation;
  const TaskRuns& runs;
  const std::vector<BuiltTask>& built;   ///< By task of the separation.
  const std::vector<TaskIndex>& taskOf;  ///< By task of the separation, its place in the workflow.
};

/// Fills the elapsed times of edges, over normal runs, and of successions. Nothing without times. Error
/// Cancelled.
Status measureTimes(const Timed& timed, Workflow& workflow, const std::stop_token& stop);

}  // namespace faultline::workflow
