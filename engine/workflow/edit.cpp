#include "engine/workflow/edit.h"

namespace faultline::workflow {

Result<Workflow> renamed(const Workflow&, TaskId, const std::string&) {
  return failure(ErrorCode::NotAvailableYet, "workflow");
}

Result<Workflow> merged(const Workflow&, TaskId, TaskId) {
  return failure(ErrorCode::NotAvailableYet, "workflow");
}

Result<Workflow> split(const Workflow&, TaskId, NodeIndex) {
  return failure(ErrorCode::NotAvailableYet, "workflow");
}

}  // namespace faultline::workflow
