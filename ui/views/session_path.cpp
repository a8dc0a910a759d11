#include "ui/views/session_path.h"

#include <algorithm>

#include "ui/text/format.h"
#include "ui/text/workflow_words.h"

namespace faultline::ui {

using namespace pipeline;
using workflow::Deviation;
using workflow::DeviationKind;
using workflow::kNone;

namespace {

/// The run that the step belongs to, or that was under way.
std::uint32_t runAt(const SessionTrace& trace, std::size_t step) {
  for (std::size_t at = step + 1; at-- > 0;) {
    if (trace.steps[at].place.run != kNone) return trace.steps[at].place.run;
  }
  for (const TraceStep& each : trace.steps) {
    if (each.place.run != kNone) return each.place.run;
  }
  return kNone;
}

workflow::TaskIndex taskOf(const SessionTrace& trace, std::uint32_t run) {
  for (const TraceStep& each : trace.steps) {
    if (each.place.run == run && each.place.task != kNone) return each.place.task;
  }
  return kNone;
}

/// What usually comes after a node, the likeliest first, as its edges are.
std::vector<workflow::Expected> usualAfter(const workflow::Task& task, workflow::TaskIndex index,
                                           workflow::NodeIndex node) {
  std::vector<workflow::Expected> usual;
  double left = 1;
  for (const workflow::Edge& edge : task.edges) {
    if (edge.from != node) continue;
    usual.push_back({index, edge.to, edge.probability});
    left -= edge.probability;
  }
  constexpr double kWorthSaying = 0.005;
  if (left > kWorthSaying) usual.push_back({kNone, kNone, left});
  std::stable_sort(usual.begin(), usual.end(),
                   [](const auto& one, const auto& other) { return one.probability > other.probability; });
  return usual;
}

void addDeviation(const SessionTrace& trace, const Deviation& deviation, std::size_t step,
                  WorkflowGraph::Path& path) {
  if (!deviation.expected.empty()) path.expected = deviation.expected;
  if (deviation.kind == DeviationKind::Slow && deviation.after != kNone && deviation.before != kNone)
    path.slow = {deviation.after, deviation.before};
  if (trace.steps[step].place.node != kNone || deviation.kind == DeviationKind::EndedEarly) return;
  path.ghost = {deviation.after != kNone ? deviation.after : path.current, plain(trace.steps[step].label),
                deviationText(deviation.kind), deviationSeverity(deviation.kind)};
}

}  // namespace

SessionPlace placeAt(const ProjectWorkflow& workflow, const SessionTrace& trace, std::size_t step) {
  SessionPlace place;
  if (step >= trace.steps.size()) return place;
  const std::uint32_t run = runAt(trace, step);
  if (run == kNone) return place;
  place.task = taskOf(trace, run);
  if (place.task >= workflow.automaton.tasks.size()) return {};
  for (std::size_t at = 0; at <= step; ++at) {
    const workflow::Step& each = trace.steps[at].place;
    if (each.run == run && each.node != kNone) place.path.executed.push_back(each.node);
  }
  const workflow::Task& task = workflow.automaton.tasks[place.task];
  if (!place.path.executed.empty()) {
    place.path.current = place.path.executed.back();
    place.path.expected = usualAfter(task, place.task, place.path.current);
  }
  const std::uint32_t deviation = trace.steps[step].place.deviation;
  if (deviation < trace.deviations.size())
    addDeviation(trace, trace.deviations[deviation].deviation, step, place.path);
  return place;
}

std::optional<std::size_t> nextStepOn(const SessionTrace& trace, workflow::TaskIndex task,
                                      workflow::NodeIndex node, std::size_t from) {
  const std::size_t count = trace.steps.size();
  for (std::size_t ahead = 1; ahead <= count; ++ahead) {
    const std::size_t at = (from + ahead) % count;
    const workflow::Step& each = trace.steps[at].place;
    if (each.task == task && each.node == node) return at;
  }
  return std::nullopt;
}

}  // namespace faultline::ui
