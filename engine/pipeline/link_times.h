#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/pipeline/link_lines.h"

namespace faultline::pipeline {

/// Gives groups of orphans to sessions by when they come: where lines of one kind come again and again
/// shortly after (or before) one log key of sessions, far more often than at other times, each is given to
/// the session it fits best. What was given draws others after it. Changes `sessions`, which has a session's
/// id or 0 an orphan. `groups`: of `groupOrphans`. Nothing without times. Error Cancelled.
Status linkByTimes(const LinkLines& lines, const std::vector<std::uint32_t>& groups,
                   std::vector<std::int32_t>& sessions, const std::stop_token& stop);

}  // namespace faultline::pipeline
