#include "engine/workflow/task_runs.h"

#include <algorithm>

#include <tsl/robin_map.h>

namespace faultline::workflow {

namespace {

constexpr std::size_t kRunsPerCheck = 4096;

/// Finds equal runs of one task.
class Collector {
 public:
  std::uint32_t add(std::span<const LogKey> keys) {
    const std::uint64_t hash = hashOf(keys);
    const auto found = m_first.find(hash);
    std::uint32_t run = found == m_first.end() ? kNone : found->second;
    while (run != kNone && !std::ranges::equal(runs[run], keys)) run = m_next[run];
    if (run == kNone) {
      run = static_cast<std::uint32_t>(runs.size());
      m_next.push_back(found == m_first.end() ? kNone : found->second);
      m_first[hash] = run;
      runs.keys.insert(runs.keys.end(), keys.begin(), keys.end());
      runs.ends.push_back(runs.keys.size());
      runs.weights.push_back(0);
    }
    ++runs.weights[run];
    return run;
  }

  DistinctRuns runs;

 private:
  tsl::robin_map<std::uint64_t, std::uint32_t> m_first;
  std::vector<std::uint32_t> m_next;  ///< Of the same hash.
};

}  // namespace

std::uint64_t hashOf(std::span<const LogKey> keys) {
  std::uint64_t hash = 0x9e3779b97f4a7c15;
  for (const LogKey key : keys) {
    hash = (hash ^ static_cast<std::uint32_t>(key)) * 0xff51afd7ed558ccd;
    hash ^= hash >> 32;
  }
  return hash;
}

Result<TaskRuns> collectRuns(const Material& material, const Separation& separation,
                             const std::stop_token& stop) {
  std::vector<Collector> collectors(separation.tasks);
  TaskRuns collected;
  collected.of.reserve(separation.runs.size());
  std::vector<LogKey> keys;
  for (const TaskRun& run : separation.runs) {
    if (collected.of.size() % kRunsPerCheck == 0 && stop.stop_requested())
      return failure(ErrorCode::Cancelled);
    keys.clear();
    for (const LogKey key : material.sessions[run.session].subspan(run.begin, run.end - run.begin)) {
      if (!std::ranges::binary_search(separation.background, key)) keys.push_back(key);
    }
    collected.of.push_back(collectors[run.task].add(keys));
  }
  for (Collector& collector : collectors) collected.tasks.push_back(std::move(collector.runs));
  return collected;
}

}  // namespace faultline::workflow
