#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/sequence/session_set.h"
#include "engine/workflow/cooccurrence_cores.h"

namespace faultline::workflow {

/// What runs are told apart by, from the order of keys alone.
struct OrderEvidence {
  const CooccurrenceCounts& counts;
  const std::vector<Core>& cores;
  double tau = 0;
};

/// Before which entries a run of a task begins: a flag an entry, one session after the other. `weights` by
/// session; keys of `background` (ascending) are looked through.
///
/// A run goes on where keys that come together stand on both sides. Beyond DeepLog (section 4.3) these are
/// not only those of one core, but also keys that need each other within D (so a choice does not end a run);
/// and keys that are known to start and to end tasks, as sessions begin and end with them, or runs found so
/// far, tell tasks apart where the one is always followed by the other. Error Cancelled.
Result<std::vector<std::uint8_t>> cutByOrder(const sequence::SessionSet& sessions,
                                             std::span<const std::uint32_t> weights,
                                             std::span<const LogKey> background,
                                             const OrderEvidence& evidence, const std::stop_token& stop);

}  // namespace faultline::workflow
