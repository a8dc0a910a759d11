#include "engine/workflow/suggestion.h"

#include <algorithm>
#include <limits>
#include <set>
#include <vector>

namespace faultline::workflow {

namespace {

// The longest history that a model learns.
constexpr std::size_t kMostHistory = 100;

}  // namespace

void suggest(Workflow& workflow) {
  constexpr std::size_t kNoWay = std::numeric_limits<std::size_t>::max();
  std::size_t shortest = kNoWay;
  std::size_t ways = 0;
  for (TaskIndex index = 0; index < workflow.tasks.size(); ++index) {
    const Task& task = workflow.tasks[index];
    for (const Variant& variant : task.variants) shortest = std::min(shortest, variant.path.size());
    std::vector<std::set<LogKey>> next(task.nodes.size());
    for (const Edge& edge : task.edges) next[edge.from].insert(task.nodes[edge.to].key);
    for (const Terminal& end : task.ends) {
      for (const Succession& succession : workflow.successions) {
        if (succession.from != index || succession.to == kNone) continue;
        for (const Terminal& start : workflow.tasks[succession.to].starts)
          next[end.node].insert(workflow.tasks[succession.to].nodes[start.node].key);
      }
    }
    for (const std::set<LogKey>& keys : next) ways = std::max(ways, keys.size());
  }
  workflow.suggestedHistory = shortest == kNoWay ? 0 : static_cast<int>(std::min(shortest, kMostHistory));
  workflow.suggestedCandidates = static_cast<int>(ways);
}

}  // namespace faultline::workflow
