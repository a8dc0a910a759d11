#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include "engine/detect/session_detector.h"
#include "engine/sequence/vocabulary.h"
#include "engine/workflow/replay.h"

namespace faultline::baseline {

/// The workflow as a detector (DeepLog, section 4): mined from the training sessions by co-occurrence, a
/// session is abnormal when its replay deviates in a way in which hardly any training session does, or when
/// it has a key that none has. Session files have no times, so that no step is slow, and tasks are told apart
/// by their keys alone.
class WorkflowDetector final : public detect::SessionDetector {
 public:
  Status train(const sequence::SessionSet& normal, const std::stop_token& stop,
               const ProgressSink& progress) override;
  Result<detect::Judgement> judge(const sequence::SessionSet& sessions, const std::stop_token& stop,
                                  const ProgressSink& progress) const override;

  [[nodiscard]] const workflow::Workflow& workflow() const { return m_workflow; }

 private:
  /// What a deviation is, wherever it comes: kind, task, nodes, and the key that shows it.
  using Way = std::tuple<workflow::DeviationKind, workflow::TaskIndex, workflow::NodeIndex,
                         workflow::NodeIndex, sequence::LogKey>;
  static Way wayOf(const workflow::Deviation& deviation, std::span<const sequence::LogKey> session);
  [[nodiscard]] workflow::Trace replayed(const sequence::SessionSet& sessions, std::size_t session) const;
  [[nodiscard]] bool isAbnormal(const sequence::SessionSet& sessions, std::size_t session) const;

  workflow::Workflow m_workflow;
  std::optional<workflow::Replayer> m_replayer;  ///< Of `m_workflow`.
  sequence::Vocabulary m_vocabulary;
  std::set<Way> m_usual;
};

}  // namespace faultline::baseline
