#pragma once

#include <span>
#include <stop_token>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/detect/committee.h"
#include "engine/detect/detector.h"
#include "engine/detect/knowledge.h"
#include "engine/detect/training.h"

namespace faultline::detect {

/// See `Detector::taught`. `keyModel` is the one saved as `modelBytes`.
Result<Learnt> learnFalseAlarms(const Knowledge& knowledge, const Committee& keyModel,
                                const std::string& modelBytes, std::span<const FalseAlarm> alarms,
                                const std::stop_token& stop, const ProgressSink& progress,
                                TeachingReport& report);

}  // namespace faultline::detect
