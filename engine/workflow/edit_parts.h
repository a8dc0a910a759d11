#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "engine/workflow/automaton.h"

namespace faultline::workflow {

// What edits of a workflow's tasks have in common.

[[nodiscard]] std::optional<TaskIndex> find(const Workflow& workflow, TaskId task);

/// Of two measurements of the same thing: as if measured together, as far as can be told. The longer bound.
[[nodiscard]] ElapsedTimes joined(const ElapsedTimes& a, const ElapsedTimes& b);

/// Successions by their tasks.
using Successions = std::map<std::pair<TaskIndex, TaskIndex>, Succession>;

void add(Successions& successions, TaskIndex from, TaskIndex to, std::uint64_t count,
         const ElapsedTimes& elapsed);

/// Puts a changed task in order: edges, terminals and blocks sorted, the same ones joined, probabilities and
/// branches anew.
void tidy(Task& task);

/// Numbers the nodes anew so that what leads to another comes before it.
void putInOrder(Task& task);

/// The most frequent task first, successions as given (by the tasks' present places), suggestions anew.
void finish(Workflow& workflow, const Successions& successions);

}  // namespace faultline::workflow
