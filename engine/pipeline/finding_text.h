#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/detect/detector.h"
#include "engine/pipeline/findings.h"

namespace faultline::pipeline {

/// The stable code of an anomaly: `new-key`, or `rare-key` where the model has learnt from the very events
/// that it judges.
[[nodiscard]] const char* findingCode(const detect::Anomaly& anomaly, detect::TrainMode mode);

/// `findingPattern(code)` with %1, %2, ... filled in. The arguments are shown as they are, control characters
/// replaced.
[[nodiscard]] std::string findingTitle(const std::string& code, const std::vector<std::string>& arguments);

/// `pattern` with %1, %2, ... filled in, control characters replaced.
[[nodiscard]] std::string filledPattern(std::string_view pattern, const std::vector<std::string>& arguments);

/// One or two plain sentences on why it is a finding, from what the model expected and what came.
[[nodiscard]] std::string evidenceSentence(const Evidence& evidence);

}  // namespace faultline::pipeline
