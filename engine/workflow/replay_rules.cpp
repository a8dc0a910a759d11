#include "engine/workflow/replay_rules.h"

#include <algorithm>

namespace faultline::workflow {

namespace {

/// What is possible but was hardly ever seen there: threads in an order of their own.
constexpr double kUnusual = 0.01;
/// Steps that are looked for before one; more are not told.
constexpr std::size_t kMostNeeds = 40;

std::uint64_t mixed(NodeIndex node) {
  std::uint64_t bits = (node + 1) * 0x9e3779b97f4a7c15ULL;
  bits ^= bits >> 29;
  bits *= 0xbf58476d1ce4e5b9ULL;
  return bits ^ (bits >> 32);
}

std::uint64_t pairOf(TaskIndex from, TaskIndex to) { return (std::uint64_t{from} << 32) | to; }

void insertOnce(std::vector<NodeIndex>& sorted, NodeIndex node) {
  const auto at = std::ranges::lower_bound(sorted, node);
  if (at == sorted.end() || *at != node) sorted.insert(at, node);
}

}  // namespace

ReplayRules::ReplayRules(const Workflow& workflow) : m_workflow(workflow), m_tasks(workflow.tasks.size()) {
  for (TaskIndex task = 0; task < m_tasks.size(); ++task) addTask(task);
  addSuccessions();
}

void ReplayRules::addTask(TaskIndex index) {
  const Task& task = m_workflow.tasks[index];
  auto& nodes = m_tasks[index].nodes;
  nodes.resize(task.nodes.size());
  for (NodeIndex node = 0; node < task.nodes.size(); ++node)
    m_places[task.nodes[node].key].push_back({index, node});
  for (const Edge& edge : task.edges) nodes[edge.from].edges.push_back(&edge);
  for (NodeRules& node : nodes) {
    std::ranges::stable_sort(node.edges, std::greater<>(),
                             [](const Edge* edge) { return edge->probability; });
  }
  for (const Terminal& start : task.starts)
    nodes[start.node].start =
        task.runs == 0 ? 1 : static_cast<double>(start.count) / static_cast<double>(task.runs);
  for (const Terminal& end : task.ends) nodes[end.node].isEnd = true;
  for (const auto& block : task.concurrent) {
    for (const NodeIndex a : block) {
      for (const NodeIndex b : block)
        if (a != b) insertOnce(nodes[a].concurrent, b);
    }
  }
  for (std::size_t loop = 0; loop < task.loops.size(); ++loop) {
    for (const NodeIndex node : task.loops[loop].nodes) nodes[node].loops.push_back(loop);
  }
  for (const Edge& edge : task.edges) {
    if (!edge.closesLoop && edge.from != edge.to && !areConcurrent(index, edge.from, edge.to))
      nodes[edge.from].ahead.push_back(edge.to);
  }
  addNeedsOf(index);
}

void ReplayRules::addNeedsOf(TaskIndex index) {
  const Task& task = m_workflow.tasks[index];
  TaskRules& rules = m_tasks[index];
  // Where nothing runs at once, the edges alone say what has to have come.
  for (NodeIndex node = 0; node < task.nodes.size(); ++node) {
    const NodeRules& own = rules.nodes[node];
    if (task.runs == 0 || task.nodes[node].count < task.runs || own.concurrent.empty() || !own.loops.empty())
      continue;
    rules.always.push_back(node);
    // Nodes are in the order in which runs come to them; that way no need leads back to itself.
    for (const NodeIndex after : own.ahead)
      if (after > node) insertOnce(rules.nodes[after].needs, node);
  }
  for (NodeIndex node = 0; node < task.nodes.size(); ++node) {
    for (const NodeIndex before : task.nodes[node].after)
      if (before != node) insertOnce(rules.nodes[node].needs, before);
  }
  for (const NodeIndex last : task.endsAfter) insertOnce(rules.always, last);
}

void ReplayRules::addSuccessions() {
  m_followed.assign(m_tasks.size() + 1, 0);
  const auto slot = [&](TaskIndex task) { return task == kNone ? m_tasks.size() : std::size_t{task}; };
  for (const Succession& succession : m_workflow.successions)
    m_followed[slot(succession.from)] += succession.count;
  for (const Succession& succession : m_workflow.successions) {
    const auto all = static_cast<double>(m_followed[slot(succession.from)]);
    if (all > 0)
      m_successions[pairOf(succession.from, succession.to)] += static_cast<double>(succession.count) / all;
  }
}

const std::vector<Place>& ReplayRules::places(LogKey key) const {
  static const std::vector<Place> kNowhere;
  const auto found = m_places.find(key);
  return found == m_places.end() ? kNowhere : found->second;
}

bool ReplayRules::isBackground(LogKey key) const {
  return std::ranges::binary_search(m_workflow.background, key);
}

const std::vector<const Edge*>& ReplayRules::edgesFrom(Place place) const {
  return m_tasks[place.task].nodes[place.node].edges;
}

const Edge* ReplayRules::edge(TaskIndex task, NodeIndex from, NodeIndex to) const {
  for (const Edge* edge : m_tasks[task].nodes[from].edges) {
    if (edge->to == to) return edge;
  }
  return nullptr;
}

bool ReplayRules::areConcurrent(TaskIndex task, NodeIndex a, NodeIndex b) const {
  return std::ranges::binary_search(m_tasks[task].nodes[a].concurrent, b);
}

bool ReplayRules::hasCome(const Position& position, NodeIndex node) const {
  return std::ranges::find(position.path, node) != position.path.end();
}

bool ReplayRules::isEnd(Place place) const { return m_tasks[place.task].nodes[place.node].isEnd; }

double ReplayRules::start(Place place) const { return m_tasks[place.task].nodes[place.node].start; }

std::size_t ReplayRules::loopClosed(TaskIndex task, NodeIndex from, NodeIndex to) const {
  const Edge* closing = edge(task, from, to);
  if (closing == nullptr || !(closing->closesLoop || from == to)) return kNone;
  for (const std::size_t loop : m_tasks[task].nodes[to].loops) {
    const auto& nodes = m_workflow.tasks[task].loops[loop].nodes;
    if (std::ranges::find(nodes, from) != nodes.end()) return loop;
  }
  return kNone;
}

double ReplayRules::next(const Position& position, NodeIndex node) const {
  const TaskRules& task = m_tasks[position.task];
  if (position.path.empty()) return task.nodes[node].start;
  const Edge* direct = edge(position.task, position.last(), node);
  if (hasCome(position, node)) {
    const Edge* const closing = edge(position.task, loopEnd(position, node), node);
    if (closing == nullptr || !(closing->closesLoop || closing->from == closing->to)) return 0;
    return closing == direct ? std::max(direct->probability, kUnusual) : kUnusual;
  }
  const NodeRules& rules = task.nodes[node];
  for (const NodeIndex need : rules.needs) {
    if (!hasCome(position, need)) return 0;
  }
  if (direct != nullptr) return std::max(direct->probability, kUnusual);
  for (auto earlier = position.path.rbegin(); earlier != position.path.rend(); ++earlier) {
    const auto& ahead = task.nodes[*earlier].ahead;
    if (std::ranges::find(ahead, node) != ahead.end()) return kUnusual;
    if (!areConcurrent(position.task, *earlier, node)) return 0;
  }
  return rules.start > 0 ? kUnusual : 0;
}

NodeIndex ReplayRules::loopEnd(const Position& position, NodeIndex node) const {
  // Steps of other threads may have come since.
  for (auto earlier = position.path.rbegin(); earlier != position.path.rend(); ++earlier) {
    const Edge* const closing = edge(position.task, *earlier, node);
    if (closing != nullptr && (closing->closesLoop || closing->from == closing->to)) return *earlier;
    if (!areConcurrent(position.task, *earlier, node)) break;
  }
  return position.last();
}

double ReplayRules::end(const Position& position) const {
  if (position.task == kNone) return 1;
  if (position.path.empty()) return 0;
  const TaskRules& task = m_tasks[position.task];
  if (!task.nodes[position.last()].isEnd) return 0;
  for (const NodeIndex node : task.always) {
    if (!hasCome(position, node)) return 0;
  }
  double goesOn = 0;
  for (const Edge* edge : task.nodes[position.last()].edges) goesOn += edge->probability;
  return std::max(1 - goesOn, kUnusual);
}

double ReplayRules::succession(TaskIndex from, TaskIndex to) const {
  const std::size_t slot = from == kNone ? m_tasks.size() : from;
  if (m_followed[slot] == 0) return 1;
  const auto found = m_successions.find(pairOf(from, to));
  return found == m_successions.end() ? 0 : found->second;
}

std::vector<Expected> ReplayRules::expected(const Position& position) const {
  std::vector<Expected> all;
  const double over = end(position);
  if (position.task != kNone) {
    for (NodeIndex node = 0; node < m_tasks[position.task].nodes.size(); ++node) {
      if (const double chance = next(position, node); chance > 0)
        all.push_back({position.task, node, chance});
    }
  }
  if (over > 0) {
    if (m_followed[position.task == kNone ? m_tasks.size() : position.task] > 0) {
      for (TaskIndex task = 0; task < m_tasks.size(); ++task) {
        const double follows = succession(position.task, task);
        for (const Terminal& first : m_workflow.tasks[task].starts) {
          const double chance = over * follows * start({task, first.node});
          if (chance > 0) all.push_back({task, first.node, chance});
        }
      }
    }
    if (const double last = over * succession(position.task, kNone); last > 0)
      all.push_back({kNone, kNone, last});
  }
  double sum = 0;
  for (const Expected& one : all) sum += one.probability;
  for (Expected& one : all) one.probability /= sum;
  std::ranges::stable_sort(all, std::greater<>(), &Expected::probability);
  return all;
}

Position ReplayRules::begun(TaskIndex task) const {
  Position position;
  position.task = task;
  return position;
}

void ReplayRules::advance(Position& position, NodeIndex node) const {
  auto& path = position.path;
  const auto before = std::ranges::find(path, node);
  if (before != path.end()) {
    const std::size_t loop = loopClosed(position.task, loopEnd(position, node), node);
    const auto isOver = [&](NodeIndex come) {
      if (come == node) return true;
      if (loop == kNone) return !areConcurrent(position.task, come, node);
      const auto& nodes = m_workflow.tasks[position.task].loops[loop].nodes;
      return std::ranges::find(nodes, come) != nodes.end();
    };
    const auto kept =
        std::stable_partition(before, path.end(), [&](NodeIndex come) { return !isOver(come); });
    for (auto gone = kept; gone != path.end(); ++gone) position.visited ^= mixed(*gone);
    path.erase(kept, path.end());
  }
  path.push_back(node);
  position.visited ^= mixed(node);
}

void ReplayRules::addNeeds(const Position& position, NodeIndex node, std::vector<NodeIndex>& missing) const {
  const auto isThere = [&](NodeIndex need) {
    return hasCome(position, need) || std::ranges::find(missing, need) != missing.end();
  };
  std::vector<NodeIndex> needs;
  std::vector<NodeIndex> open{node};
  while (!open.empty() && needs.size() < kMostNeeds) {
    const NodeIndex at = open.back();
    open.pop_back();
    for (const NodeIndex need : m_tasks[position.task].nodes[at].needs) {
      if (need == node || isThere(need) || std::ranges::find(needs, need) != needs.end()) continue;
      needs.push_back(need);
      open.push_back(need);
    }
  }
  // Nodes are in the order in which runs come to them.
  std::ranges::sort(needs);
  missing.insert(missing.end(), needs.begin(), needs.end());
}

void ReplayRules::addEndNeeds(const Position& position, std::vector<NodeIndex>& missing) const {
  for (const NodeIndex node : m_tasks[position.task].always) {
    if (!hasCome(position, node) && std::ranges::find(missing, node) == missing.end())
      missing.push_back(node);
  }
}

}  // namespace faultline::workflow
