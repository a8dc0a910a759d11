#pragma once

#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/detect/detector.h"
#include "engine/pipeline/run_writer.h"
#include "engine/pipeline/session_loader.h"
#include "engine/store/database.h"

namespace faultline::pipeline {

/// What the key detector finds in the sessions, appended to `groups`. Errors: ModelModuleMissing,
/// ModelFailed, StoreFailed, Cancelled.
Status addKeyFindings(store::Database& database, const SessionLoader& loader, const LoadedSessions& sessions,
                      const detect::Detector& detector, const std::stop_token& stop,
                      const ProgressSink& progress, std::vector<FindingGroup>& groups);

}  // namespace faultline::pipeline
