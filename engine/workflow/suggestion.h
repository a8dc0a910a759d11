#pragma once

#include "engine/workflow/automaton.h"

namespace faultline::workflow {

/// Sets the suggested h and g (DeepLog, section 4.4.1): the shortest way through any task, and the most keys
/// that can come next anywhere. At a task's end these are what the tasks after it begin with. h is at most
/// 100, as learning takes it, and 0 where there is no task.
void suggest(Workflow& workflow);

}  // namespace faultline::workflow
