#pragma once

#include <cstdint>

#include "engine/base/progress.h"

namespace faultline::detect {

/// A sink for the part of a job from `first` to `last` of `all`, which reports to the whole job's. `whole`
/// must outlive it.
[[nodiscard]] inline ProgressSink section(const ProgressSink& whole, std::uint64_t first, std::uint64_t last,
                                          std::uint64_t all) {
  if (!whole) return {};
  return [&whole, first, last, all](const Progress& progress) {
    constexpr std::uint64_t kSteps = 1000;
    const std::uint64_t own = progress.total == 0 ? 0 : progress.done * kSteps / progress.total;
    whole({progress.stage, first * kSteps + own * (last - first), all * kSteps, progress.subject,
           progress.loss});
  };
}

/// The same for one of several equal parts.
[[nodiscard]] inline ProgressSink phase(const ProgressSink& whole, int part, int parts) {
  const auto first = static_cast<std::uint64_t>(part);
  return section(whole, first, first + 1, static_cast<std::uint64_t>(parts));
}

}  // namespace faultline::detect
