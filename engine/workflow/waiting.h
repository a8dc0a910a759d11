#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/workflow/separation.h"

namespace faultline::workflow {

/// Before which entries an execution waited for somebody outside: a flag an entry of the material's sessions,
/// one session after the other. Empty without times. Entries of `background` (ascending) are looked through
/// and never flagged.
///
/// Goes past DeepLog (section 4), which has only the order of keys: where a task is always followed by the
/// same other one (VM stop by VM start) the order cannot tell them apart, but the time between them can.
/// Steps of a program take their usual time, however long; what a user decides is both long and widely
/// spread. A pair of neighbouring keys is judged by all its elapsed times, those of a clearly slower mode
/// apart; one that leaves doubt (seen too seldom, a wait behind a long step) follows what is known of its
/// keys elsewhere. Takes O(n log n) time and 16 bytes an entry. Error Cancelled.
Result<std::vector<std::uint8_t>> waitsBefore(const Material& material, std::span<const LogKey> background,
                                              const std::stop_token& stop);

}  // namespace faultline::workflow
