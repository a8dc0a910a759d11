#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/workflow/context_table.h"
#include "engine/workflow/divergence.h"
#include "engine/workflow/separation.h"

namespace faultline::workflow {

/// Cuts sessions into executions of tasks, whose `task` is kNone: where a key starts a new one at a
/// divergence (DeepLog, section 4.2.1). Deviations from the paper, which leaves open what predictions do not
/// say:
/// - what is done at most contexts that end alike is done at all of them, so that one odd prediction changes
///   nothing;
/// - very few keys that always stand before a cut, with this and that before them, are what the new tasks
///   have in common at their start, and belong to them;
/// - where one task is always followed by the same other one no prediction diverges. There the cut is where
///   the execution waited for somebody outside (`waits`, see `waitsBefore`), and, in a log that shows no
///   waits, where a key that ends tasks elsewhere is followed by one that starts tasks elsewhere;
/// - in a log with a wait a session or more, divergences between keys that no wait was ever next to are
/// choices
///   inside a task.
/// Takes time linear in the entries. Error Cancelled.
Result<std::vector<TaskRun>> cutIntoRuns(const Material& material, const ContextTable& contexts,
                                         const Predictions& predictions, const Divergences& divergences,
                                         std::span<const std::uint8_t> waits, const std::stop_token& stop);

}  // namespace faultline::workflow
