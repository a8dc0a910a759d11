#pragma once

#include <filesystem>
#include <memory>
#include <stop_token>
#include <vector>

#include "engine/pipeline/workflow.h"

namespace faultline::ui {

/// The made engine's workflow: a task of some steps with a loop and two threads, and a session that leaves
/// it.
class FakeWorkflow {
 public:
  Result<pipeline::MineReport> mine(const pipeline::MiningSettings& settings, std::stop_token stop,
                                    const ProgressSink& progress);
  Result<std::shared_ptr<const pipeline::ProjectWorkflow>> inUse() const;
  Status edit(const pipeline::WorkflowEdit& edit);
  Result<pipeline::SessionTrace> trace(SessionId session) const;
  Result<pipeline::SessionTrace> trace(FindingId finding) const;
  Result<std::vector<pipeline::Cause>> causes(FindingId finding) const;
  Status write(workflow::TaskId only, const std::filesystem::path& out);
  Result<workflow::Layout> layOut(const workflow::LayoutGraph& graph, std::stop_token stop) const;
};

}  // namespace faultline::ui
