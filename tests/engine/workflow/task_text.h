#pragma once

#include <string>
#include <vector>

#include "engine/workflow/builder.h"

namespace faultline::workflow {

/// A task in a few lines, for comparing it as a whole: nodes as `key#n`, n when the key has several.
class TaskText {
 public:
  explicit TaskText(const Task& task) : m_task(task) {}

  [[nodiscard]] std::string text() const {
    std::string text;
    for (NodeIndex node = 0; node < m_task.nodes.size(); ++node) {
      text += name(node) + ":" + std::to_string(m_task.nodes[node].count);
      for (const Edge& edge : m_task.edges) {
        if (edge.from == node)
          text += (edge.closesLoop ? " back " : " ") + name(edge.to) + ":" + std::to_string(edge.count);
      }
      text += "\n";
    }
    text += "from" + terminals(m_task.starts) + " to" + terminals(m_task.ends) + "\n";
    for (const auto& block : m_task.concurrent) text += "at once" + list(block) + "\n";
    for (const Loop& loop : m_task.loops)
      text += "loop" + list(loop.nodes) + " " + std::to_string(loop.leastRounds) + ".." +
              std::to_string(loop.mostRounds) + "\n";
    for (const Branch& branch : m_task.branches) {
      text += "at " + (branch.at == kNone ? std::string("start") : name(branch.at));
      for (const auto& way : branch.ways) text += way.empty() ? " | nothing" : " |" + list(way);
      text += "\n";
    }
    return text;
  }
  [[nodiscard]] std::string list(const std::vector<NodeIndex>& nodes) const {
    std::string text;
    for (const NodeIndex node : nodes) text += " " + name(node);
    return text;
  }

 private:
  [[nodiscard]] std::string name(NodeIndex node) const {
    int ofKey = 0;
    int before = 0;
    for (NodeIndex other = 0; other < m_task.nodes.size(); ++other) {
      if (m_task.nodes[other].key != m_task.nodes[node].key) continue;
      ++ofKey;
      before += other < node ? 1 : 0;
    }
    const std::string key = std::to_string(m_task.nodes[node].key);
    return ofKey > 1 ? key + "#" + std::to_string(before + 1) : key;
  }
  [[nodiscard]] std::string terminals(const std::vector<Terminal>& terminals) const {
    std::string text;
    for (const Terminal& one : terminals) text += " " + name(one.node) + ":" + std::to_string(one.count);
    return text;
  }

  const Task& m_task;
};

inline std::string textOf(const Task& task) { return TaskText(task).text(); }

/// So many equal sessions.
struct Times {
  int times = 1;
  std::vector<LogKey> keys;
};

/// Sessions that are one run each of one task.
struct OneTask {
  sequence::SessionSet sessions;
  Separation separation;

  explicit OneTask(const std::vector<Times>& runs) {
    separation.tasks = 1;
    for (const Times& run : runs) {
      for (int i = 0; i < run.times; ++i) {
        separation.runs.push_back(
            {static_cast<std::uint32_t>(sessions.size()), 0, static_cast<std::uint32_t>(run.keys.size()), 0});
        sessions.add(run.keys);
      }
    }
  }
  [[nodiscard]] Workflow build() const { return *buildWorkflow({sessions}, separation, {}); }
};

inline Task builtOf(const std::vector<Times>& runs) { return OneTask(runs).build().tasks.at(0); }

}  // namespace faultline::workflow
