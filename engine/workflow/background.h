#pragma once

#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/sequence/session_set.h"

namespace faultline::workflow {

using sequence::LogKey;

/// The keys that come at random places of streams, as those of periodic jobs do, ascending. Sessions hold
/// what belongs together; only streams are looked at.
///
/// Such a key is known by the steps that it interrupts: it comes between keys of which the second mostly
/// follows the first at once, and does so at many different steps. What belongs to a task never does: an
/// option or a round of a loop is at the same few steps always. Repeated without the keys found, until there
/// are no more. DeepLog (sections 4.3.1, 5.5) leaves room for such keys by a tau below 1 alone, which does
/// not keep them out of tasks. Error Cancelled.
Result<std::vector<LogKey>> backgroundKeys(const sequence::SessionSet& sessions, const std::stop_token& stop);

}  // namespace faultline::workflow
