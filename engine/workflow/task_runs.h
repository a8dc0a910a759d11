#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/workflow/separation.h"

namespace faultline::workflow {

/// The different runs of one task, background left out: most runs are the same few over and over.
struct DistinctRuns {
  std::vector<LogKey> keys;
  std::vector<std::size_t> ends{0};    ///< In `keys`.
  std::vector<std::uint64_t> weights;  ///< By run: how many it stands for.

  [[nodiscard]] std::size_t size() const { return weights.size(); }
  [[nodiscard]] std::span<const LogKey> operator[](std::size_t run) const {
    return std::span(keys).subspan(ends[run], ends[run + 1] - ends[run]);
  }
};

struct TaskRuns {
  std::vector<DistinctRuns> tasks;
  std::vector<std::uint32_t> of;  ///< By run of the separation: which of its task's it is.
};

[[nodiscard]] std::uint64_t hashOf(std::span<const LogKey> keys);

/// Error Cancelled.
Result<TaskRuns> collectRuns(const Material& material, const Separation& separation,
                             const std::stop_token& stop);

}  // namespace faultline::workflow
