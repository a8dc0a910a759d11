#include "engine/workflow/stage_order.h"

namespace faultline::workflow {

namespace {

/// The rarer order's share from which the order of two stages is free. Lower than what makes a way rare: a
/// fault hits one of many pairs, while threads overlap by little where one is nearly done when the other
/// starts.
constexpr double kFreeShare = .01;

/// Among more stages than this no order is called free: what has so many is noise, or a log of many programs,
/// and sets of stages that are free of one another would be more than can be told.
constexpr std::size_t kMostOrdered = 500;

/// Something seen once is no habit when it could have been seen so often.
constexpr std::uint64_t kOnceIn = 25;

}  // namespace

bool isRare(std::uint64_t count, std::uint64_t of, double share) {
  if (count == 0) return true;
  return static_cast<double>(count) < share * static_cast<double>(of) || (count == 1 && of >= kOnceIn);
}

StageOrder::StageOrder(const DistinctRuns& runs, const Stages& stages, std::span<const std::uint8_t> normal)
    : m_runs(stages.keys.size()), m_before(m_runs.size() * m_runs.size()), m_free(m_before.size()) {
  std::vector<Stage> first;
  std::vector<std::size_t> seenIn(size(), 0);
  for (std::size_t run = 0; run < runs.size(); ++run) {
    if (normal[run] == 0) continue;
    first.clear();
    for (const Stage stage : stages.of(runs, run)) {
      if (seenIn[stage] == run + 1) continue;
      seenIn[stage] = run + 1;
      for (const Stage earlier : first) m_before[earlier * size() + stage] += runs.weights[run];
      first.push_back(stage);
      m_runs[stage] += runs.weights[run];
    }
  }
  if (size() > kMostOrdered) return;
  for (Stage a = 0; a < size(); ++a) {
    for (Stage b = 0; b < a; ++b) {
      const std::uint64_t one = before(a, b);
      const std::uint64_t other = before(b, a);
      const bool isFree = !isRare(std::min(one, other), one + other, kFreeShare);
      m_free[a * size() + b] = m_free[b * size() + a] = isFree ? 1 : 0;
    }
  }
}

}  // namespace faultline::workflow
