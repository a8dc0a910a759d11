#include "engine/workflow/normal_runs.h"

#include <algorithm>
#include <array>
#include <numeric>

#include <tsl/robin_map.h>

namespace faultline::workflow {

namespace {

/// What is rarer than this among what could have been instead is left out, or a smaller share where the
/// runs that are left out for it would be more than kMostOdd: then it is how the system is.
constexpr std::array<double, 4> kRareShares{.02, .01, .005, 0};
constexpr double kMostOdd = .2;

NormalRuns count(const DistinctRuns& runs, const Stages& stages, std::vector<std::uint8_t> normal) {
  StageOrder order(runs, stages, normal);
  const std::size_t size = stages.keys.size();
  NormalRuns counted{std::move(normal),
                     std::move(order),
                     {},
                     std::vector<std::uint64_t>(size),
                     std::vector<std::uint64_t>(size),
                     std::vector<std::uint64_t>(size)};
  for (std::size_t run = 0; run < runs.size(); ++run) {
    const auto visits = stages.of(runs, run);
    if (counted.normal[run] == 0 || visits.empty()) continue;
    const std::uint64_t weight = runs.weights[run];
    counted.starts[visits.front()] += weight;
    counted.ends[visits.back()] += weight;
    for (std::size_t i = 0; i < visits.size(); ++i) {
      counted.visits[visits[i]] += weight;
      if (i > 0) counted.steps[{visits[i - 1], visits[i]}] += weight;
    }
  }
  return counted;
}

std::uint64_t weightOf(const DistinctRuns& runs, std::span<const std::uint8_t> normal) {
  std::uint64_t weight = 0;
  for (std::size_t run = 0; run < runs.size(); ++run) weight += normal[run] != 0 ? runs.weights[run] : 0;
  return weight;
}

/// Tells rare from usual by what was counted of `weight` runs.
class Judge {
 public:
  Judge(const NormalRuns& counted, std::uint64_t weight, double share)
      : m_counted(counted), m_weight(weight), m_share(share) {}

  [[nodiscard]] bool isRareStage(Stage stage) const {
    return isRare(m_counted.order.runs(stage), m_weight, m_share);
  }
  [[nodiscard]] bool isRareStep(Stage from, Stage to) const {
    if (m_counted.order.isFree(from, to)) return false;
    return isRare(m_counted.steps.at({from, to}), std::min(m_counted.visits[from], m_counted.visits[to]),
                  m_share);
  }
  /// Of the starts or the ends.
  [[nodiscard]] bool isRareTerminal(const std::vector<std::uint64_t>& terminals, Stage stage) const {
    if (!isRare(terminals[stage], m_counted.order.runs(stage), m_share) &&
        !isRare(terminals[stage], m_weight, m_share))
      return false;
    // Of threads that begin or end a task any may be first or last, however rarely.
    for (Stage other = 0; other < terminals.size(); ++other) {
      if (m_counted.order.isFree(stage, other) && !isRare(terminals[other], m_weight, m_share)) return false;
    }
    return true;
  }
  [[nodiscard]] bool isNormal(std::span<const Stage> visits) const {
    if (visits.empty()) return false;
    if (isRareTerminal(m_counted.starts, visits.front()) || isRareTerminal(m_counted.ends, visits.back()))
      return false;
    for (std::size_t i = 0; i < visits.size(); ++i) {
      if (isRareStage(visits[i]) || (i > 0 && isRareStep(visits[i - 1], visits[i]))) return false;
    }
    return true;
  }

 private:
  const NormalRuns& m_counted;
  std::uint64_t m_weight;
  double m_share;
};

/// Keeps the runs that `isNormal(run, share)` at the biggest share with which enough of the weight is left.
template <class IsNormal>
std::vector<std::uint8_t> keep(const DistinctRuns& runs, std::span<const std::uint8_t> among,
                               const IsNormal& isNormal) {
  const auto weight = static_cast<double>(weightOf(runs, among));
  std::vector<std::uint8_t> kept(runs.size());
  for (const double share : kRareShares) {
    for (std::size_t run = 0; run < runs.size(); ++run)
      kept[run] = among[run] != 0 && isNormal(run, share) ? 1 : 0;
    if (static_cast<double>(weightOf(runs, kept)) >= (1 - kMostOdd) * weight) return kept;
  }
  return {among.begin(), among.end()};
}

}  // namespace

std::vector<std::uint8_t> usualRuns(const DistinctRuns& runs) {
  const std::vector<std::uint8_t> all(runs.size(), 1);
  const std::uint64_t weight = weightOf(runs, all);
  tsl::robin_map<LogKey, std::pair<std::uint64_t, std::size_t>>
      counts;  // runs that have it, the last of them
  for (std::size_t run = 0; run < runs.size(); ++run) {
    for (const LogKey key : runs[run]) {
      auto& [count, last] = counts[key];
      if (last != run + 1) count += runs.weights[run];
      last = run + 1;
    }
  }
  // What most runs have first: more than so many keys are more than anybody could read.
  std::vector<std::pair<std::uint64_t, LogKey>> byRuns;
  for (const auto& [key, count] : counts) byRuns.emplace_back(count.first, key);
  std::ranges::sort(byRuns, std::ranges::greater{});
  for (std::size_t i = kMostStages; i < byRuns.size(); ++i) counts.erase(byRuns[i].second);
  std::vector<std::uint8_t> known(all.size());
  for (std::size_t run = 0; run < runs.size(); ++run) {
    known[run] = std::ranges::all_of(runs[run], [&](LogKey key) { return counts.contains(key); }) ? 1 : 0;
  }
  return keep(runs, known, [&](std::size_t run, double share) {
    return std::ranges::none_of(runs[run],
                                [&](LogKey key) { return isRare(counts.at(key).first, weight, share); });
  });
}

NormalRuns findNormalRuns(const DistinctRuns& runs, std::span<const std::uint8_t> usual,
                          const Stages& stages) {
  const NormalRuns all = count(runs, stages, {usual.begin(), usual.end()});
  const std::uint64_t weight = weightOf(runs, usual);
  return count(runs, stages, keep(runs, usual, [&](std::size_t run, double share) {
                 return Judge(all, weight, share).isNormal(stages.of(runs, run));
               }));
}

}  // namespace faultline::workflow
