#pragma once

#include <memory>
#include <stop_token>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/detect/committee.h"
#include "engine/detect/detector.h"
#include "engine/detect/knowledge.h"

namespace faultline::detect {

struct Learnt {
  Knowledge knowledge;
  std::shared_ptr<const Committee> keyModel;
};

/// See `Detector::train`.
Result<Learnt> learn(const sequence::SessionSet& sessions, const Settings& settings,
                     const std::stop_token& stop, const ProgressSink& progress, TrainReport& report);

}  // namespace faultline::detect
