#pragma once

#include <string>

#include "engine/base/error.h"
#include "engine/rates/rate_detector.h"

namespace faultline::pipeline {

/// What a burst's row keeps of why it is one.
struct RateEvidence {
  rates::TaughtBurst burst;
  std::uint64_t count = 0;  ///< From start to end.
};

/// As `writeEvidence` does, and the burst beside it.
[[nodiscard]] std::string writeRateEvidence(const rates::Burst& burst);
/// Error ProjectDamaged for anything that `writeRateEvidence` did not write.
Result<RateEvidence> readRateEvidence(const std::string& text);

}  // namespace faultline::pipeline
