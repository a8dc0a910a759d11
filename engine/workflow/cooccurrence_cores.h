#pragma once

#include <vector>

#include "engine/workflow/cooccurrence_counts.h"

namespace faultline::workflow {

/// Keys that come together, in order; those of one stage run at the same time.
struct Core {
  std::vector<LogKey> keys;
  std::vector<int> stages;  ///< By key, from 0, ascending.
};

/// Clusters keys as DeepLog does (section 4.3.1): pairs that come next to each other more often than tau,
/// grown at their head and tail by one key as long as that comes with each key of the core up to the distance
/// between them, else by two that concurrent threads write (together they always come next, and each comes
/// more often within 2 than within 1); what is a sub-sequence of another core goes. tau is at least 0.5.
///
/// Deviations: shares are not scaled by d (see CooccurrenceCounts); a pair is a start when the later key
/// needs the earlier as well as the other way round; pairs that chance alone would bring together so often
/// are none.
/// No second core begins with a pair inside a core of more than 100 keys. Error Cancelled.
[[nodiscard]] Result<std::vector<Core>> coresOf(const CooccurrenceCounts& counts, double tau,
                                                const std::stop_token& stop = {});

/// Whether j is within d after i (or i within d before j) more often than by the keys' frequencies alone: it
/// fails to come at most half as often.
[[nodiscard]] bool moreThanChance(const CooccurrenceCounts& counts, LogKey i, LogKey j, int d);

}  // namespace faultline::workflow
