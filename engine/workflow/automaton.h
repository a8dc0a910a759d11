#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/sequence/log_key.h"

namespace faultline::workflow {

using sequence::LogKey;

/// Of a task in its workflow. Stays with it through renaming; merging keeps the first one's.
using TaskId = Id<struct TaskTag>;

/// A node's place in `Task::nodes`, a task's in `Workflow::tasks`.
using NodeIndex = std::uint32_t;
using TaskIndex = std::uint32_t;
inline constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

/// An entry's time in ns since the epoch, clock offsets applied; kNoTime where the log has none.
inline constexpr std::int64_t kNoTime = std::numeric_limits<std::int64_t>::min();

/// How long something took, over all times that it was seen.
struct ElapsedTimes {
  std::uint64_t count = 0;  ///< Times measured; entries without a time and clocks that jump back are not.
  double medianMs = 0;
  double p95Ms = 0;
  double slowMs = std::numeric_limits<double>::infinity();  ///< Longer than this is slow; see `slowBound`.
};

/// A log key in one of its places in a task. A key that stands in places that go on differently is several
/// nodes (DeepLog, section 4.2.1: shared segments told apart by longer history).
struct Node {
  LogKey key = 0;
  std::uint64_t count = 0;
  std::vector<NodeIndex>
      after;  ///< What has to be there before it: where concurrent threads join, the last of each.
};

/// One node comes right after another.
struct Edge {
  NodeIndex from = 0;
  NodeIndex to = 0;
  std::uint64_t count = 0;
  double probability =
      0;  ///< Of `to` after `from`; what is missing to 1 over a node's edges is that it ends.
  ElapsedTimes elapsed;
  bool closesLoop = false;  ///< Leads back to where a round of a loop began.
};

/// A node that a task can begin or end at.
struct Terminal {
  NodeIndex node = 0;
  std::uint64_t count = 0;
};

/// A fragment that is run through again (DeepLog, section 4.2.2, Figure 4c: folded from unrolled chains).
struct Loop {
  std::vector<NodeIndex> nodes;  ///< In the order of a round.
  std::uint32_t leastRounds = 1;
  std::uint32_t mostRounds = 1;
};

/// A point where one of several ways is taken ("if-else", DeepLog, section 4.2.1).
struct Branch {
  NodeIndex at = kNone;                      ///< kNone: at the task's start.
  std::vector<std::vector<NodeIndex>> ways;  ///< An empty one: nothing.
};

/// A way through a task that was seen; loops unrolled.
struct Variant {
  std::vector<NodeIndex> path;
  std::uint64_t count = 0;
};

/// The automaton of one task: what a part of an execution with its own beginning and end can look like.
struct Task {
  TaskId id;
  std::string name;  ///< Given by the user; empty: it is named by its most telling keys where it is shown.
  std::uint64_t runs = 0;
  std::vector<Node> nodes;  ///< In the order in which a run usually comes to them.
  std::vector<Edge> edges;  ///< By `from`, then the most frequent first.
  std::vector<Terminal> starts;
  std::vector<Terminal> ends;
  std::vector<NodeIndex> endsAfter;  ///< As `Node::after`, of the run's end.
  std::vector<std::vector<NodeIndex>>
      concurrent;  ///< Threads run at once: all of a block are of free order with
                   ///< one another (DeepLog, Figure 4a). Maximal sets, may overlap.
  std::vector<Loop> loops;
  std::vector<Branch> branches;
  std::vector<Variant> variants;  ///< The most frequent first, at most kMostVariants.
  std::uint64_t variantCount = 0;
  static constexpr std::size_t kMostVariants = 200;
};

/// That a run of one task is followed by one of another in a session. kNone: the session's start or end.
struct Succession {
  TaskIndex from = kNone;
  TaskIndex to = kNone;
  std::uint64_t count = 0;
  ElapsedTimes elapsed;
};

enum class Method : std::uint8_t { Cooccurrence, Guided };  ///< DeepLog, sections 4.3 and 4.2.

/// The log keys of a log told apart into tasks, each with its automaton.
struct Workflow {
  Method method{};
  double tau = 0;  ///< Of the co-occurrence method.
  std::uint64_t seed = 0;
  std::uint64_t sessions = 0;
  std::uint64_t events = 0;
  std::vector<Task> tasks;  ///< The most frequent first.
  std::vector<Succession> successions;
  std::vector<LogKey> background;  ///< Come at random places and belong to no task, ascending.
  int suggestedHistory = 0;        ///< h: the shortest task's length (section 4.4.1). 0: no task.
  int suggestedCandidates = 0;     ///< g: the most ways at any divergence point (section 4.4.1).
  std::vector<Notice> notices;     ///< NoWorkflow with why, when there is no task.
};

/// Versioned bytes, the same on every machine of one byte order.
[[nodiscard]] std::string save(const Workflow& workflow);
/// Error WorkflowInvalid for anything that `save` did not write.
Result<Workflow> load(const std::string& bytes);

}  // namespace faultline::workflow
