#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/store/database.h"
#include "engine/store/finding_repository.h"
#include "engine/store/journal.h"
#include "engine/store/verdict_repository.h"

namespace faultline::pipeline {

/// What teaching did to a project, as the journal keeps it with the newest verdict that was taught.
///
/// The findings that the new model makes too are moved to the new run with their ids; those that it no longer
/// makes stay behind in the former one, so that moving back restores that run exactly.
struct TaughtChange {
  struct NewLeader {
    FindingId finding;
    FindingId before;
    FindingId after;
  };
  ModelId modelBefore;
  ModelId modelAfter;
  RunId runBefore;
  RunId runAfter;
  store::FindingRepository::Last last;  ///< Of the former run.
  std::vector<FindingId> cleared;
  std::vector<NewLeader> leaders;           ///< Where the one before was cleared.
  std::vector<std::uint64_t> fingerprints;  ///< Of the verdicts that were taught.
};

[[nodiscard]] nlohmann::json toJson(const TaughtChange& change);

/// Moves what the former run and the new one share. Inside the caller's transaction.
Status moveFindings(store::Database& database, const TaughtChange& change);

/// A verdict as the journal has it; Open for none.
[[nodiscard]] nlohmann::json toJson(const store::VerdictRow& row);

/// Takes a change of action `feedback` back, or does it again, inside the caller's transaction.
///
/// Models and runs move only where the project is still where the change left it: a model that was learnt
/// since stays, and where the former run was dropped (see `storeRun`) the findings that are shown stay until
/// the next detection. Errors: StoreFailed, ProjectDamaged.
Status undoFeedback(store::Database& database, const store::JournalRow& row);
Status redoFeedback(store::Database& database, const store::JournalRow& row);

}  // namespace faultline::pipeline
