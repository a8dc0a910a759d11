#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "engine/workflow/replay_rules.h"

namespace faultline::workflow {

/// The shortest ways through a workflow, for steps that did not come. Keeps what it looked up: one for each
/// replay, not for several threads.
class ReplayGaps {
 public:
  explicit ReplayGaps(const ReplayRules& rules) : m_rules(rules) {}

  /// Nodes passed over when the node comes at the position, in order; `false` where none explain it.
  bool between(const Position& position, NodeIndex node, std::vector<NodeIndex>& missing);
  /// Nodes from the position to the end of the run; `false` where no way leads there.
  bool toEnd(const Position& position, std::vector<NodeIndex>& missing);
  /// Nodes before one that a run begins with as far as is seen; `false` where no way leads there.
  bool toStart(Place place, std::vector<NodeIndex>& missing);

 private:
  /// By node: the one before it on the shortest way from a root; itself for a root, kNone out of reach.
  struct Ways {
    std::vector<NodeIndex> before;
    NodeIndex nearestEnd = kNone;
  };
  const Ways& from(TaskIndex task, NodeIndex root);
  void grow(TaskIndex task, std::vector<NodeIndex> reached, Ways& ways) const;
  /// What lies on the way to `node`, without it and without the root.
  static void addWay(const Ways& ways, NodeIndex node, std::vector<NodeIndex>& nodes);
  void keepNew(const Position& position, std::vector<NodeIndex>& way, std::vector<NodeIndex>& missing) const;

  const ReplayRules& m_rules;
  std::unordered_map<std::uint64_t, Ways> m_ways;
};

}  // namespace faultline::workflow
