#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "engine/workflow/stage_order.h"

namespace faultline::workflow {

/// Finds where runs go back to a stage, what a round is, and how many there are.
class LoopFinder {
 public:
  explicit LoopFinder(const StageOrder& order) : m_order(order), m_last(order.size(), kNone) {}

  /// A run of `weight`.
  void add(std::span<const Stage> visits, std::uint64_t weight);

  struct Found {
    std::vector<Stage> stages;  ///< Of a round, ascending.
    std::uint32_t leastRounds = 1;
    std::uint32_t mostRounds = 1;
  };
  /// By the stage that a round begins with.
  [[nodiscard]] std::map<Stage, Found> loops() const;
  /// From the last stage of a round to its first, with how often: other threads' entries may lie between.
  [[nodiscard]] const std::map<std::pair<Stage, Stage>, std::uint64_t>& closings() const {
    return m_closings;
  }

 private:
  struct Seen {
    std::uint64_t closings = 0;
    std::map<Stage, std::uint64_t> members;         ///< Stages in rounds: in how many.
    std::map<std::uint32_t, std::uint64_t> counts;  ///< Rounds: how often there were so many.
  };
  void close(std::span<const Stage> visits, std::uint32_t at, std::uint64_t weight);

  const StageOrder& m_order;
  std::vector<std::uint32_t> m_last;  ///< By stage: where this pass was there.
  std::map<Stage, std::uint32_t> m_rounds;
  std::map<Stage, Seen> m_seen;
  std::map<std::pair<Stage, Stage>, std::uint64_t> m_closings;
};

}  // namespace faultline::workflow
