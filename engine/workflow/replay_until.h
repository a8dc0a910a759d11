#pragma once

#include <span>
#include <stop_token>

#include "engine/base/error.h"
#include "engine/workflow/replay.h"

namespace faultline::workflow {

/// `replay` of an execution that may be long: given up soon after `stop`. Error Cancelled.
Result<Trace> replayUntil(const std::stop_token& stop, const Workflow& workflow,
                          std::span<const Entry> entries, Ending ending = Ending::Closed);

}  // namespace faultline::workflow
