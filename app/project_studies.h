#pragma once

#include <string>

#include "app/command.h"
#include "engine/pipeline/analyze.h"

namespace faultline::app {

/// `evaluate project PROJECT --detector ...`: the detectors on the project's own sessions.
[[nodiscard]] ExitCode compareOnProject(const CommandContext& context, const std::string& project,
                                        const std::string& detectors,
                                        const pipeline::LearnSettings& settings);

/// `evaluate project PROJECT --vary ...`.
[[nodiscard]] ExitCode sweepOnProject(const CommandContext& context, const std::string& project,
                                      const std::string& vary, const pipeline::LearnSettings& settings);

}  // namespace faultline::app
