#include "ui/models/workflow_runs_model.h"

#include <algorithm>
#include <map>

#include "ui/style/style.h"
#include "ui/text/format.h"
#include "ui/text/workflow_words.h"

namespace faultline::ui {

using namespace pipeline;
using workflow::DeviationKind;
using workflow::kNone;

namespace {
constexpr qsizetype kMostName = 28;  // characters; the rest is in the tooltip
}

void WorkflowRunsModel::setTrace(std::shared_ptr<const ProjectWorkflow> workflow,
                                 const std::shared_ptr<const SessionTrace>& trace) {
  beginResetModel();
  m_workflow = std::move(workflow);
  m_runs.clear();
  std::map<std::uint32_t, std::size_t> places;
  const std::size_t count = trace && m_workflow ? trace->steps.size() : 0;
  for (std::size_t at = 0; at < count; ++at) {
    const workflow::Step& step = trace->steps[at].place;
    if (step.run == kNone) continue;
    const auto [place, isNew] = places.try_emplace(step.run, m_runs.size());
    if (isNew) m_runs.push_back({step.run, step.task, at, at, 0, std::nullopt});
    Run& run = m_runs[place->second];
    run.last = at;
    if (step.deviation >= trace->deviations.size()) continue;
    ++run.deviations;
    const DeviationKind kind = trace->deviations[step.deviation].deviation.kind;
    if (!run.worst || *run.worst == DeviationKind::Slow) run.worst = kind;
  }
  endResetModel();
}

int WorkflowRunsModel::rowOf(std::size_t step) const {
  const auto after = std::upper_bound(m_runs.begin(), m_runs.end(), step,
                                      [](std::size_t wanted, const Run& run) { return wanted < run.first; });
  return static_cast<int>(after - m_runs.begin()) - 1;
}

int WorkflowRunsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_runs.size());
}

QString WorkflowRunsModel::name(const Run& run) const {
  const QString name = taskLabel(*m_workflow, run.task);
  return name.isEmpty() ? tr("Task %1").arg(run.task + 1) : name;
}

QString WorkflowRunsModel::whole(const Run& run) const {
  QStringList parts{tr("%1, steps %2 to %3").arg(name(run)).arg(run.first + 1).arg(run.last + 1)};
  if (run.worst) {
    parts << tr("%n deviation(s)", nullptr, static_cast<int>(run.deviations));
    parts << deviationText(*run.worst);
  }
  return parts.join(QStringLiteral(", "));
}

QVariant WorkflowRunsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const Run& shown = run(index.row());
  switch (role) {
    case Qt::DisplayRole: {
      QString text = name(shown);
      if (text.size() > kMostName) text = text.left(kMostName - 1).trimmed() + QStringLiteral("…");
      if (shown.worst) text = tr("%1 · %2").arg(text, deviationText(*shown.worst));
      const bool last = index.row() + 1 == rowCount();
      return last ? text : text + QStringLiteral("   ›");
    }
    case Qt::DecorationRole:
      return shown.worst ? QVariant(style::icon(deviationIcon(*shown.worst))) : QVariant();
    case Qt::ToolTipRole:
      return plainTip(whole(shown));
    case Qt::AccessibleTextRole:
      return whole(shown);
    default:
      return {};
  }
}

}  // namespace faultline::ui
