#pragma once

#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/pipeline/evidence.h"
#include "engine/values/value_detector.h"

namespace faultline::pipeline {

/// What an odd vector's row keeps of why it is one: as `writeEvidence`, and beside it the vectors that a
/// detector is taught with when it is a false positive.
[[nodiscard]] std::string writeValueEvidence(const StoredEvidence& evidence,
                                             const values::ValueSeries& vectors);
/// Error ProjectDamaged for anything that `writeValueEvidence` did not write.
Result<values::TaughtVector> readTaughtVector(const std::string& evidence);

/// A number as a reader takes it in: four digits at most, in the unit that suits it.
[[nodiscard]] std::string valueText(double value, const std::string& unit);
/// `11 to 15 s`.
[[nodiscard]] std::string rangeText(double low, double high, const std::string& unit);

}  // namespace faultline::pipeline
