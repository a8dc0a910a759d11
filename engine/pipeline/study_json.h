#pragma once

#include <optional>
#include <string>

#include "engine/pipeline/studies.h"

namespace faultline::pipeline {

/// Studies as the project file keeps them. An error is kept as its code's number and arguments.
[[nodiscard]] std::string toStudyJson(const Comparison& comparison);
[[nodiscard]] std::string toStudyJson(const Sweep& sweep);

/// None for anything else than what these wrote: a study can be made again.
[[nodiscard]] std::optional<Comparison> comparisonOf(const std::string& text);
[[nodiscard]] std::optional<Sweep> sweepOf(const std::string& text);

}  // namespace faultline::pipeline
