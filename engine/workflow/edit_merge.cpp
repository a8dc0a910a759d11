#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>
#include <utility>

#include "engine/workflow/edit.h"
#include "engine/workflow/edit_parts.h"

namespace faultline::workflow {

namespace {

using Nodes = std::vector<NodeIndex>;

/// What a node's neighbours are: two of one key with the same ones are the same node.
using Neighbours = std::tuple<LogKey, std::set<LogKey>, std::set<LogKey>, bool, bool>;

Neighbours neighbours(const Task& task, NodeIndex node) {
  std::set<LogKey> before;
  std::set<LogKey> after;
  for (const Edge& edge : task.edges) {
    if (edge.to == node) before.insert(task.nodes[edge.from].key);
    if (edge.from == node) after.insert(task.nodes[edge.to].key);
  }
  const auto isAt = [&](const Terminal& terminal) { return terminal.node == node; };
  return {task.nodes[node].key, std::move(before), std::move(after), std::ranges::any_of(task.starts, isAt),
          std::ranges::any_of(task.ends, isAt)};
}

/// By node of `second`: the node of `first` that it is; kNone where there is none.
Nodes sameNodes(const Task& first, const Task& second) {
  std::vector<Neighbours> known;
  for (NodeIndex node = 0; node < first.nodes.size(); ++node) known.push_back(neighbours(first, node));
  Nodes same(second.nodes.size(), kNone);
  for (NodeIndex node = 0; node < second.nodes.size(); ++node) {
    const Neighbours own = neighbours(second, node);
    for (NodeIndex other = 0; other < known.size() && same[node] == kNone; ++other) {
      if (known[other] == own && std::ranges::find(same, other) == same.end()) same[node] = other;
    }
  }
  return same;
}

std::uint64_t share(std::uint64_t count, std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return 0;
  return static_cast<std::uint64_t>(
      std::llround(static_cast<double>(count) * static_cast<double>(part) / static_cast<double>(whole)));
}

std::uint64_t sum(const std::vector<Terminal>& terminals) {
  std::uint64_t all = 0;
  for (const Terminal& terminal : terminals) all += terminal.count;
  return all;
}

/// What runs of two tasks have in common with one another when they are one task's.
class Merging {
 public:
  /// `follows`: how often a run of the second follows one of the first. Most of the runs of either: then the
  /// two are parts of one run. Else each run is one of either kind.
  Merging(const Task& first, const Task& second, const Succession& follows)
      : m_first(first),
        m_second(second),
        m_follows(follows),
        m_isChain(2 * follows.count > first.runs || 2 * follows.count > second.runs) {}

  [[nodiscard]] bool isChain() const { return m_isChain; }

  Task build() {
    m_task = m_first;
    addNodes();
    addParts();
    m_isChain ? chain() : juxtapose();
    putInOrder(m_task);
    tidy(m_task);
    return std::move(m_task);
  }

 private:
  [[nodiscard]] NodeIndex at(NodeIndex node) const { return m_place[node]; }
  [[nodiscard]] Nodes at(const Nodes& nodes) const {
    Nodes placed;
    for (const NodeIndex node : nodes) placed.push_back(m_place[node]);
    return placed;
  }

  void addNodes() {
    m_place = m_isChain ? Nodes(m_second.nodes.size(), kNone) : sameNodes(m_first, m_second);
    Nodes added;
    for (NodeIndex node = 0; node < m_place.size(); ++node) {
      if (m_place[node] != kNone) continue;
      m_place[node] = static_cast<NodeIndex>(m_first.nodes.size() + added.size());
      added.push_back(node);
    }
    for (NodeIndex node = 0; node < m_place.size(); ++node) {
      const Node& one = m_second.nodes[node];
      if (m_place[node] >= m_first.nodes.size()) {
        m_task.nodes.push_back({one.key, one.count, at(one.after)});
        continue;
      }
      // What only one of them waits for, the two as one do not.
      Node& known = m_task.nodes[m_place[node]];
      known.count += one.count;
      const Nodes after = at(one.after);
      std::erase_if(known.after,
                    [&](NodeIndex needed) { return std::ranges::find(after, needed) == after.end(); });
    }
  }

  void addParts() {
    for (Edge edge : m_second.edges) {
      edge.from = at(edge.from);
      edge.to = at(edge.to);
      m_task.edges.push_back(edge);
    }
    for (const auto& block : m_second.concurrent) m_task.concurrent.push_back(at(block));
    for (const Loop& loop : m_second.loops)
      m_task.loops.push_back({at(loop.nodes), loop.leastRounds, loop.mostRounds});
  }

  void juxtapose() {
    m_task.runs += m_second.runs;
    for (const Terminal& start : m_second.starts) m_task.starts.push_back({at(start.node), start.count});
    for (const Terminal& end : m_second.ends) m_task.ends.push_back({at(end.node), end.count});
    for (const Variant& variant : m_second.variants)
      m_task.variants.push_back({at(variant.path), variant.count});
    const Nodes needed = at(m_second.endsAfter);
    std::erase_if(m_task.endsAfter,
                  [&](NodeIndex node) { return std::ranges::find(needed, node) == needed.end(); });
  }

  void chain() {
    const std::uint64_t both = m_follows.count;
    const std::uint64_t firstAlone = m_first.runs - std::min(m_first.runs, both);
    const std::uint64_t secondAlone = m_second.runs - std::min(m_second.runs, both);
    const std::uint64_t ends = sum(m_first.ends);
    const std::uint64_t starts = sum(m_second.starts);
    m_task.runs = m_first.runs + secondAlone;
    for (const Terminal& end : m_first.ends) {
      for (const Terminal& start : m_second.starts) {
        const std::uint64_t count = share(share(both, end.count, ends), start.count, starts);
        if (count > 0) m_task.edges.push_back({end.node, at(start.node), count, 0, m_follows.elapsed, false});
      }
    }
    for (Terminal& end : m_task.ends) end.count = share(end.count, firstAlone, m_first.runs);
    for (const Terminal& end : m_second.ends) m_task.ends.push_back({at(end.node), end.count});
    for (const Terminal& start : m_second.starts)
      m_task.starts.push_back({at(start.node), share(start.count, secondAlone, m_second.runs)});
    std::erase_if(m_task.ends, [](const Terminal& end) { return end.count == 0; });
    std::erase_if(m_task.starts, [](const Terminal& start) { return start.count == 0; });
    chainNeeds(firstAlone == 0, secondAlone == 0);
    chainVariants(both, firstAlone, secondAlone);
  }

  void chainNeeds(bool isFirstFollowed, bool isSecondLed) {
    const Nodes firstEnds = m_task.endsAfter;
    if (isSecondLed) {
      for (const Terminal& start : m_second.starts) {
        auto& after = m_task.nodes[at(start.node)].after;
        after.insert(after.end(), firstEnds.begin(), firstEnds.end());
      }
    }
    m_task.endsAfter = isFirstFollowed ? at(m_second.endsAfter) : isSecondLed ? firstEnds : Nodes{};
  }

  /// Which way of one was followed by which of the other is not known: as if they had nothing to do with one
  /// another.
  void chainVariants(std::uint64_t both, std::uint64_t firstAlone, std::uint64_t secondAlone) {
    std::vector<Variant> variants;
    for (const Variant& one : m_first.variants) {
      variants.push_back({one.path, share(one.count, firstAlone, m_first.runs)});
      for (const Variant& other : m_second.variants) {
        const std::uint64_t count = share(share(both, one.count, m_first.runs), other.count, m_second.runs);
        if (count == 0) break;  // the rarer ones all the more
        Variant whole{one.path, count};
        const Nodes rest = at(other.path);
        whole.path.insert(whole.path.end(), rest.begin(), rest.end());
        variants.push_back(std::move(whole));
      }
    }
    for (const Variant& other : m_second.variants)
      variants.push_back({at(other.path), share(other.count, secondAlone, m_second.runs)});
    m_task.variants = std::move(variants);
  }

  const Task& m_first;
  const Task& m_second;
  const Succession& m_follows;
  bool m_isChain;
  Nodes m_place;  ///< By node of the second task: its node in the merged one.
  Task m_task;
};

Succession successionOf(const Workflow& workflow, TaskIndex from, TaskIndex to) {
  for (const Succession& one : workflow.successions) {
    if (one.from == from && one.to == to) return one;
  }
  return {from, to, 0, {}};
}

}  // namespace

Result<Workflow> merged(const Workflow& workflow, TaskId first, TaskId second) {
  const auto one = find(workflow, first);
  const auto other = find(workflow, second);
  if (!one || !other)
    return failure(ErrorCode::InvalidArgument, "task",
                   "there is no task " + std::to_string((one ? second : first).value));
  if (*one == *other)
    return failure(ErrorCode::InvalidArgument, "task", "a task cannot be merged with itself");
  // The one that usually comes before the other comes first in the merged task too.
  const Succession ahead = successionOf(workflow, *one, *other);
  const Succession behind = successionOf(workflow, *other, *one);
  const bool isAhead = ahead.count >= behind.count;
  Merging merging(workflow.tasks[isAhead ? *one : *other], workflow.tasks[isAhead ? *other : *one],
                  isAhead ? ahead : behind);
  Workflow changed = workflow;
  changed.tasks[*one] = merging.build();
  changed.tasks[*one].id = first;
  changed.tasks[*one].name = workflow.tasks[*one].name;
  changed.tasks.erase(changed.tasks.begin() + static_cast<std::ptrdiff_t>(*other));

  const auto place = [&](TaskIndex task) {
    if (task == kNone) return kNone;
    const TaskIndex kept = task == *other ? *one : task;
    return kept > *other ? kept - 1 : kept;
  };
  Successions successions;
  for (const Succession& each : workflow.successions) {
    const bool isInside =
        merging.isChain() && each.from == (isAhead ? *one : *other) && each.to == (isAhead ? *other : *one);
    if (!isInside) add(successions, place(each.from), place(each.to), each.count, each.elapsed);
  }
  finish(changed, successions);
  return changed;
}

}  // namespace faultline::workflow
