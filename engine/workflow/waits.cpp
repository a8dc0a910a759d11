#include "engine/workflow/waits.h"

#include <cmath>

namespace faultline::workflow {

namespace {

/// The chance to be taken of calling something needed that merely happened to be there each time.
constexpr double kChance = .01;

/// Leaves out what is implied: `needs(a, b)` says that a needs b.
template <class Needs>
std::vector<Stage> nearest(const std::vector<Stage>& all, const Needs& needs) {
  std::vector<Stage> kept;
  for (const Stage one : all) {
    bool isImplied = false;
    for (const Stage other : all) isImplied = isImplied || (other != one && needs(other, one));
    if (!isImplied) kept.push_back(one);
  }
  return kept;
}

}  // namespace

Waits findWaits(const DistinctRuns& runs, const Stages& stages, const NormalRuns& normal) {
  const StageOrder& order = normal.order;
  double all = 0;
  for (std::size_t run = 0; run < runs.size(); ++run)
    all += normal.normal[run] != 0 ? static_cast<double>(runs.weights[run]) : 0;
  // Always there by necessity, not by luck: what few runs without it can be told of is no rule.
  const auto isSure = [&](Stage stage, std::uint64_t times) {
    const double share = static_cast<double>(order.runs(stage)) / all;
    return std::pow(share, static_cast<double>(times)) < kChance || share == 1;
  };
  const auto needs = [&](Stage stage, Stage earlier) {
    return order.runs(stage) > 0 && order.before(earlier, stage) == order.runs(stage) &&
           isSure(earlier, order.runs(stage));
  };
  Waits waits;
  waits.before.resize(stages.keys.size());
  std::vector<Stage> always;
  for (Stage stage = 0; stage < order.size(); ++stage) {
    std::vector<Stage> earlier;
    for (Stage other = 0; other < order.size(); ++other) {
      if (needs(stage, other)) earlier.push_back(other);
    }
    waits.before[stage] = nearest(earlier, needs);
    if (order.runs(stage) > 0 && static_cast<double>(order.runs(stage)) == all) always.push_back(stage);
  }
  waits.beforeEnd = nearest(always, needs);
  return waits;
}

}  // namespace faultline::workflow
