#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/pipeline/changes.h"
#include "engine/pipeline/feedback.h"
#include "engine/pipeline/findings.h"

namespace faultline::ui {

/// What is said of made findings, with its journal. Teaching clears those with the code of what was taught
/// and gives the others new numbers, or not, in another run. Any thread may call it.
class FakeFeedback {
 public:
  explicit FakeFeedback(pipeline::FindingList& findings) : m_findings(findings) {}

  Result<std::vector<FindingId>> give(const pipeline::Verdict& verdict);
  Result<pipeline::TeachReport> teach();
  [[nodiscard]] pipeline::FindingList list() const;
  [[nodiscard]] std::vector<pipeline::Change> changes() const;
  /// Nothing when there is nothing of it to undo or to do again.
  std::optional<pipeline::Change> undo();
  std::optional<pipeline::Change> redo();

  /// As left by a window that was closed before it was learnt.
  void leave(FindingId finding);
  /// What the next verdicts or lessons fail with.
  void failVerdicts(std::optional<Error> error);
  void failLessons(std::optional<Error> error);
  /// All that was said, in order.
  [[nodiscard]] std::vector<pipeline::Verdict> said() const;
  /// The next run's findings have the numbers that they had.
  void keepNumbers() { m_step = 0; }
  [[nodiscard]] int lessons() const { return m_lessons; }

 private:
  struct Step {
    pipeline::Change change;
    pipeline::FindingList before;
    pipeline::FindingList after;
    std::set<FindingId> untaughtBefore;
  };

  mutable std::mutex m_mutex;
  pipeline::FindingList& m_findings;
  std::set<FindingId> m_untaught;
  std::vector<Step> m_steps;  // the oldest first
  std::vector<pipeline::Verdict> m_said;
  std::optional<Error> m_verdictError;
  std::optional<Error> m_lessonError;
  std::atomic<int> m_lessons = 0;
  std::atomic<int> m_step = 1000;
};

}  // namespace faultline::ui
