#include "engine/workflow/edit.h"

#include "engine/workflow/edit_parts.h"

namespace faultline::workflow {

Result<Workflow> renamed(const Workflow& workflow, TaskId task, const std::string& name) {
  const auto index = find(workflow, task);
  if (!index)
    return failure(ErrorCode::InvalidArgument, "task", "there is no task " + std::to_string(task.value));
  Workflow changed = workflow;
  changed.tasks[*index].name = name;
  return changed;
}

}  // namespace faultline::workflow
