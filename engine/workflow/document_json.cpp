#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/workflow/cliques.h"
#include "engine/workflow/document.h"
#include "engine/workflow/order_rules.h"

namespace faultline::workflow {

namespace {

using Json = nlohmann::ordered_json;
using Keys = std::vector<LogKey>;

/// Each key once, where it is first.
Keys keysOf(const Task& task, const std::vector<NodeIndex>& nodes) {
  Keys keys;
  for (const NodeIndex node : nodes) {
    const LogKey key = task.nodes[node].key;
    if (std::ranges::find(keys, key) == keys.end()) keys.push_back(key);
  }
  return keys;
}

std::vector<NodeIndex> nodesOf(const std::vector<Terminal>& terminals) {
  std::vector<NodeIndex> nodes;
  for (const Terminal& terminal : terminals) nodes.push_back(terminal.node);
  return nodes;
}

/// The edges between nodes of the same two keys as one.
struct JoinedEdge {
  std::uint64_t count = 0;
  const Edge* most = nullptr;  ///< The most frequent, whose times stand for all.
};

class TaskJson {
 public:
  TaskJson(const Task& task, const KeyTexts& texts) : m_task(task), m_texts(texts) {
    std::vector<NodeIndex> all(task.nodes.size());
    for (NodeIndex node = 0; node < all.size(); ++node) {
      all[node] = node;
      m_counts[task.nodes[node].key] += task.nodes[node].count;
    }
    m_keys = keysOf(task, all);
    for (const Edge& edge : task.edges) {
      JoinedEdge& joined = m_edges[{task.nodes[edge.from].key, task.nodes[edge.to].key}];
      joined.count += edge.count;
      if (joined.most == nullptr || edge.count > joined.most->count) joined.most = &edge;
    }
  }

  [[nodiscard]] Json json(const std::string& name) const {
    return {{"id", m_task.id.value},
            {"name", name},
            {"runs", m_task.runs},
            {"keys", keys()},
            {"edges", edges()},
            {"start", keysOf(m_task, nodesOf(m_task.starts))},
            {"end", keysOf(m_task, nodesOf(m_task.ends))},
            {"concurrent", concurrent()},
            {"loops", loops()},
            {"branches", branches()},
            {"variants", variants()}};
  }

 private:
  [[nodiscard]] Json keys() const {
    Json keys = Json::array();
    for (const LogKey key : m_keys)
      keys.push_back({{"id", key}, {"template", m_texts(key).templateText}, {"count", m_counts.at(key)}});
    return keys;
  }

  [[nodiscard]] Json edges() const {
    Json edges = Json::array();
    for (const auto& [pair, edge] : m_edges) {
      const auto visits = static_cast<double>(std::max<std::uint64_t>(m_counts.at(pair.first), 1));
      const ElapsedTimes& elapsed = edge.most->elapsed;
      const auto time = [&](double ms) { return elapsed.count == 0 ? Json() : Json(ms); };
      edges.push_back({{"from", pair.first},
                       {"to", pair.second},
                       {"count", edge.count},
                       {"probability", static_cast<double>(edge.count) / visits},
                       {"median_ms", time(elapsed.medianMs)},
                       {"p95_ms", time(elapsed.p95Ms)}});
    }
    return edges;
  }

  [[nodiscard]] Json concurrent() const {
    const OrderRules rules(m_task);
    std::set<std::pair<LogKey, LogKey>> pairs;
    for (NodeIndex a = 0; a < rules.size(); ++a) {
      for (NodeIndex b = 0; b < rules.size(); ++b) {
        if (rules.isFree(a, b)) pairs.emplace(m_task.nodes[a].key, m_task.nodes[b].key);
      }
    }
    for (const auto& [pair, edge] : m_edges) {
      if (!m_edges.contains({pair.second, pair.first})) continue;
      pairs.insert(pair);
      pairs.emplace(pair.second, pair.first);
    }
    Json blocks = Json::array();
    const auto cliques = maximalCliques(static_cast<std::uint32_t>(m_keys.size()), [&](auto a, auto b) {
      return pairs.contains({m_keys[a], m_keys[b]});
    });
    for (const auto& clique : cliques) {
      Keys keys;
      for (const std::uint32_t key : clique) keys.push_back(m_keys[key]);
      blocks.push_back(std::move(keys));
    }
    return blocks;
  }

  [[nodiscard]] Json loops() const {
    Json loops = Json::array();
    for (const Loop& loop : m_task.loops) loops.push_back(keysOf(m_task, loop.nodes));
    return loops;
  }

  [[nodiscard]] Json branches() const {
    Json ways = Json::array();
    for (const Branch& branch : m_task.branches) {
      for (const auto& way : branch.ways) {
        if (!way.empty()) ways.push_back(keysOf(m_task, way));
      }
    }
    return ways;
  }

  [[nodiscard]] Json variants() const {
    Json variants = Json::array();
    for (const Variant& variant : m_task.variants) {
      Keys keys;
      for (const NodeIndex node : variant.path) keys.push_back(m_task.nodes[node].key);
      const auto runs = static_cast<double>(std::max<std::uint64_t>(m_task.runs, 1));
      variants.push_back({{"keys", std::move(keys)},
                          {"count", variant.count},
                          {"share", static_cast<double>(variant.count) / runs}});
    }
    return variants;
  }

  const Task& m_task;
  const KeyTexts& m_texts;
  Keys m_keys;
  std::map<LogKey, std::uint64_t> m_counts;
  std::map<std::pair<LogKey, LogKey>, JoinedEdge> m_edges;
};

}  // namespace

std::string toJson(const Workflow& workflow, const KeyTexts& texts, TaskId only) {
  const std::vector<std::string> names = taskNames(workflow, texts);
  Json tasks = Json::array();
  for (std::size_t i = 0; i < workflow.tasks.size(); ++i) {
    const Task& task = workflow.tasks[i];
    if (!only || task.id == only) tasks.push_back(TaskJson(task, texts).json(names[i]));
  }
  const Json document = {
      {"schema", 1},
      {"suggested", {{"history", workflow.suggestedHistory}, {"candidates", workflow.suggestedCandidates}}},
      {"sessions", workflow.sessions},
      {"events", workflow.events},
      {"background", workflow.background},
      {"tasks", std::move(tasks)}};
  // A template can hold any bytes; what is no UTF-8 is replaced.
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace faultline::workflow
