#include "engine/workflow/suggestion.h"

#include <algorithm>
#include <limits>
#include <set>

namespace faultline::workflow {

void suggest(Workflow& workflow) {
  std::size_t shortest = std::numeric_limits<std::size_t>::max();
  std::size_t ways = 0;
  for (TaskIndex index = 0; index < workflow.tasks.size(); ++index) {
    const Task& task = workflow.tasks[index];
    for (const Variant& variant : task.variants) shortest = std::min(shortest, variant.path.size());
    for (NodeIndex node = 0; node < task.nodes.size(); ++node) {
      std::set<LogKey> next;
      for (const Edge& edge : task.edges) {
        if (edge.from == node) next.insert(task.nodes[edge.to].key);
      }
      if (std::ranges::any_of(task.ends, [&](const Terminal& end) { return end.node == node; })) {
        for (const Succession& succession : workflow.successions) {
          if (succession.from != index || succession.to == kNone) continue;
          for (const Terminal& start : workflow.tasks[succession.to].starts)
            next.insert(workflow.tasks[succession.to].nodes[start.node].key);
        }
      }
      ways = std::max(ways, next.size());
    }
  }
  constexpr auto kMost = static_cast<std::size_t>(std::numeric_limits<int>::max());
  workflow.suggestedHistory = shortest > kMost ? 0 : static_cast<int>(shortest);
  workflow.suggestedCandidates = static_cast<int>(ways);
}

}  // namespace faultline::workflow
