#include "engine/workflow/document.h"

namespace faultline::workflow {

std::string tellingWords(const std::string& templateText, std::size_t most) {
  return templateText.substr(0, most);
}

std::string taskName(const Task& task, const KeyTexts&) { return task.name; }

std::string toJson(const Workflow&, const KeyTexts&, TaskId) { return {}; }

std::string toDot(const Workflow&, const KeyTexts&, TaskId) { return {}; }

Result<std::string> toSvg(const Workflow&, const KeyTexts&, TaskId, const std::stop_token&) {
  return failure(ErrorCode::NotAvailableYet, "workflow");
}

Result<std::string> toPng(const Workflow&, const KeyTexts&, TaskId, const std::stop_token&) {
  return failure(ErrorCode::NotAvailableYet, "workflow");
}

}  // namespace faultline::workflow
