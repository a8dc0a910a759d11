#pragma once

#include <optional>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/named_parts.h"
#include "engine/base/progress.h"
#include "engine/pipeline/analyze.h"
#include "engine/pipeline/finding_charts.h"
#include "engine/pipeline/run_writer.h"
#include "engine/pipeline/session_loader.h"
#include "engine/rates/rate_detector.h"
#include "engine/store/database.h"

namespace faultline::pipeline {

/// Learns how often each log key comes at which time of the day, as a part of `model`; no part when the log
/// has no times. Errors: StoreFailed, Cancelled.
Status learnRates(store::Database& database, const EventFilter& filter, const LearnSettings& settings,
                  const std::stop_token& stop, const ProgressSink& progress, NamedParts& model,
                  LearnReport& report);

/// The bursts that this part finds, and the rates that it measured. Nothing when there is no such part.
/// Errors as `learnRates`, ModelInvalid.
Status addRateFindings(store::Database& database, const NamedParts& model, const std::stop_token& stop,
                       const ProgressSink& progress, std::vector<FindingGroup>& groups,
                       std::vector<RunSeries>& series);

/// What `RateDetector::taught` needs of a finding of kind `rate`, from its row alone; none of another kind.
/// Error ProjectDamaged.
Result<std::optional<rates::TaughtBurst>> taughtBurst(const store::FindingRow& row);

/// A chart of code `rate` for a finding of kind `rate`: lines a minute around the burst, with what is usual
/// at that time of the day; none for another kind, and where the run kept no rates of the key. Errors:
/// ProjectDamaged, StoreFailed.
Result<std::optional<FindingChart>> rateChart(store::Database& database, const store::FindingRow& row);

}  // namespace faultline::pipeline
