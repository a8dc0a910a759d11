#pragma once

#include <filesystem>
#include <stop_token>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/workflow/conformance.h"

namespace faultline::pipeline {

/// How well a project's workflow and the sessions of another project fit each other. Log keys are matched by
/// their templates; one that the project does not know is of no task. The other project stays as it is, but
/// is locked meanwhile. Errors: NoWorkflow, WorkflowInvalid, NothingToLearn (the other one has no session),
/// ProjectLocked, StoreFailed, Cancelled.
Result<workflow::Conformance> workflowFit(const std::filesystem::path& project,
                                          const std::filesystem::path& other, const std::stop_token& stop,
                                          const ProgressSink& progress);

}  // namespace faultline::pipeline
