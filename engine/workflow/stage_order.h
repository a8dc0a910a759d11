#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/workflow/stages.h"

namespace faultline::workflow {

/// Whether `count` times of `of` is so little that a fault or chance can have made it.
[[nodiscard]] bool isRare(std::uint64_t count, std::uint64_t of, double share);

/// Which stages come before which, by the first time that a run is there.
class StageOrder {
 public:
  /// Of the runs that `normal` says, one a run.
  StageOrder(const DistinctRuns& runs, const Stages& stages, std::span<const std::uint8_t> normal);

  [[nodiscard]] std::size_t size() const { return m_runs.size(); }
  /// Runs that are at `stage`; that are at both; that are at both, `first` first.
  [[nodiscard]] std::uint64_t runs(Stage stage) const { return m_runs[stage]; }
  [[nodiscard]] std::uint64_t before(Stage first, Stage second) const {
    return m_before[first * m_runs.size() + second];
  }
  /// Both orders are seen more often than faults and chance would have it: concurrent threads (DeepLog,
  /// Figure 4a).
  [[nodiscard]] bool isFree(Stage a, Stage b) const { return m_free[a * m_runs.size() + b] != 0; }

 private:
  std::vector<std::uint64_t> m_runs;
  std::vector<std::uint64_t> m_before;  ///< A matrix.
  std::vector<std::uint8_t> m_free;     ///< A matrix.
};

}  // namespace faultline::workflow
