#include "tests/ui/fake_workflow.h"

namespace faultline::ui {

using namespace pipeline;

namespace {

auto none() { return failure(ErrorCode::ModelMissing, "workflow"); }

}  // namespace

Result<MineReport> FakeWorkflow::mine(const MiningSettings&, std::stop_token, const ProgressSink&) {
  return none();
}

Result<std::shared_ptr<const ProjectWorkflow>> FakeWorkflow::inUse() const {
  return std::shared_ptr<const ProjectWorkflow>();
}

Status FakeWorkflow::edit(const WorkflowEdit&) { return none(); }

Result<SessionTrace> FakeWorkflow::trace(SessionId) const { return none(); }

Result<SessionTrace> FakeWorkflow::trace(FindingId) const { return none(); }

Result<std::vector<Cause>> FakeWorkflow::causes(FindingId) const { return std::vector<Cause>(); }

Status FakeWorkflow::write(workflow::TaskId, const std::filesystem::path&) { return none(); }

Result<workflow::Layout> FakeWorkflow::layOut(const workflow::LayoutGraph&, std::stop_token) const {
  return none();
}

}  // namespace faultline::ui
