#include "engine/pipeline/workflow.h"

#include <algorithm>

namespace faultline::pipeline {

namespace {

constexpr const char* kLater = "this version does not mine workflows";

}  // namespace

const WorkflowKey* ProjectWorkflow::key(workflow::LogKey wanted) const {
  const auto at = std::ranges::lower_bound(keys, KeyId{wanted}, {}, &WorkflowKey::key);
  return at != keys.end() && at->key.value == wanted ? &*at : nullptr;
}

Result<MineReport> mineWorkflow(const std::filesystem::path&, const MiningSettings&, std::stop_token,
                                const ProgressSink&) {
  return failure(ErrorCode::NotAvailableYet, "workflow", kLater);
}

Result<std::shared_ptr<const ProjectWorkflow>> loadWorkflow(const std::filesystem::path&) {
  return std::shared_ptr<const ProjectWorkflow>();
}

Status editWorkflow(const std::filesystem::path&, const WorkflowEdit&) {
  return failure(ErrorCode::NotAvailableYet, "workflow", kLater);
}

const char* workflowPattern(const std::string&) { return ""; }

Result<SessionTrace> traceSession(const std::filesystem::path&, SessionId, std::stop_token) {
  return failure(ErrorCode::NotAvailableYet, "workflow", kLater);
}

Result<SessionTrace> traceFinding(const std::filesystem::path&, FindingId, std::stop_token) {
  return failure(ErrorCode::NotAvailableYet, "workflow", kLater);
}

Result<std::vector<Cause>> loadCauses(const std::filesystem::path&, FindingId, std::stop_token) {
  return failure(ErrorCode::NotAvailableYet, "workflow", kLater);
}

Status exportWorkflow(const std::filesystem::path&, workflow::TaskId, const std::filesystem::path&,
                      std::stop_token) {
  return failure(ErrorCode::NotAvailableYet, "workflow", kLater);
}

}  // namespace faultline::pipeline
