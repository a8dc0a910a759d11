#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "engine/workflow/automaton.h"
#include "engine/workflow/replay.h"

namespace faultline::workflow {

/// A task whose runs are all given: one node a key, in the order in which they first come, edges and
/// terminals as counted.
inline Task taskOf(const std::vector<std::vector<LogKey>>& runs) {
  Task task;
  task.id = TaskId{1};
  std::map<LogKey, NodeIndex> nodes;
  std::map<std::pair<NodeIndex, NodeIndex>, std::uint64_t> edges;
  std::map<NodeIndex, std::uint64_t> starts;
  std::map<NodeIndex, std::uint64_t> ends;
  task.runs = runs.size();
  for (const auto& run : runs) {
    NodeIndex before = kNone;
    for (const LogKey key : run) {
      const auto [known, isNew] = nodes.try_emplace(key, static_cast<NodeIndex>(task.nodes.size()));
      if (isNew) task.nodes.push_back({key, 0, {}});
      ++task.nodes[known->second].count;
      if (before == kNone) ++starts[known->second];
      if (before != kNone) ++edges[{before, known->second}];
      before = known->second;
    }
    ++ends[before];
  }
  for (const auto& [ends_, count] : edges) {
    Edge edge;
    edge.from = ends_.first;
    edge.to = ends_.second;
    edge.count = count;
    edge.probability = static_cast<double>(count) / static_cast<double>(task.nodes[edge.from].count);
    edge.closesLoop = edge.to <= edge.from;
    task.edges.push_back(edge);
  }
  for (const auto& [node, count] : starts) task.starts.push_back({node, count});
  for (const auto& [node, count] : ends) task.ends.push_back({node, count});
  return task;
}

inline NodeIndex nodeOf(const Task& task, LogKey key) {
  return static_cast<NodeIndex>(std::ranges::find(task.nodes, key, &Node::key) - task.nodes.begin());
}

/// Threads at once, by key: edges between them close no loop.
inline void runAtOnce(Task& task, const std::vector<LogKey>& keys) {
  std::vector<NodeIndex> block;
  for (const LogKey key : keys) block.push_back(nodeOf(task, key));
  std::ranges::sort(block);
  for (Edge& edge : task.edges) {
    if (std::ranges::binary_search(block, edge.from) && std::ranges::binary_search(block, edge.to))
      edge.closesLoop = false;
  }
  task.concurrent.push_back(std::move(block));
}

inline std::vector<Entry> entriesOf(const std::vector<LogKey>& keys) {
  std::vector<Entry> entries;
  for (const LogKey key : keys) entries.push_back({key, kNoTime});
  return entries;
}

}  // namespace faultline::workflow
