#include "ui/text/workflow_words.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <QtCore/QCoreApplication>

#include "ui/text/format.h"
#include "ui/text/translate.h"

namespace faultline::ui {

using namespace pipeline;
using workflow::DeviationKind;
using workflow::kNone;

namespace {

QString words(const char* text) { return QCoreApplication::translate("Workflow", text); }

/// The step before or after this one in its run that stands on a node; that of another run is another task's.
QString neighbour(const ProjectWorkflow& workflow, const SessionTrace& trace, std::size_t at, int direction) {
  const workflow::Step& here = trace.steps[at].place;
  for (auto place = static_cast<std::ptrdiff_t>(at) + direction;
       place >= 0 && place < static_cast<std::ptrdiff_t>(trace.steps.size()); place += direction) {
    const workflow::Step& step = trace.steps[static_cast<std::size_t>(place)].place;
    if (here.run != kNone && step.run != kNone && step.run != here.run) return {};
    if (step.node != kNone) return nodeLabel(workflow, step.task, step.node);
  }
  return {};
}

}  // namespace

const WorkflowKey* keyOf(const ProjectWorkflow& workflow, std::int64_t key) {
  const auto found =
      std::lower_bound(workflow.keys.begin(), workflow.keys.end(), key,
                       [](const WorkflowKey& each, std::int64_t wanted) { return each.key.value < wanted; });
  return found == workflow.keys.end() || found->key.value != key ? nullptr : &*found;
}

QString nodeLabel(const ProjectWorkflow& workflow, workflow::TaskIndex task, workflow::NodeIndex node) {
  const auto& tasks = workflow.automaton.tasks;
  if (task >= tasks.size() || node >= tasks[task].nodes.size()) return {};
  const auto id = static_cast<std::int64_t>(tasks[task].nodes[node].key);
  const WorkflowKey* key = keyOf(workflow, id);
  if (key == nullptr) return QCoreApplication::translate("Workflow", "Log key %1").arg(id);
  return plain(key->label.empty() ? key->templateText : key->label);
}

QString taskLabel(const ProjectWorkflow& workflow, workflow::TaskIndex task) {
  return task < workflow.taskNames.size() ? plain(workflow.taskNames[task]) : QString();
}

QString deviationText(DeviationKind kind) {
  switch (kind) {
    case DeviationKind::Missing:
      return words(QT_TRANSLATE_NOOP("Workflow", "Steps missing"));
    case DeviationKind::Unexpected:
      return words(QT_TRANSLATE_NOOP("Workflow", "Unexpected"));
    case DeviationKind::OutOfOrder:
      return words(QT_TRANSLATE_NOOP("Workflow", "Out of order"));
    case DeviationKind::Repeated:
      return words(QT_TRANSLATE_NOOP("Workflow", "Repeated too often"));
    case DeviationKind::EndedEarly:
      return words(QT_TRANSLATE_NOOP("Workflow", "Ended early"));
    case DeviationKind::Slow:
      return words(QT_TRANSLATE_NOOP("Workflow", "Slow"));
  }
  return {};
}

QString deviationIcon(DeviationKind kind) {
  return kind == DeviationKind::Slow ? QStringLiteral("timer") : QStringLiteral("triangle-alert");
}

Severity deviationSeverity(DeviationKind kind) {
  return kind == DeviationKind::Slow ? Severity::Minor : Severity::Major;
}

QString sentenceText(const Sentence& sentence, const std::string& pattern) {
  if (pattern.empty()) return plain(sentence.text);
  QStringList arguments;
  for (const std::string& argument : sentence.arguments) arguments << plain(argument);
  return filledPattern(QCoreApplication::translate("Engine", pattern.c_str()), arguments);
}

QString elapsedText(double milliseconds) {
  if (!std::isfinite(milliseconds) || milliseconds < 0) return QStringLiteral("–");
  if (milliseconds < 100)
    return QCoreApplication::translate("Workflow", "%1 ms").arg(std::lround(milliseconds));
  constexpr double kMost = 1e12;  // ms; more is no time but an accident
  return durationText(std::chrono::milliseconds(std::llround(std::min(milliseconds, kMost))));
}

WorkflowPlace placeOf(const ProjectWorkflow& workflow, const SessionTrace& trace, std::size_t at) {
  WorkflowPlace place;
  if (at >= trace.steps.size()) return place;
  const workflow::Step& step = trace.steps[at].place;
  if (step.deviation < trace.deviations.size()) {
    const workflow::Deviation& deviation = trace.deviations[step.deviation].deviation;
    place.deviation = deviation.kind;
    place.during = taskLabel(workflow, deviation.task);
    place.after = nodeLabel(workflow, deviation.task, deviation.after);
    place.before = nodeLabel(workflow, deviation.task, deviation.before);
  } else {
    place.during = taskLabel(workflow, step.task);
    place.after = neighbour(workflow, trace, at, -1);
    place.before = neighbour(workflow, trace, at, 1);
  }
  return place;
}

}  // namespace faultline::ui
