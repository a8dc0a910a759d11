#include "engine/workflow/replay_gaps.h"

#include <algorithm>

namespace faultline::workflow {

namespace {

/// Steps looked at from one node: in a task of thousands, what is farther is not what was meant.
constexpr std::size_t kMostReached = 256;
/// Steps told as missing in one place.
constexpr std::size_t kMostMissing = 40;

}  // namespace

void ReplayGaps::grow(TaskIndex task, std::vector<NodeIndex> reached, Ways& ways) const {
  for (std::size_t at = 0; at < reached.size() && reached.size() < kMostReached; ++at) {
    for (const Edge* edge : m_rules.edgesFrom({task, reached[at]})) {
      if (ways.before[edge->to] != kNone) continue;
      ways.before[edge->to] = reached[at];
      reached.push_back(edge->to);
      if (ways.nearestEnd == kNone && m_rules.isEnd({task, edge->to})) ways.nearestEnd = edge->to;
    }
  }
}

const ReplayGaps::Ways& ReplayGaps::from(TaskIndex task, NodeIndex root) {
  const auto [known, isNew] = m_ways.try_emplace((std::uint64_t{task} << 32) | root);
  if (!isNew) return known->second;
  Ways& ways = known->second;
  const Task& tasks = m_rules.workflow().tasks[task];
  ways.before.assign(tasks.nodes.size(), kNone);
  std::vector<NodeIndex> roots;
  if (root != kNone) roots.push_back(root);
  if (root == kNone) {
    for (const Terminal& start : tasks.starts) roots.push_back(start.node);
  }
  for (const NodeIndex node : roots) ways.before[node] = node;
  grow(task, std::move(roots), ways);
  return ways;
}

void ReplayGaps::addWay(const Ways& ways, NodeIndex node, std::vector<NodeIndex>& nodes) {
  const std::size_t first = nodes.size();
  for (NodeIndex at = ways.before[node]; at != kNone && ways.before[at] != at; at = ways.before[at])
    nodes.push_back(at);
  std::reverse(nodes.begin() + static_cast<std::ptrdiff_t>(first), nodes.end());
}

void ReplayGaps::keepNew(const Position& position, std::vector<NodeIndex>& way,
                         std::vector<NodeIndex>& missing) const {
  for (const NodeIndex node : way) {
    if (m_rules.hasCome(position, node) || std::ranges::find(missing, node) != missing.end()) continue;
    m_rules.addNeeds(position, node, missing);
    missing.push_back(node);
  }
}

bool ReplayGaps::between(const Position& position, NodeIndex node, std::vector<NodeIndex>& missing) {
  if (m_rules.hasCome(position, node)) return false;
  const Ways& ways = from(position.task, position.last());
  if (ways.before[node] != kNone) {
    std::vector<NodeIndex> way;
    addWay(ways, node, way);
    if (way.size() > kMostMissing) return false;
    keepNew(position, way, missing);
  }
  m_rules.addNeeds(position, node, missing);
  std::erase(missing, node);
  return !missing.empty() && missing.size() <= kMostMissing;
}

bool ReplayGaps::toEnd(const Position& position, std::vector<NodeIndex>& missing) {
  const Place last{position.task, position.last()};
  if (!m_rules.isEnd(last)) {
    const Ways& ways = from(last.task, last.node);
    if (ways.nearestEnd == kNone) return false;
    std::vector<NodeIndex> way;
    addWay(ways, ways.nearestEnd, way);
    way.push_back(ways.nearestEnd);
    way.resize(std::min(way.size(), kMostMissing));
    keepNew(position, way, missing);
  }
  if (missing.size() < kMostMissing) m_rules.addEndNeeds(position, missing);
  return true;
}

bool ReplayGaps::toStart(Place place, std::vector<NodeIndex>& missing) {
  const Ways& ways = from(place.task, kNone);
  if (ways.before[place.node] == kNone) return false;
  // The root itself is missing too.
  NodeIndex root = place.node;
  while (ways.before[root] != root) root = ways.before[root];
  std::vector<NodeIndex> way;
  if (root != place.node) way.push_back(root);
  addWay(ways, place.node, way);
  if (way.size() > kMostMissing)
    way.erase(way.begin(), way.end() - static_cast<std::ptrdiff_t>(kMostMissing));
  Position position = m_rules.begun(place.task);
  keepNew(position, way, missing);
  m_rules.addNeeds(position, place.node, missing);
  return true;
}

}  // namespace faultline::workflow
