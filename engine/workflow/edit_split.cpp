#include <algorithm>
#include <cmath>
#include <span>

#include "engine/workflow/edit.h"
#include "engine/workflow/edit_parts.h"

namespace faultline::workflow {

namespace {

using Nodes = std::vector<NodeIndex>;

/// By node: whether it can come at or after `first`. Closed under edges, loops' and threads' among them, so
/// that no run comes back out of it.
std::vector<std::uint8_t> fromThereOn(const Task& task, NodeIndex first) {
  std::vector<std::uint8_t> isLater(task.nodes.size(), 0);
  Nodes open{first};
  isLater[first] = 1;
  while (!open.empty()) {
    const NodeIndex node = open.back();
    open.pop_back();
    for (const Edge& edge : task.edges) {
      if (edge.from != node || isLater[edge.to] != 0) continue;
      isLater[edge.to] = 1;
      open.push_back(edge.to);
    }
  }
  return isLater;
}

/// One side of a task that is split.
class Side {
 public:
  Side(const Task& task, const std::vector<std::uint8_t>& isLater, bool isSecond)
      : m_task(task), m_newIndex(task.nodes.size(), kNone), m_isSecond(isSecond) {
    for (NodeIndex node = 0; node < task.nodes.size(); ++node) {
      if ((isLater[node] != 0) != isSecond) continue;
      m_newIndex[node] = static_cast<NodeIndex>(m_side.nodes.size());
      m_side.nodes.push_back(task.nodes[node]);
    }
    for (Node& node : m_side.nodes) node.after = here(node.after);
  }

  Task build() {
    addEdges();
    for (const auto& block : m_task.concurrent) m_side.concurrent.push_back(here(block));
    for (const Loop& loop : m_task.loops) {
      Nodes nodes = here(loop.nodes);
      if (!nodes.empty()) m_side.loops.push_back({std::move(nodes), loop.leastRounds, loop.mostRounds});
    }
    for (const Variant& variant : m_task.variants)
      m_side.variants.push_back({here(variant.path), variant.count});
    m_side.endsAfter = m_isSecond ? here(m_task.endsAfter) : neededByAll();
    tidy(m_side);
    for (const Terminal& start : m_side.starts) m_side.runs += start.count;
    return std::move(m_side);
  }

 private:
  [[nodiscard]] bool isHere(NodeIndex node) const { return m_newIndex[node] != kNone; }
  [[nodiscard]] Nodes here(const Nodes& nodes) const {
    Nodes kept;
    for (const NodeIndex node : nodes) {
      if (isHere(node)) kept.push_back(m_newIndex[node]);
    }
    return kept;
  }

  void addEdges() {
    for (const Edge& edge : m_task.edges) {
      if (isHere(edge.from) && isHere(edge.to)) {
        m_side.edges.push_back(edge);
        m_side.edges.back().from = m_newIndex[edge.from];
        m_side.edges.back().to = m_newIndex[edge.to];
      } else if (isHere(edge.from)) {
        m_side.ends.push_back({m_newIndex[edge.from], edge.count});
      } else if (isHere(edge.to)) {
        m_side.starts.push_back({m_newIndex[edge.to], edge.count});
      }
    }
    for (const Terminal& start : m_task.starts) {
      if (isHere(start.node)) m_side.starts.push_back({m_newIndex[start.node], start.count});
    }
    for (const Terminal& end : m_task.ends) {
      if (isHere(end.node)) m_side.ends.push_back({m_newIndex[end.node], end.count});
    }
  }

  /// Of the first side: what all that comes after it waits for, and its own end.
  [[nodiscard]] Nodes neededByAll() const {
    std::vector<Nodes> needs;
    for (const Edge& edge : m_task.edges) {
      if (isHere(edge.from) && !isHere(edge.to)) needs.push_back(here(m_task.nodes[edge.to].after));
    }
    for (const Terminal& end : m_task.ends) {
      if (isHere(end.node)) needs.push_back(here(m_task.endsAfter));
    }
    if (needs.empty()) return {};
    Nodes all = needs.front();
    for (const Nodes& one : needs)
      std::erase_if(all, [&](NodeIndex node) { return std::ranges::find(one, node) == one.end(); });
    return all;
  }

  const Task& m_task;
  Nodes m_newIndex;  ///< By node of the whole task; kNone: on the other side.
  bool m_isSecond;
  Task m_side;
};

/// The share of terminals that are at later nodes.
double laterShare(std::span<const Terminal> terminals, const std::vector<std::uint8_t>& isLater) {
  std::uint64_t all = 0;
  std::uint64_t later = 0;
  for (const Terminal& terminal : terminals) {
    all += terminal.count;
    later += isLater[terminal.node] != 0 ? terminal.count : 0;
  }
  return all == 0 ? 0 : static_cast<double>(later) / static_cast<double>(all);
}

Successions splitSuccessions(const Workflow& workflow, TaskIndex task, TaskIndex second,
                             const std::vector<std::uint8_t>& isLater) {
  const Task& whole = workflow.tasks[task];
  const double starts = laterShare(whole.starts, isLater);
  const double ends = laterShare(whole.ends, isLater);
  Successions successions;
  for (const Succession& one : workflow.successions) {
    const auto share = [](std::uint64_t count, double part) {
      return static_cast<std::uint64_t>(std::llround(static_cast<double>(count) * part));
    };
    const std::uint64_t fromSecond = one.from == task ? share(one.count, ends) : 0;
    for (const auto& [from, count] : {std::pair{one.from == task ? second : one.from, fromSecond},
                                      std::pair{one.from, one.count - fromSecond}}) {
      const std::uint64_t toSecond = one.to == task ? share(count, starts) : 0;
      add(successions, from, one.to == task ? second : one.to, toSecond, one.elapsed);
      add(successions, from, one.to, count - toSecond, one.elapsed);
    }
  }
  for (const Edge& edge : whole.edges) {
    if (isLater[edge.from] == 0 && isLater[edge.to] != 0)
      add(successions, task, second, edge.count, edge.elapsed);
  }
  return successions;
}

}  // namespace

Result<Workflow> split(const Workflow& workflow, TaskId task, NodeIndex before) {
  const auto index = find(workflow, task);
  if (!index)
    return failure(ErrorCode::InvalidArgument, "task", "there is no task " + std::to_string(task.value));
  const Task& whole = workflow.tasks[*index];
  if (before >= whole.nodes.size())
    return failure(ErrorCode::InvalidArgument, "node", "there is no node " + std::to_string(before));
  const auto isLater = fromThereOn(whole, before);
  const auto isFirst = [&](const Terminal& start) { return isLater[start.node] == 0; };
  if (std::ranges::none_of(whole.starts, isFirst))
    return failure(ErrorCode::InvalidArgument, "node",
                   "nothing comes before it that does not come after it too");
  Workflow changed = workflow;
  const auto second = static_cast<TaskIndex>(workflow.tasks.size());
  changed.tasks[*index] = Side(whole, isLater, false).build();
  changed.tasks[*index].id = whole.id;
  changed.tasks[*index].name = whole.name;
  changed.tasks.push_back(Side(whole, isLater, true).build());
  for (const Task& one : workflow.tasks)
    changed.tasks.back().id = std::max(changed.tasks.back().id, TaskId{one.id.value + 1});
  finish(changed, splitSuccessions(workflow, *index, second, isLater));
  return changed;
}

}  // namespace faultline::workflow
