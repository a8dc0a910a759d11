#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/sequence/session_set.h"

namespace faultline::sequence {

/// Sessions without their repetitions. Most executions of a system are the same ones over and over, and what
/// holds of one holds of all that are equal, key for key and in kind.
struct DistinctSessions {
  SessionSet sessions;                ///< Each once, in the order in which they first came.
  std::vector<std::uint32_t> of;      ///< By session given: which of `sessions` it is.
  std::vector<std::uint32_t> counts;  ///< By distinct session: how many of those given it stands for.
};

/// Memory grows with the different sessions and by 4 bytes a session. Error Cancelled.
Result<DistinctSessions> distinctSessions(const SessionSet& sessions, const std::stop_token& stop);

}  // namespace faultline::sequence
