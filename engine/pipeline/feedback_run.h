#pragma once

#include <set>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/pipeline/false_positives.h"
#include "engine/pipeline/feedback_change.h"
#include "engine/pipeline/run_writer.h"

namespace faultline::pipeline {

/// What a taught model finds where the one before found something.
struct Rescored {
  std::vector<FindingId> cleared;      ///< Findings of the run that it no longer makes.
  std::vector<FindingGroup> appeared;  ///< Findings that the run does not have.
  std::vector<TaughtChange::NewLeader> leaders;
};

/// Judges again what teaching may have changed, and no more: the sessions that have findings about log keys
/// (streams beyond a million events are left as they are), and all values and rates when those parts changed.
/// Sessions without a finding are not looked at: what a taught model finds in them shows with the next
/// detection. Only open findings are cleared; what a person has judged stays to be seen, and keeps its score
/// as all that stays does. Errors: as `detect`.
Result<Rescored> rescore(store::Database& database, const SessionLoader& loader, const ActiveModel& before,
                         const ActiveModel& after, RunId run, const std::stop_token& stop,
                         const ProgressSink& progress);

}  // namespace faultline::pipeline
