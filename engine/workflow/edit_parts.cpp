#include "engine/workflow/edit_parts.h"

#include <algorithm>
#include <numeric>

#include "engine/workflow/branches.h"
#include "engine/workflow/order_rules.h"
#include "engine/workflow/suggestion.h"

namespace faultline::workflow {

namespace {

void joinEdges(Task& task) {
  std::map<std::pair<NodeIndex, NodeIndex>, Edge> edges;
  for (const Edge& edge : task.edges) {
    const auto [known, isNew] = edges.try_emplace({edge.from, edge.to}, edge);
    if (isNew) continue;
    known->second.count += edge.count;
    known->second.elapsed = joined(known->second.elapsed, edge.elapsed);
    known->second.closesLoop = known->second.closesLoop && edge.closesLoop;
  }
  task.edges.clear();
  for (auto& [pair, edge] : edges) {
    const auto visits = static_cast<double>(std::max<std::uint64_t>(task.nodes[edge.from].count, 1));
    edge.probability = std::min(1.0, static_cast<double>(edge.count) / visits);
    task.edges.push_back(edge);
  }
  std::ranges::stable_sort(task.edges, [](const Edge& a, const Edge& b) {
    return a.from != b.from ? a.from < b.from : a.count > b.count;
  });
}

void joinTerminals(std::vector<Terminal>& terminals) {
  std::map<NodeIndex, std::uint64_t> counts;
  for (const Terminal& terminal : terminals) counts[terminal.node] += terminal.count;
  terminals.clear();
  for (const auto& [node, count] : counts) terminals.push_back({node, count});
  std::ranges::stable_sort(terminals, std::ranges::greater{}, &Terminal::count);
}

/// Each block once, and none that is part of another.
void joinBlocks(std::vector<std::vector<NodeIndex>>& blocks) {
  for (auto& block : blocks) {
    std::ranges::sort(block);
    block.erase(std::ranges::unique(block).begin(), block.end());
  }
  std::ranges::sort(blocks);
  blocks.erase(std::ranges::unique(blocks).begin(), blocks.end());
  constexpr std::size_t kMostCompared = 2000;
  std::erase_if(blocks, [](const auto& block) { return block.size() < 2; });
  if (blocks.size() > kMostCompared) return;
  const auto all = blocks;
  std::erase_if(blocks, [&](const auto& block) {
    return std::ranges::any_of(
        all, [&](const auto& other) { return other != block && std::ranges::includes(other, block); });
  });
}

void joinLoops(std::vector<Loop>& loops) {
  std::map<std::vector<NodeIndex>, Loop> known;
  for (const Loop& loop : loops) {
    const auto [one, isNew] = known.try_emplace(loop.nodes, loop);
    if (isNew) continue;
    one->second.leastRounds = std::min(one->second.leastRounds, loop.leastRounds);
    one->second.mostRounds = std::max(one->second.mostRounds, loop.mostRounds);
  }
  loops.clear();
  for (auto& [nodes, loop] : known) loops.push_back(std::move(loop));
}

void joinVariants(Task& task) {
  std::map<std::vector<NodeIndex>, std::uint64_t> counts;
  for (const Variant& variant : task.variants) {
    if (!variant.path.empty() && variant.count > 0) counts[variant.path] += variant.count;
  }
  task.variants.clear();
  for (const auto& [path, count] : counts) task.variants.push_back({path, count});
  std::ranges::stable_sort(task.variants, std::ranges::greater{}, &Variant::count);
  task.variantCount = task.variants.size();
  if (task.variants.size() > Task::kMostVariants) task.variants.resize(Task::kMostVariants);
}

}  // namespace

std::optional<TaskIndex> find(const Workflow& workflow, TaskId task) {
  const auto found = std::ranges::find(workflow.tasks, task, &Task::id);
  if (found == workflow.tasks.end()) return std::nullopt;
  return static_cast<TaskIndex>(found - workflow.tasks.begin());
}

ElapsedTimes joined(const ElapsedTimes& a, const ElapsedTimes& b) {
  if (a.count == 0) return b;
  if (b.count == 0) return a;
  const auto mean = [&](double one, double other) {
    const auto ofA = static_cast<double>(a.count);
    const auto ofB = static_cast<double>(b.count);
    return (one * ofA + other * ofB) / (ofA + ofB);
  };
  return {a.count + b.count, mean(a.medianMs, b.medianMs), std::max(a.p95Ms, b.p95Ms),
          std::max(a.slowMs, b.slowMs)};
}

void add(Successions& successions, TaskIndex from, TaskIndex to, std::uint64_t count,
         const ElapsedTimes& elapsed) {
  if (count == 0) return;
  Succession& one = successions.try_emplace({from, to}, Succession{from, to, 0, {}}).first->second;
  one.count += count;
  one.elapsed = joined(one.elapsed, elapsed);
}

void tidy(Task& task) {
  for (Node& node : task.nodes) {
    std::ranges::sort(node.after);
    node.after.erase(std::ranges::unique(node.after).begin(), node.after.end());
  }
  joinEdges(task);
  joinTerminals(task.starts);
  joinTerminals(task.ends);
  joinBlocks(task.concurrent);
  joinLoops(task.loops);
  joinVariants(task);
  task.branches = findBranches(task);
}

void putInOrder(Task& task) {
  const OrderRules rules(task);
  std::vector<std::size_t> waitsFor(rules.size());
  for (NodeIndex node = 0; node < rules.size(); ++node) {
    for (const NodeIndex next : rules.causes(node)) ++waitsFor[next];
  }
  // The first that waits for nothing; where nodes wait for one another, the first of these.
  std::vector<NodeIndex> place(rules.size(), kNone);
  std::vector<Node> nodes;
  while (nodes.size() < rules.size()) {
    NodeIndex next = kNone;
    for (NodeIndex node = 0; node < rules.size(); ++node) {
      if (place[node] == kNone && (next == kNone || waitsFor[node] < waitsFor[next])) next = node;
    }
    place[next] = static_cast<NodeIndex>(nodes.size());
    nodes.push_back(std::move(task.nodes[next]));
    for (const NodeIndex after : rules.causes(next)) waitsFor[after] -= waitsFor[after] > 0 ? 1 : 0;
  }
  task.nodes = std::move(nodes);
  const auto move = [&](std::vector<NodeIndex>& list) {
    for (NodeIndex& node : list) node = place[node];
  };
  for (Node& node : task.nodes) move(node.after);
  for (Edge& edge : task.edges) edge.from = place[edge.from], edge.to = place[edge.to];
  for (Terminal& start : task.starts) start.node = place[start.node];
  for (Terminal& end : task.ends) end.node = place[end.node];
  move(task.endsAfter);
  for (auto& block : task.concurrent) move(block);
  for (Loop& loop : task.loops) move(loop.nodes);
  for (Variant& variant : task.variants) move(variant.path);
}

void finish(Workflow& workflow, const Successions& successions) {
  std::vector<TaskIndex> order(workflow.tasks.size());
  std::iota(order.begin(), order.end(), TaskIndex{0});
  std::ranges::stable_sort(order, std::ranges::greater{},
                           [&](TaskIndex task) { return workflow.tasks[task].runs; });
  std::vector<TaskIndex> place(order.size());
  std::vector<Task> tasks;
  for (const TaskIndex task : order) {
    place[task] = static_cast<TaskIndex>(tasks.size());
    tasks.push_back(std::move(workflow.tasks[task]));
  }
  workflow.tasks = std::move(tasks);
  Successions moved;
  for (const auto& [pair, one] : successions) {
    add(moved, one.from == kNone ? kNone : place[one.from], one.to == kNone ? kNone : place[one.to],
        one.count, one.elapsed);
  }
  workflow.successions.clear();
  for (const auto& [pair, one] : moved) workflow.successions.push_back(one);
  suggest(workflow);
}

}  // namespace faultline::workflow
