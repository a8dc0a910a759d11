#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include "engine/pipeline/changes.h"
#include "engine/pipeline/findings.h"
#include "engine/pipeline/workflow.h"
#include "tests/ui/gate.h"

namespace faultline::ui {

/// Two tasks of a cloud: the creation of a machine (threads, a loop, a branch) and its deletion (a branch to
/// a key with hostile text).
[[nodiscard]] std::shared_ptr<const pipeline::ProjectWorkflow> madeWorkflow();
/// As a log of pure noise gives.
[[nodiscard]] std::shared_ptr<const pipeline::ProjectWorkflow> madeNoWorkflow();

/// The made engine's workflow. A session is a creation, slow at the image, and a deletion into which the
/// finding's key comes: every third line around it, as FakeLog has its sessions.
class FakeWorkflow {
 public:
  static constexpr std::size_t kSteps = 20;
  static constexpr std::size_t kSlowStep = 7;
  static constexpr std::size_t kStrangeStep = 16;

  Gate mining{Gate::State::Open};
  Gate tracing{Gate::State::Open};

  /// What mining finds; before it there is none. Null takes it away.
  void setInUse(std::shared_ptr<const pipeline::ProjectWorkflow> workflow);
  void setToFind(std::shared_ptr<const pipeline::ProjectWorkflow> workflow);
  void failWith(std::optional<Error> error);  ///< Loading, mining and export.
  void setLayout(std::function<Result<workflow::Layout>(const workflow::LayoutGraph&, std::stop_token)> with);

  Result<pipeline::MineReport> mine(const pipeline::MiningSettings& settings, std::stop_token stop,
                                    const ProgressSink& progress);
  Result<std::shared_ptr<const pipeline::ProjectWorkflow>> inUse() const;
  Status edit(const pipeline::WorkflowEdit& edit);
  Result<pipeline::SessionTrace> trace(SessionId session, std::stop_token stop);
  Result<pipeline::SessionTrace> trace(const pipeline::FindingList& findings, FindingId finding,
                                       std::stop_token stop);
  Result<std::vector<pipeline::Cause>> causes(const pipeline::FindingList& findings, FindingId finding) const;
  [[nodiscard]] std::optional<pipeline::WorkflowEvidence> placeOf(const pipeline::Finding& finding) const;
  Status write(workflow::TaskId only, const std::filesystem::path& out);
  Result<workflow::Layout> layOut(const workflow::LayoutGraph& graph, std::stop_token stop) const;
  static std::string pattern(const std::string& code);

  [[nodiscard]] std::vector<pipeline::Change> changes() const;
  std::optional<pipeline::Change> undo();

  /// What was asked for.
  [[nodiscard]] std::vector<pipeline::MiningSettings> mined() const;
  [[nodiscard]] std::vector<pipeline::WorkflowEdit> edited() const;
  [[nodiscard]] std::vector<std::pair<workflow::TaskId, std::filesystem::path>> written() const;
  [[nodiscard]] int traced() const;

 private:
  mutable std::mutex m_mutex;
  std::shared_ptr<const pipeline::ProjectWorkflow> m_inUse;
  std::shared_ptr<const pipeline::ProjectWorkflow> m_toFind = madeWorkflow();
  std::optional<Error> m_error;
  std::function<Result<workflow::Layout>(const workflow::LayoutGraph&, std::stop_token)> m_layOut;
  std::vector<pipeline::MiningSettings> m_mined;
  std::vector<pipeline::WorkflowEdit> m_edited;
  std::vector<std::pair<workflow::TaskId, std::filesystem::path>> m_written;
  std::vector<std::shared_ptr<const pipeline::ProjectWorkflow>> m_before;  // of each edit that stands
  std::vector<pipeline::Change> m_changes;
  int m_traced = 0;
};

}  // namespace faultline::ui
