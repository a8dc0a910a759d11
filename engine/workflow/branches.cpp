#include "engine/workflow/branches.h"

#include <algorithm>
#include <numeric>

#include "engine/workflow/order_rules.h"

namespace faultline::workflow {

namespace {

using Nodes = std::vector<NodeIndex>;

constexpr std::size_t kMostEdges = 2000;  ///< With more, ways run into one another everywhere.

/// Nodes that can be come to from `from` without going back, itself among them.
std::vector<std::uint8_t> reachable(const OrderRules& rules, NodeIndex from) {
  std::vector<std::uint8_t> reached(rules.size(), 0);
  Nodes open{from};
  reached[from] = 1;
  while (!open.empty()) {
    const NodeIndex node = open.back();
    open.pop_back();
    for (const NodeIndex next : rules.causes(node)) {
      if (reached[next] != 0) continue;
      reached[next] = 1;
      open.push_back(next);
    }
  }
  return reached;
}

/// Sorts nodes into groups: those of free order with another one of a group are in it.
std::vector<Nodes> threadsOf(const OrderRules& rules, const Nodes& nodes) {
  std::vector<Nodes> groups;
  for (const NodeIndex node : nodes) {
    Nodes joined{node};
    std::erase_if(groups, [&](const Nodes& group) {
      const bool isSame = std::ranges::any_of(group, [&](NodeIndex one) { return rules.isFree(one, node); });
      if (isSame) joined.insert(joined.end(), group.begin(), group.end());
      return isSame;
    });
    groups.push_back(std::move(joined));
  }
  return groups;
}

/// What each of the groups alone leads to.
std::vector<Nodes> waysOf(const OrderRules& rules, const std::vector<Nodes>& groups) {
  std::vector<std::vector<std::uint8_t>> reached;
  for (const Nodes& group : groups) {
    std::vector<std::uint8_t> all(rules.size(), 0);
    for (const NodeIndex first : group) {
      const auto one = reachable(rules, first);
      std::ranges::transform(all, one, all.begin(), [](auto a, auto b) { return a | b; });
    }
    reached.push_back(std::move(all));
  }
  std::vector<Nodes> ways;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    Nodes way;
    for (NodeIndex node = 0; node < rules.size(); ++node) {
      if (reached[i][node] == 0) continue;
      bool isAlone = true;
      for (std::size_t j = 0; j < groups.size(); ++j) isAlone = isAlone && (j == i || reached[j][node] == 0);
      if (isAlone) way.push_back(node);
    }
    ways.push_back(std::move(way));
  }
  return ways;
}

}  // namespace

std::vector<Branch> findBranches(const Task& task) {
  if (task.edges.size() > kMostEdges) return {};
  const OrderRules rules(task);
  std::vector<Branch> branches;
  const auto add = [&](NodeIndex at, Nodes next, bool mayEnd) {
    std::ranges::sort(next);
    Branch branch{at, waysOf(rules, threadsOf(rules, next))};
    if (mayEnd) branch.ways.emplace_back();
    if (branch.ways.size() < 2) return;
    std::ranges::sort(branch.ways, std::ranges::greater{});
    branches.push_back(std::move(branch));
  };
  Nodes starts;
  for (const Terminal& start : task.starts) starts.push_back(start.node);
  add(kNone, std::move(starts), false);
  for (NodeIndex node = 0; node < task.nodes.size(); ++node) {
    const auto next = rules.causes(node);
    const bool mayEnd = std::ranges::any_of(task.ends, [&](const Terminal& end) { return end.node == node; });
    // An end that is waited for elsewhere is no choice made here.
    const bool endsHere = mayEnd && std::ranges::all_of(task.endsAfter, [&](NodeIndex other) {
                            return other == node || !rules.isFree(other, node);
                          });
    add(node, {next.begin(), next.end()}, endsHere && !next.empty());
  }
  return branches;
}

}  // namespace faultline::workflow
