#pragma once

#include <string>
#include <vector>

#include "engine/detect/anomaly.h"
#include "engine/pipeline/findings.h"

namespace faultline::pipeline {

/// The stable code of a reason, e.g. `new-key`.
[[nodiscard]] const char* findingCode(detect::Reason reason);

/// `findingPattern(code)` with %1, %2, ... filled in. The arguments are shown as they are, control characters
/// replaced.
[[nodiscard]] std::string findingTitle(const std::string& code, const std::vector<std::string>& arguments);

/// One or two plain sentences on why it is a finding, from what the model expected and what came.
[[nodiscard]] std::string evidenceSentence(const Evidence& evidence);

}  // namespace faultline::pipeline
