#include "engine/workflow/task_builder.h"

#include <algorithm>
#include <numeric>

#include "engine/workflow/branches.h"
#include "engine/workflow/cliques.h"
#include "engine/workflow/loops.h"
#include "engine/workflow/normal_runs.h"
#include "engine/workflow/rounds.h"
#include "engine/workflow/stages.h"
#include "engine/workflow/waits.h"

namespace faultline::workflow {

namespace {

/// Stages that normal runs are at, in the order in which they usually come to them.
std::vector<Stage> stagesInOrder(const StageOrder& order) {
  std::vector<Stage> stages;
  std::vector<std::size_t> earlier(order.size());
  for (Stage a = 0; a < order.size(); ++a) {
    if (order.runs(a) == 0) continue;
    stages.push_back(a);
    for (Stage b = 0; b < order.size(); ++b) earlier[a] += order.before(b, a) > order.before(a, b) ? 1 : 0;
  }
  std::ranges::stable_sort(stages, {}, [&](Stage stage) { return earlier[stage]; });
  return stages;
}

class Builder {
 public:
  Builder(const DistinctRuns& runs, const std::stop_token& stop)
      : m_runs(runs),
        m_usual(usualRuns(runs)),
        m_stages(stagesOf(runs, m_usual, stop)),
        m_normal(findNormalRuns(runs, m_usual, m_stages)) {
    m_stageOf = stagesInOrder(m_normal.order);
    m_nodeOf.assign(m_stages.keys.size(), kNone);
    for (NodeIndex node = 0; node < m_stageOf.size(); ++node) m_nodeOf[m_stageOf[node]] = node;
  }

  BuiltTask build() {
    addNodes();
    addLoops();
    addEdges();
    m_task.concurrent = maximalCliques(
        static_cast<std::uint32_t>(m_stageOf.size()),
        [&](NodeIndex a, NodeIndex b) { return m_normal.order.isFree(m_stageOf[a], m_stageOf[b]); });
    m_task.branches = findBranches(m_task);
    addVariants();
    BuiltTask built{std::move(m_task), {}, m_normal.normal};
    built.visits.reserve(m_stages.visits.size());
    for (const Stage stage : m_stages.visits)
      built.visits.push_back(stage == kNone ? kNone : m_nodeOf[stage]);
    return built;
  }

 private:
  static Stages stagesOf(const DistinctRuns& runs, std::span<const std::uint8_t> usual,
                         const std::stop_token& stop) {
    Stages stages = findStages(runs, usual);
    foldRounds(runs, usual, stages, stop);
    return stages;
  }

  void addNodes() {
    m_task.runs = std::accumulate(m_runs.weights.begin(), m_runs.weights.end(), std::uint64_t{0});
    const Waits waits = findWaits(m_runs, m_stages, m_normal);
    const auto toNodes = [&](const std::vector<Stage>& stages) {
      std::vector<NodeIndex> nodes;
      for (const Stage stage : stages) nodes.push_back(m_nodeOf[stage]);
      std::ranges::sort(nodes);
      return nodes;
    };
    for (const Stage stage : m_stageOf) {
      m_task.nodes.push_back({m_stages.keys[stage], m_normal.visits[stage], toNodes(waits.before[stage])});
    }
    m_task.endsAfter = toNodes(waits.beforeEnd);
    m_task.starts = terminals(m_normal.starts);
    m_task.ends = terminals(m_normal.ends);
  }

  [[nodiscard]] std::vector<Terminal> terminals(const std::vector<std::uint64_t>& counts) const {
    std::vector<Terminal> terminals;
    for (NodeIndex node = 0; node < m_stageOf.size(); ++node) {
      if (counts[m_stageOf[node]] > 0) terminals.push_back({node, counts[m_stageOf[node]]});
    }
    std::ranges::stable_sort(terminals, std::ranges::greater{}, &Terminal::count);
    return terminals;
  }

  void addLoops() {
    LoopFinder finder(m_normal.order);
    for (std::size_t run = 0; run < m_runs.size(); ++run) {
      if (m_normal.normal[run] != 0) finder.add(m_stages.of(m_runs, run), m_runs.weights[run]);
    }
    m_closings = finder.closings();
    for (const auto& [head, found] : finder.loops()) {
      Loop loop{{}, found.leastRounds, found.mostRounds};
      for (const Stage stage : found.stages) loop.nodes.push_back(m_nodeOf[stage]);
      std::ranges::sort(loop.nodes);
      std::ranges::rotate(loop.nodes, std::ranges::find(loop.nodes, m_nodeOf[head]));
      m_task.loops.push_back(std::move(loop));
    }
    std::ranges::sort(m_task.loops, {}, &Loop::nodes);
  }

  void addEdges() {
    for (const auto& [step, count] : m_normal.steps) {
      const auto [from, to] = step;
      // What closes a loop in one run and comes first in another is a way forward too.
      const bool closes = m_closings.contains(step) &&
                          (from == to || m_normal.order.before(to, from) > m_normal.order.before(from, to));
      const auto visits = static_cast<double>(m_normal.visits[from]);
      m_task.edges.push_back(
          {m_nodeOf[from], m_nodeOf[to], count, static_cast<double>(count) / visits, {}, closes});
    }
    std::ranges::sort(m_task.edges, [](const Edge& a, const Edge& b) {
      if (a.from != b.from) return a.from < b.from;
      return a.count != b.count ? a.count > b.count : a.to < b.to;
    });
  }

  void addVariants() {
    std::vector<std::size_t> runs;
    for (std::size_t run = 0; run < m_runs.size(); ++run) {
      if (m_normal.normal[run] != 0) runs.push_back(run);
    }
    m_task.variantCount = runs.size();
    std::ranges::stable_sort(runs, std::ranges::greater{},
                             [&](std::size_t run) { return m_runs.weights[run]; });
    if (runs.size() > Task::kMostVariants) runs.resize(Task::kMostVariants);
    for (const std::size_t run : runs) {
      Variant variant{{}, m_runs.weights[run]};
      for (const Stage stage : m_stages.of(m_runs, run)) variant.path.push_back(m_nodeOf[stage]);
      m_task.variants.push_back(std::move(variant));
    }
  }

  const DistinctRuns& m_runs;
  std::vector<std::uint8_t> m_usual;
  Stages m_stages;
  NormalRuns m_normal;
  std::vector<Stage> m_stageOf;     ///< By node.
  std::vector<NodeIndex> m_nodeOf;  ///< By stage; kNone: no normal run is there.
  std::map<std::pair<Stage, Stage>, std::uint64_t> m_closings;
  Task m_task;
};

}  // namespace

BuiltTask buildTask(const DistinctRuns& runs, const std::stop_token& stop) {
  return Builder(runs, stop).build();
}

}  // namespace faultline::workflow
