#include "engine/workflow/waits.h"

#include <algorithm>
#include <cmath>

namespace faultline::workflow {

namespace {

/// The chance to be taken of calling something needed that merely happened to be there each time.
constexpr double kChance = .01;

/// Leaves out what is implied: `needs(a, b)` says that a needs b. What needs most comes latest, so that one
/// that is implied is so by one that is kept.
template <class Needs>
std::vector<Stage> nearest(std::vector<Stage> all, const std::vector<std::size_t>& needed,
                           const Needs& needs) {
  std::ranges::stable_sort(all, std::ranges::greater{}, [&](Stage stage) { return needed[stage]; });
  std::vector<Stage> kept;
  for (const Stage one : all) {
    if (std::ranges::none_of(kept, [&](Stage other) { return needs(other, one); })) kept.push_back(one);
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
  std::vector<std::vector<Stage>> earlier(stages.keys.size());
  std::vector<std::size_t> needed(stages.keys.size());
  std::vector<Stage> always;
  for (Stage stage = 0; stage < order.size(); ++stage) {
    for (Stage other = 0; other < order.size(); ++other) {
      if (needs(stage, other)) earlier[stage].push_back(other);
    }
    needed[stage] = earlier[stage].size();
    if (order.runs(stage) > 0 && static_cast<double>(order.runs(stage)) == all) always.push_back(stage);
  }
  Waits waits;
  for (auto& stagesBefore : earlier) waits.before.push_back(nearest(std::move(stagesBefore), needed, needs));
  waits.beforeEnd = nearest(std::move(always), needed, needs);
  return waits;
}

}  // namespace faultline::workflow
