#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/pipeline/link_lines.h"

namespace faultline::pipeline {

/// Gives orphans to the session that is named in their lines, or that they share an identifier with. An
/// identifier counts when the lines of just one session have it, and no line has it long before or after that
/// session: those of users, projects and periodic jobs do not. What was linked passes its own identifiers on.
/// A session's id each, 0 for none. Error Cancelled.
Result<std::vector<std::int32_t>> linkByIdentifiers(LinkLines& lines, const std::stop_token& stop);

/// Puts orphans that are of no session together where they share an identifier or a parameter within moments
/// and no other lines do. An orphan each: the first one of its group. Error Cancelled.
Result<std::vector<std::uint32_t>> groupOrphans(LinkLines& lines, const std::vector<std::int32_t>& sessions,
                                                const std::stop_token& stop);

}  // namespace faultline::pipeline
