#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "engine/workflow/automaton.h"
#include "engine/workflow/replay.h"

namespace faultline::workflow {

/// A node of a task.
struct Place {
  TaskIndex task = kNone;
  NodeIndex node = kNone;
};

/// How far a run of a task has come.
struct Position {
  TaskIndex task = kNone;       ///< kNone: no run has begun.
  std::vector<NodeIndex> path;  ///< Nodes come through, the latest last; a loop's anew each round.
  std::uint64_t visited = 0;    ///< Hash of the set of these nodes.

  [[nodiscard]] NodeIndex last() const { return path.empty() ? kNone : path.back(); }
};

/// What a workflow allows at a position. Edges join all that was seen to follow each other, those of threads
/// that run at once among them, so an edge alone does not say that a step may come: what must come before it
/// has to have come, and what has come may come again only where a loop begins anew.
///
/// Immutable, so any thread may use it; the workflow must outlive it.
class ReplayRules {
 public:
  explicit ReplayRules(const Workflow& workflow);

  [[nodiscard]] const Workflow& workflow() const { return m_workflow; }
  /// Nodes of the key, by task; empty for a key no task has.
  [[nodiscard]] const std::vector<Place>& places(LogKey key) const;
  [[nodiscard]] bool isBackground(LogKey key) const;
  [[nodiscard]] LogKey keyOf(Place place) const { return m_workflow.tasks[place.task].nodes[place.node].key; }

  /// How likely the node comes next in the run; 0: it may not.
  [[nodiscard]] double next(const Position& position, NodeIndex node) const;
  /// How likely the run is over; 0: it may not be.
  [[nodiscard]] double end(const Position& position) const;
  /// How likely a run of the task, 0 where none ever followed, comes after one of `from` (kNone: first).
  [[nodiscard]] double succession(TaskIndex from, TaskIndex to) const;
  /// The share of the task's runs that begin with the node.
  [[nodiscard]] double start(Place place) const;

  /// Everything that may come, the likeliest first.
  [[nodiscard]] std::vector<Expected> expected(const Position& position) const;

  /// The edge between two nodes, null when there is none.
  [[nodiscard]] const Edge* edge(TaskIndex task, NodeIndex from, NodeIndex to) const;
  /// The loop that going from one node to the other begins anew; kNone when it is no such step.
  [[nodiscard]] std::size_t loopClosed(TaskIndex task, NodeIndex from, NodeIndex to) const;

  /// The last step of the round before the one that the node begins, which has come.
  [[nodiscard]] NodeIndex loopEnd(const Position& position, NodeIndex node) const;
  [[nodiscard]] bool hasCome(const Position& position, NodeIndex node) const;
  /// The run goes on to the node.
  void advance(Position& position, NodeIndex node) const;
  /// A run begins: those nodes, in order, have come.
  [[nodiscard]] Position begun(TaskIndex task) const;

  /// Nodes that every run comes through before the node, and that have not come, in order.
  void addNeeds(const Position& position, NodeIndex node, std::vector<NodeIndex>& missing) const;
  /// Of all that every run comes through, what has not come.
  void addEndNeeds(const Position& position, std::vector<NodeIndex>& missing) const;
  [[nodiscard]] bool isEnd(Place place) const;
  /// The edges out of a node, the likeliest first.
  [[nodiscard]] const std::vector<const Edge*>& edgesFrom(Place place) const;

 private:
  struct NodeRules {
    std::vector<const Edge*> edges;
    std::vector<NodeIndex> ahead;       ///< Follow it in its own thread.
    std::vector<NodeIndex> concurrent;  ///< Ascending.
    std::vector<NodeIndex> needs;       ///< Come before it in every run.
    std::vector<std::size_t> loops;
    double start = 0;
    bool isEnd = false;
  };
  struct TaskRules {
    std::vector<NodeRules> nodes;
    std::vector<NodeIndex> always;  ///< Nodes that every run comes through.
  };

  [[nodiscard]] bool areConcurrent(TaskIndex task, NodeIndex a, NodeIndex b) const;
  void addTask(TaskIndex index);
  void addNeedsOf(TaskIndex index);
  void addSuccessions();

  const Workflow& m_workflow;
  std::vector<TaskRules> m_tasks;
  std::unordered_map<LogKey, std::vector<Place>> m_places;
  std::unordered_map<std::uint64_t, double> m_successions;
  std::vector<std::uint64_t>
      m_followed;  ///< By task, the session's start last: runs after which one was seen.
};

}  // namespace faultline::workflow
