#pragma once

#include <cstdint>
#include <stop_token>

#include "engine/base/error.h"
#include "engine/model/key_model.h"

namespace faultline::model {

/// Cross-entropy a window, in nats, each counted with its weight; of the first `most` different windows. Rows
/// whose next key is unknown are left out. Errors as `KeyPredictor::predict`.
Result<double> meanLoss(const KeyPredictor& model, const WindowSet& windows, std::uint32_t most,
                        const std::stop_token& stop);

}  // namespace faultline::model
