#pragma once

#include <nlohmann/json.hpp>

#include "engine/base/error.h"
#include "engine/pipeline/workflow.h"
#include "engine/store/database.h"
#include "engine/store/journal.h"
#include "engine/workflow/automaton.h"

namespace faultline::pipeline {

/// An edit told by the log keys of the tasks that it touches, so that it can be done to another workflow in
/// which they come again.
[[nodiscard]] nlohmann::json describeEdit(const workflow::Workflow& workflow, const WorkflowEdit& edit);

/// Error InvalidArgument, see engine/workflow/edit.h.
Result<workflow::Workflow> edited(const workflow::Workflow& workflow, const WorkflowEdit& edit);

/// Does the edits that `describeEdit` described (a JSON array) to a workflow that was mined anew; those whose
/// tasks do not come again are passed over.
[[nodiscard]] workflow::Workflow withEdits(workflow::Workflow workflow, const std::string& edits);

[[nodiscard]] bool isWorkflowAction(const std::string& action);

/// The workflow that came of a journalled edit, and the one that it was made from; 0 where the row is none.
[[nodiscard]] std::int64_t workflowAfter(const store::JournalRow& row);
/// Makes the workflow before (or after) a journalled edit the one in use, inside the caller's transaction.
/// Errors: StoreFailed, ProjectDamaged.
Status undoWorkflowEdit(store::Database& database, const store::JournalRow& row);
Status redoWorkflowEdit(store::Database& database, const store::JournalRow& row);

}  // namespace faultline::pipeline
