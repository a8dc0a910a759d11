#pragma once

#include <optional>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/named_parts.h"
#include "engine/base/progress.h"
#include "engine/pipeline/analyze.h"
#include "engine/pipeline/run_writer.h"
#include "engine/pipeline/session_loader.h"
#include "engine/store/database.h"
#include "engine/values/value_detector.h"

namespace faultline::pipeline {

/// Learns what numbers each log key's lines have, and how long each takes (DeepLog, section 3.2), as a part
/// of `model`; no part when no key has enough of them. Errors: ModelModuleMissing, ModelFailed, StoreFailed,
/// Cancelled.
Status learnValues(store::Database& database, const EventFilter& filter, const LearnSettings& settings,
                   const std::stop_token& stop, const ProgressSink& progress, NamedParts& model,
                   LearnReport& report);

/// What that part finds, and the errors that it measured. Nothing when there is no such part. Errors as
/// `learnValues`, ModelInvalid.
Status addValueFindings(store::Database& database, const NamedParts& model, const std::stop_token& stop,
                        const ProgressSink& progress, std::vector<FindingGroup>& groups,
                        std::vector<RunSeries>& series);

/// What `ValueDetector::taught` needs of a finding of kind `value`, from its row alone; none of another kind.
/// Error ProjectDamaged.
Result<std::optional<values::TaughtVector>> taughtVector(const store::FindingRow& row);

}  // namespace faultline::pipeline
