#include "engine/workflow/builder.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "engine/workflow/stage_order.h"
#include "engine/workflow/suggestion.h"
#include "engine/workflow/task_builder.h"
#include "engine/workflow/task_runs.h"
#include "engine/workflow/timing.h"

namespace faultline::workflow {

namespace {

/// A succession of tasks rarer than this among those of either task is a fault's or chance's.
constexpr double kRareShare = .01;

/// The separation's tasks that have runs, the most frequent first.
std::vector<TaskIndex> byRuns(const Separation& separation) {
  std::vector<std::uint64_t> runs(separation.tasks);
  for (const TaskRun& run : separation.runs) ++runs[run.task];
  std::vector<TaskIndex> tasks(separation.tasks);
  std::iota(tasks.begin(), tasks.end(), TaskIndex{0});
  std::erase_if(tasks, [&](TaskIndex task) { return runs[task] == 0; });
  std::ranges::stable_sort(tasks, std::ranges::greater{}, [&](TaskIndex task) { return runs[task]; });
  return tasks;
}

void dropRare(std::map<std::pair<TaskIndex, TaskIndex>, std::uint64_t>& counts) {
  std::map<TaskIndex, std::uint64_t> from;
  std::map<TaskIndex, std::uint64_t> to;
  for (const auto& [pair, count] : counts) {
    from[pair.first] += count;
    to[pair.second] += count;
  }
  std::erase_if(counts, [&](const auto& entry) {
    return isRare(entry.second, std::min(from[entry.first.first], to[entry.first.second]), kRareShare);
  });
}

/// `taskOf`: by task of the separation, its stage in the workflow.
std::vector<Succession> findSuccessions(const Material& material, const Separation& separation,
                                        const std::vector<TaskIndex>& taskOf) {
  std::map<std::pair<TaskIndex, TaskIndex>, std::uint64_t> counts;
  const auto& runs = separation.runs;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const bool isWhole = material.sessions.kind(runs[i].session) == sequence::SessionKind::Whole;
    const bool isFirst = i == 0 || runs[i - 1].session != runs[i].session;
    const bool isLast = i + 1 == runs.size() || runs[i + 1].session != runs[i].session;
    if (!isFirst) ++counts[{taskOf[runs[i - 1].task], taskOf[runs[i].task]}];
    if (isFirst && isWhole) ++counts[{kNone, taskOf[runs[i].task]}];
    if (isLast && isWhole) ++counts[{taskOf[runs[i].task], kNone}];
  }
  dropRare(counts);
  std::vector<Succession> successions;
  for (const auto& [pair, count] : counts) successions.push_back({pair.first, pair.second, count, {}});
  return successions;
}

}  // namespace

Result<Workflow> buildWorkflow(const Material& material, const Separation& separation,
                               const std::stop_token& stop) {
  FAULTLINE_TRY_ASSIGN(const TaskRuns runs, collectRuns(material, separation, stop));
  const std::vector<TaskIndex> order = byRuns(separation);
  Workflow workflow;
  workflow.sessions = material.sessions.size();
  workflow.events = material.sessions.entryCount();
  workflow.background = separation.background;
  workflow.notices = separation.notices;
  std::vector<TaskIndex> taskOf(separation.tasks, kNone);
  std::vector<BuiltTask> built(separation.tasks);
  for (const TaskIndex task : order) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    built[task] = buildTask(runs.tasks[task], stop);
    taskOf[task] = static_cast<TaskIndex>(workflow.tasks.size());
    workflow.tasks.push_back(std::move(built[task].task));
    workflow.tasks.back().id = TaskId{static_cast<std::int64_t>(workflow.tasks.size())};
  }
  workflow.successions = findSuccessions(material, separation, taskOf);
  FAULTLINE_TRY(measureTimes({material, separation, runs, built, taskOf}, workflow, stop));
  suggest(workflow);
  return workflow;
}

}  // namespace faultline::workflow
