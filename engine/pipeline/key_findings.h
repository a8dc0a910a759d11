#pragma once

#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/detect/detector.h"
#include "engine/pipeline/run_writer.h"
#include "engine/pipeline/session_ends.h"
#include "engine/pipeline/session_loader.h"
#include "engine/store/database.h"
#include "engine/store/session_repository.h"

namespace faultline::pipeline {

/// A finding of kind `key`. `events`: the session's, by position; what comes before the anomaly's history may
/// be left out of both. Its chance and its severity are still to be set.
[[nodiscard]] store::FindingRow keyFindingRow(const detect::Anomaly& anomaly,
                                              const std::vector<store::EventRef>& events,
                                              const store::SessionRow& session, detect::TrainMode mode);

/// What the key detector finds in the sessions, appended to `groups`; of sessions that were still going on,
/// nothing about their end. Errors: ModelModuleMissing,
/// ModelFailed, StoreFailed, Cancelled.
Status addKeyFindings(store::Database& database, const SessionLoader& loader, const LoadedSessions& sessions,
                      const detect::Detector& detector, SessionEnds& ends, const std::stop_token& stop,
                      const ProgressSink& progress, std::vector<FindingGroup>& groups);

}  // namespace faultline::pipeline
