#pragma once

#include <cstdint>

#include "engine/base/progress.h"

namespace faultline::detect {

/// A sink for one of several equal parts of a job, which reports to the whole job's.
[[nodiscard]] inline ProgressSink phase(const ProgressSink& whole, int part, int parts) {
  if (!whole) return {};
  return [&whole, part, parts](const Progress& progress) {
    constexpr std::uint64_t kSteps = 1000;
    const std::uint64_t own = progress.total == 0 ? 0 : progress.done * kSteps / progress.total;
    whole({progress.stage, static_cast<std::uint64_t>(part) * kSteps + own,
           static_cast<std::uint64_t>(parts) * kSteps, progress.subject, progress.loss});
  };
}

}  // namespace faultline::detect
