#pragma once

#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/pipeline/session_loader.h"
#include "engine/store/database.h"
#include "engine/store/workflow_repository.h"

namespace faultline::pipeline {

struct FoundLinks {
  std::vector<store::EventLink> links;  ///< By session, then by event.
  std::vector<Notice> notices;          ///< Files that could not be read.
};

/// Finds the session of events that name none: by a session's identifier anywhere in the line, by identifiers
/// that they share with lines of just one session nearby in time, and by when they come. Empty when no event
/// names a session, or all do. Errors: StoreFailed, Cancelled.
Result<FoundLinks> findLinks(store::Database& database, const SessionLoader& loader,
                             const std::stop_token& stop, const ProgressSink& progress);

}  // namespace faultline::pipeline
