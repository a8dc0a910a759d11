#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/detect/anomaly.h"
#include "engine/detect/detector.h"
#include "engine/detect/knowledge.h"
#include "engine/model/key_model.h"
#include "engine/sequence/session_set.h"

namespace faultline::detect {

/// Different windows that are held in memory at once.
inline constexpr std::uint32_t kMostWindows = 4'000'000;

/// See `Detector::judge`. What has more different windows than `mostWindows` (at least 1) is judged part by
/// part, cut wherever that many are together, inside a session too; what is found is the same.
Result<std::vector<std::vector<Anomaly>>> judgeSessions(const sequence::SessionSet& sessions,
                                                        const Knowledge& knowledge,
                                                        const model::KeyPredictor& keyModel,
                                                        const std::stop_token& stop,
                                                        const ProgressSink& progress, JudgeReport& report,
                                                        std::uint32_t mostWindows = kMostWindows);

}  // namespace faultline::detect
