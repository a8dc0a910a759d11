#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/workflow/task_runs.h"

namespace faultline::workflow {

/// A stage of a key in a task's runs: what becomes a node.
using Stage = std::uint32_t;

/// The stages that a task's runs go through. A key's occurrences in a run are stages of their own, as in an
/// unrolled chain (DeepLog, section 4.2.2), but for those that repeat a fragment right after it: these are
/// the same stage again.
struct Stages {
  std::vector<LogKey> keys;   ///< By stage.
  std::vector<Stage> visits;  ///< As `DistinctRuns::keys`, the stage of each.

  [[nodiscard]] std::span<const Stage> of(const DistinctRuns& runs, std::size_t run) const {
    return std::span(visits).subspan(runs.ends[run], runs.ends[run + 1] - runs.ends[run]);
  }
};

/// Of the runs that `usual` says, one a run; the visits of the others are kNone. The more keys there are, the
/// fewer stages has each, so that there are at most kMostStages of all but as many keys.
[[nodiscard]] Stages findStages(const DistinctRuns& runs, std::span<const std::uint8_t> usual);
inline constexpr std::size_t kMostStages = 2000;

/// Makes stages one: `into[p]` is the stage that p becomes, itself or one before it.
void unite(Stages& stages, std::span<const Stage> into);

}  // namespace faultline::workflow
