#pragma once

#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/workflow/automaton.h"

namespace faultline::workflow {

/// What a user does to a workflow's tasks. Each gives a new workflow and leaves the given one as it is.
/// Error InvalidArgument for a task or node that is not there, and for merging a task with itself.
Result<Workflow> renamed(const Workflow& workflow, TaskId task, const std::string& name);

/// Two tasks become one that keeps the first one's id and name: nodes side by side, those of the same key and
/// the same neighbours as one.
Result<Workflow> merged(const Workflow& workflow, TaskId first, TaskId second);

/// A task becomes two at an edge, or before a node: what comes before, which keeps the id, and what comes
/// after.
Result<Workflow> split(const Workflow& workflow, TaskId task, NodeIndex before);

}  // namespace faultline::workflow
