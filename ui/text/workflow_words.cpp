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

namespace {

QString words(const char* text) { return QCoreApplication::translate("Workflow", text); }

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

}  // namespace faultline::ui
