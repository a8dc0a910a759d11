#pragma once

#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/detect/detector.h"
#include "engine/pipeline/models.h"

namespace faultline::pipeline {

/// The part of a model's bundle that tells how it was trained; nothing is judged by it.
inline constexpr const char* kReportPart = "report";

struct ModelReport {
  double seconds = 0;
  std::vector<TrainingCurve> curves;
};

[[nodiscard]] ModelReport modelReport(const detect::TrainReport& trained);

/// JSON; losses that are not finite become null, and are left out when read.
[[nodiscard]] std::string writeModelReport(const ModelReport& report);
/// Error ModelInvalid.
Result<ModelReport> readModelReport(const std::string& text);

}  // namespace faultline::pipeline
