#pragma once

#include <vector>

#include "engine/pipeline/run_writer.h"
#include "engine/rates/rate_detector.h"

namespace faultline::pipeline {

/// The lines a minute around each burst with what is usual there, as `rateChart` draws them.
void addRateSeries(const rates::RateDetector& detector, const rates::EventCounts& counts,
                   const std::vector<rates::Burst>& bursts, std::vector<RunSeries>& series);

}  // namespace faultline::pipeline
