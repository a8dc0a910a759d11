#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "engine/workflow/stage_order.h"

namespace faultline::workflow {

/// What the runs of a task that are normal do, counted. Of the others each does something that is so rare
/// that a fault or chance can have made it: is at a rare stage, goes a rare way from one stage to another
/// that is not of free order with it, starts or ends where runs rarely do.
struct NormalRuns {
  std::vector<std::uint8_t> normal;  ///< By distinct run.
  StageOrder order;
  std::map<std::pair<Stage, Stage>, std::uint64_t> steps;  ///< One stage right after another.
  std::vector<std::uint64_t> visits;                       ///< By stage, as those below.
  std::vector<std::uint64_t> starts;
  std::vector<std::uint64_t> ends;
};

/// By distinct run: whether it has no key that is rare in the task, nor one beyond the kMostStages that most
/// runs have.
[[nodiscard]] std::vector<std::uint8_t> usualRuns(const DistinctRuns& runs);

/// Of the usual ones.
[[nodiscard]] NormalRuns findNormalRuns(const DistinctRuns& runs, std::span<const std::uint8_t> usual,
                                        const Stages& stages);

}  // namespace faultline::workflow
