#include "engine/workflow/automaton.h"

namespace faultline::workflow {

std::string save(const Workflow&) { return {}; }

Result<Workflow> load(const std::string&) { return failure(ErrorCode::WorkflowInvalid, "workflow"); }

}  // namespace faultline::workflow
