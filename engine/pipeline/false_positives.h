#pragma once

#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/detect/detector.h"
#include "engine/pipeline/model_parts.h"
#include "engine/pipeline/session_loader.h"
#include "engine/store/database.h"
#include "engine/store/finding_repository.h"

namespace faultline::pipeline {

/// A finding that a person called a false positive.
struct FalsePositive {
  store::FindingRow finding;
  ModelId taught;  ///< The first model that has learnt it; none so far.
};

/// Those whose finding is still stored. Error StoreFailed.
Result<std::vector<FalsePositive>> falsePositives(store::Database& database);

/// Which part learns what.
enum class Lessons { Pending, All };

/// A model that has learnt false positives too: those that no model was taught, or all. Parts that have
/// nothing to learn are the same bytes. Sessions with a confirmed finding are learnt at the places marked
/// alone. Errors: ModelModuleMissing, ModelFailed, ModelInvalid, ProjectDamaged, StoreFailed, Cancelled.
Result<ActiveModel> taughtModel(store::Database& database, const SessionLoader& loader, ActiveModel model,
                                const std::vector<FalsePositive>& falsePositives, Lessons lessons,
                                const std::stop_token& stop, const ProgressSink& progress);

}  // namespace faultline::pipeline
