#include "ui/models/workflow_tables.h"

#include <algorithm>

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>

#include "ui/text/format.h"
#include "ui/text/workflow_words.h"

namespace faultline::ui {

using namespace pipeline;
using workflow::kNone;

namespace {

QString words(const char* text) { return QCoreApplication::translate("Workflow", text); }

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// `6`, `4 – 14`: how many steps its variants have.
QString stepsText(const workflow::Task& task) {
  if (task.variants.empty()) return QString::number(task.nodes.size());
  const auto [least, most] = std::minmax_element(
      task.variants.begin(), task.variants.end(),
      [](const auto& one, const auto& other) { return one.path.size() < other.path.size(); });
  const QString from = QString::number(least->path.size());
  return least->path.size() == most->path.size()
             ? from
             : QStringLiteral("%1 – %2").arg(from, QString::number(most->path.size()));
}

QString pathText(const ProjectWorkflow& workflow, workflow::TaskIndex task,
                 const std::vector<workflow::NodeIndex>& path) {
  constexpr std::size_t kMost = 60;  // lines of a tooltip
  QStringList lines;
  for (std::size_t at = 0; at < path.size() && at < kMost; ++at)
    lines << QStringLiteral("%1. %2").arg(at + 1).arg(nodeLabel(workflow, task, path[at]));
  if (path.size() > kMost) lines << QStringLiteral("…");
  return lines.join(QLatin1Char('\n'));
}

/// What it has that the most frequent one has not: that tells them apart.
QString variantText(const ProjectWorkflow& workflow, workflow::TaskIndex task, std::size_t number) {
  const auto& variants = workflow.automaton.tasks[task].variants;
  if (number == 0) return words(QT_TRANSLATE_NOOP("Workflow", "the usual way"));
  std::vector<workflow::NodeIndex> usual = variants[0].path, own = variants[number].path, more, less;
  std::sort(usual.begin(), usual.end());
  std::sort(own.begin(), own.end());
  std::set_difference(own.begin(), own.end(), usual.begin(), usual.end(), std::back_inserter(more));
  std::set_difference(usual.begin(), usual.end(), own.begin(), own.end(), std::back_inserter(less));
  if (more.empty() && less.empty()) return words(QT_TRANSLATE_NOOP("Workflow", "in another order"));
  constexpr qsizetype kMost = 28;
  const auto named = [&](const std::vector<workflow::NodeIndex>& nodes) {
    QString label = nodeLabel(workflow, task, nodes.front());
    if (label.size() > kMost) label = label.left(kMost - 1) + QStringLiteral("…");
    return nodes.size() > 1 ? QStringLiteral("%1 (%2)").arg(label).arg(nodes.size()) : label;
  };
  QStringList parts;
  if (!more.empty()) parts << QStringLiteral("+ ") + named(more);
  if (!less.empty()) parts << QStringLiteral("− ") + named(less);
  return parts.join(QStringLiteral(", "));
}

}  // namespace

Rows taskRows(const ProjectWorkflow& workflow) {
  Rows rows;
  rows.headers = {words(QT_TRANSLATE_NOOP("Workflow", "Task")), words(QT_TRANSLATE_NOOP("Workflow", "Runs")),
                  words(QT_TRANSLATE_NOOP("Workflow", "Steps"))};
  const auto& tasks = workflow.automaton.tasks;
  for (std::size_t at = 0; at < tasks.size(); ++at) {
    const QString name = taskLabel(workflow, static_cast<workflow::TaskIndex>(at));
    rows.cells.push_back(
        {RowCell{name}, {numberText(tasks[at].runs), {}, true}, {stepsText(tasks[at]), {}, true}});
  }
  return rows;
}

Rows variantRows(const ProjectWorkflow& workflow, workflow::TaskIndex index) {
  Rows rows;
  rows.headers = {words(QT_TRANSLATE_NOOP("Workflow", "Variant")),
                  words(QT_TRANSLATE_NOOP("Workflow", "Runs")),
                  words(QT_TRANSLATE_NOOP("Workflow", "Share"))};
  if (index >= workflow.automaton.tasks.size()) return rows;
  const workflow::Task& task = workflow.automaton.tasks[index];
  for (std::size_t at = 0; at < task.variants.size(); ++at) {
    const workflow::Variant& variant = task.variants[at];
    rows.cells.push_back({RowCell{QStringLiteral("%1. %2").arg(at + 1).arg(variantText(workflow, index, at)),
                                  pathText(workflow, index, variant.path)},
                          {numberText(variant.count), {}, true},
                          {percentText(share(variant.count, task.runs)), {}, true}});
  }
  return rows;
}

Rows nextRows(const ProjectWorkflow& workflow, workflow::TaskIndex index, workflow::NodeIndex node) {
  Rows rows;
  rows.headers = {words(QT_TRANSLATE_NOOP("Workflow", "Then")), words(QT_TRANSLATE_NOOP("Workflow", "Share")),
                  words(QT_TRANSLATE_NOOP("Workflow", "Usually after")),
                  words(QT_TRANSLATE_NOOP("Workflow", "95 % within"))};
  if (index >= workflow.automaton.tasks.size()) return rows;
  const workflow::Task& task = workflow.automaton.tasks[index];
  const auto times = [](std::uint64_t count) {
    return QCoreApplication::translate("Workflow", "%1 times").arg(numberText(count));
  };
  for (const workflow::Edge& edge : task.edges) {
    if (edge.from != node) continue;
    const bool timed = edge.elapsed.count > 0;
    rows.cells.push_back({RowCell{nodeLabel(workflow, index, edge.to)},
                          {percentText(edge.probability), times(edge.count), true},
                          {elapsedText(timed ? edge.elapsed.medianMs : -1), {}, true},
                          {elapsedText(timed ? edge.elapsed.p95Ms : -1), {}, true}});
  }
  for (const workflow::Terminal& end : task.ends) {
    if (end.node != node || node >= task.nodes.size()) continue;
    rows.cells.push_back(
        {RowCell{words(QT_TRANSLATE_NOOP("Workflow", "the task ends")), {}, false, false, true},
         {percentText(share(end.count, task.nodes[node].count)), times(end.count), true},
         {},
         {}});
  }
  return rows;
}

QString nodeFigures(const ProjectWorkflow& workflow, workflow::TaskIndex index, workflow::NodeIndex node) {
  if (index >= workflow.automaton.tasks.size() || node >= workflow.automaton.tasks[index].nodes.size())
    return {};
  const workflow::Task& task = workflow.automaton.tasks[index];
  return QCoreApplication::translate("Workflow", "%1 times in %2 runs")
      .arg(numberText(task.nodes[node].count), numberText(task.runs));
}

QString workflowSummary(const ProjectWorkflow& workflow) {
  const QString tasks = QCoreApplication::translate("Workflow", "%n task(s)", nullptr,
                                                    static_cast<int>(workflow.automaton.tasks.size()));
  const QString method = workflow.settings.method == workflow::Method::Guided
                             ? words(QT_TRANSLATE_NOOP("Workflow", "guided by key models"))
                             : QCoreApplication::translate("Workflow", "by co-occurrence (threshold %1)")
                                   .arg(QLocale().toString(workflow.settings.tau, 'f', 2));
  return QCoreApplication::translate("Workflow", "%1 in %2 sessions, %3 log entries, %4")
      .arg(tasks, numberText(workflow.automaton.sessions), numberText(workflow.automaton.events), method);
}

}  // namespace faultline::ui
