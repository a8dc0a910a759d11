#pragma once

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

/// See `Detector::judge`.
Result<std::vector<std::vector<Anomaly>>> judgeSessions(const sequence::SessionSet& sessions,
                                                        const Knowledge& knowledge,
                                                        const model::KeyPredictor& keyModel,
                                                        const std::stop_token& stop,
                                                        const ProgressSink& progress, JudgeReport& report);

}  // namespace faultline::detect
