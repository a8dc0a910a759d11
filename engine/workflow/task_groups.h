#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/workflow/separation.h"

namespace faultline::workflow {

/// Groups runs (of any task yet) into tasks: their `task` is set, those that belong to none are left out, and
/// `tasks` numbers them by how often they run. `runs` by session, then by place.
///
/// Runs are of one task when they have most of their keys in common, or half of them and come after and
/// before the same tasks: so a choice, a loop or the order of concurrent keys does not split a task, while
/// tasks that share keys stay apart. What is too rare to be a task, or takes a step that hardly any run of
/// its task takes, is a fault and left out: it must not become part of what is usual. DeepLog (section 4) has
/// no such step: it grows the key sequence of each task directly. Error Cancelled.
Result<Separation> groupRuns(const Material& material, std::vector<TaskRun> runs,
                             std::span<const LogKey> background, const std::stop_token& stop);

}  // namespace faultline::workflow
