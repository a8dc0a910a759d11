#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/error.h"
#include "engine/sequence/session_set.h"
#include "engine/workflow/automaton.h"

namespace faultline::workflow {

/// What is mined: sequences of log keys, each one execution or one stream in which tasks come one after
/// another (DeepLog, section 4.1: tasks of one sequence do not overlap; threads inside one may).
struct Material {
  const sequence::SessionSet& sessions;
  /// An entry of `sessions` each, one session after the other; empty: the log has no times.
  std::span<const std::int64_t> times{};
};

/// One execution of a task: the entries [begin, end) of a session but for those of background keys.
struct TaskRun {
  std::uint32_t session = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  TaskIndex task = 0;
};

/// Log keys told apart into tasks: what both methods give, and the automata are built from.
struct Separation {
  TaskIndex tasks = 0;
  std::vector<TaskRun> runs;       ///< By session, then by place; they do not overlap.
  std::vector<LogKey> background;  ///< Ascending.
  std::vector<Notice> notices;     ///< NoWorkflow with why, when there is no task.
};

}  // namespace faultline::workflow
