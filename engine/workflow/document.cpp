#include "engine/workflow/document.h"

namespace faultline::workflow {

std::string toDot(const Workflow&, const KeyTexts&, TaskId) { return {}; }

Result<std::string> toSvg(const Workflow&, const KeyTexts&, TaskId, const std::stop_token&) {
  return failure(ErrorCode::NotAvailableYet, "workflow");
}

Result<std::string> toPng(const Workflow&, const KeyTexts&, TaskId, const std::stop_token&) {
  return failure(ErrorCode::NotAvailableYet, "workflow");
}

}  // namespace faultline::workflow
