#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/workflow/automaton.h"

namespace faultline::workflow {

/// How an execution leaves its workflow.
enum class DeviationKind : std::uint8_t { Missing, Unexpected, OutOfOrder, Repeated, EndedEarly, Slow };

/// `missing`, `unexpected`, `out-of-order`, `repeated`, `ended-early`, `slow`: stable.
[[nodiscard]] const char* deviationName(DeviationKind kind);

/// One entry of an execution.
struct Entry {
  LogKey key = 0;
  std::int64_t time = kNoTime;
};

/// A node that could come next.
struct Expected {
  TaskIndex task = kNone;  ///< kNone with node kNone: the end of the session.
  NodeIndex node = kNone;
  double probability = 0;
};

/// Where an entry stands.
struct Step {
  TaskIndex task = kNone;           ///< kNone: of no task (background, or a key no task has).
  NodeIndex node = kNone;           ///< kNone: unexpected there: a ghost.
  std::uint32_t run = kNone;        ///< Counts the runs of tasks in the execution, from 0.
  std::uint32_t deviation = kNone;  ///< The first in `Trace::deviations` that it is the place of.
  double elapsedMs = -1;            ///< Since the step before it in its task; negative: not known.
};

struct Deviation {
  DeviationKind kind{};
  std::uint32_t at = 0;  ///< The entry that shows it; for EndedEarly the last one there is.
  TaskIndex task = kNone;
  NodeIndex after = kNone;   ///< The last node of the task that was reached. Of a slow step: where it waited.
  NodeIndex before = kNone;  ///< The likeliest that should have come, or that came next all the same.
  std::vector<NodeIndex> missing;  ///< Nodes that were passed over, in order.
  std::vector<Expected> expected;  ///< The likeliest first.
  double elapsedMs = -1;           ///< Of a slow step, with what is usual:
  ElapsedTimes usual;
};

/// An execution on the automaton: the path it took and where it left it.
struct Trace {
  std::vector<Step> steps;            ///< One an entry.
  std::vector<Deviation> deviations;  ///< By place.
  std::uint64_t explained = 0;        ///< Entries that stand where the automaton has them, background aside,
  std::uint64_t entries = 0;          ///< of so many.
};

/// Open: the execution may go on after its last entry, so that it did not end early.
enum class Ending : std::uint8_t { Closed, Open };

class ReplayRules;

/// Replays executions on a workflow, which has to outlive it. Looks the workflow through once: of many
/// executions make one of these. Any thread may use it.
class Replayer {
 public:
  explicit Replayer(const Workflow& workflow);
  Replayer(Replayer&&) noexcept;
  Replayer& operator=(Replayer&&) noexcept;
  ~Replayer();

  /// As the function below.
  [[nodiscard]] Trace replay(std::span<const Entry> entries, Ending ending = Ending::Closed) const;
  [[nodiscard]] const ReplayRules& rules() const { return *m_rules; }

 private:
  std::unique_ptr<const ReplayRules> m_rules;
};

/// Replays one execution (DeepLog, section 4.4.2): the path through the workflow that it deviates from least.
/// Time grows with entries times the branching, memory with entries. Never fails: what fits nowhere is a
/// deviation. Threads may share the workflow.
///
/// Background keys are passed over, and keys that no task has between two runs; inside a run such a key is
/// unexpected. A run that is left before its end by another is missing its last steps. A run that never
/// followed the one before it is out of order; one run more of a loop than was ever seen is repeated.
[[nodiscard]] Trace replay(const Workflow& workflow, std::span<const Entry> entries,
                           Ending ending = Ending::Closed);

}  // namespace faultline::workflow
