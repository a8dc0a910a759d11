#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "engine/workflow/context_table.h"
#include "engine/workflow/prediction.h"

namespace faultline::workflow {

/// What several likely next keys at a context come from (DeepLog, section 4.2.1).
enum class DivergenceKind : std::uint8_t {
  None,         ///< One key is likely.
  Concurrency,  ///< Threads of one task: the keys come one after another until all have come (Figure 4a).
  Detour,       ///< Some keys more, or another round of a loop (Figure 4c), and on as without them.
  Branch,       ///< If-else: few keys, then the ways meet again.
  NewTask       ///< Each way goes on by itself (Figure 4b).
};

/// The likely next keys at a context, told apart.
struct Divergence {
  DivergenceKind kind = DivergenceKind::None;
  std::vector<LogKey> starts;  ///< Of NewTask: the keys that start a new task here; the others go on.
};

/// One a distinct prediction.
using Divergences = std::vector<Divergence>;

/// Finds what the likely next keys of each distinct prediction come from, by looking ahead from its most
/// frequent context, along keys that are likely and did come. Deviations from the paper:
/// - a way of few keys is a branch only where it meets the others again, or leads back to where they can be
///   taken (the paper looks at its length and at what it follows), so that short tasks stay tasks;
/// - more likely keys than a few are no choice that a program makes: each starts something new.
/// Error Cancelled.
Result<Divergences> findDivergences(const ContextTable& contexts, const Predictions& predictions,
                                    const std::stop_token& stop);

}  // namespace faultline::workflow
