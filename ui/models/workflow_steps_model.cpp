#include "ui/models/workflow_steps_model.h"

#include "ui/style/style.h"
#include "ui/text/workflow_words.h"

namespace faultline::ui {

using namespace pipeline;
using workflow::DeviationKind;
using workflow::kNone;

void WorkflowStepsModel::setTrace(std::shared_ptr<const ProjectWorkflow> workflow,
                                  std::shared_ptr<const SessionTrace> trace) {
  beginResetModel();
  m_workflow = std::move(workflow);
  m_trace = std::move(trace);
  endResetModel();
}

void WorkflowStepsModel::setZone(const DisplayZone& zone) {
  m_zone = zone;
  if (rowCount() > 0) Q_EMIT dataChanged(index(0, Time), index(rowCount() - 1, Time));
}

int WorkflowStepsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() || !m_trace || !m_workflow ? 0 : static_cast<int>(m_trace->steps.size());
}

int WorkflowStepsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kColumns;
}

const TraceStep& WorkflowStepsModel::step(int row) const {
  return m_trace->steps[static_cast<std::size_t>(row)];
}

const workflow::Deviation* WorkflowStepsModel::deviation(int row) const {
  const std::uint32_t at = step(row).place.deviation;
  return at < m_trace->deviations.size() ? &m_trace->deviations[at].deviation : nullptr;
}

QString WorkflowStepsModel::label(int row) const {
  const TraceStep& shown = step(row);
  const WorkflowKey* key = keyOf(*m_workflow, shown.key.value);
  const QString label = !shown.label.empty() ? plain(shown.label)
                        : key == nullptr     ? tr("Log key %1").arg(shown.key.value)
                                             : plain(key->label);
  const workflow::Deviation* found = deviation(row);
  return found == nullptr ? label : tr("%1: %2").arg(deviationText(found->kind), label);
}

QString WorkflowStepsModel::note(int row) const {
  if (const workflow::Deviation* found = deviation(row)) {
    const bool timed = found->kind == DeviationKind::Slow && found->usual.count > 0;
    return timed ? tr("usually %1").arg(elapsedText(found->usual.medianMs)) : QString();
  }
  if (step(row).place.task == kNone) return tr("of no task");
  return step(row).linked ? tr("by its time or request") : QString();
}

QString WorkflowStepsModel::text(int row, int column) const {
  switch (column) {
    case Time:
      return m_zone.clock(step(row).time);
    case Since:
      return step(row).place.elapsedMs < 0 ? QString() : elapsedText(step(row).place.elapsedMs);
    case What:
      return label(row);
    default:
      return note(row);
  }
}

QString WorkflowStepsModel::tip(int row) const {
  const WorkflowKey* key = keyOf(*m_workflow, step(row).key.value);
  QStringList lines{key == nullptr ? label(row) : plain(key->templateText)};
  if (const QString said = note(row); !said.isEmpty()) lines << said;
  if (const QString task = taskLabel(*m_workflow, step(row).place.task); !task.isEmpty())
    lines << tr("in “%1”").arg(task);
  if (step(row).linked) lines << tr("Names no session itself; its time or its request tells whose it is");
  return lines.join(QLatin1Char('\n'));
}

QVariant WorkflowStepsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const int row = index.row();
  const workflow::Deviation* found = deviation(row);
  switch (role) {
    case Qt::DisplayRole:
      return text(row, index.column());
    case Qt::ToolTipRole:
      return plainTip(index.column() == Time ? m_zone.text(step(row).time) : tip(row));
    case Qt::AccessibleTextRole:
      return index.column() == What ? QStringList{label(row), note(row)}.join(QLatin1Char(' ')).trimmed()
                                    : text(row, index.column());
    case Qt::TextAlignmentRole:
      return QVariant::fromValue((index.column() == Since ? Qt::AlignRight : Qt::AlignLeft) |
                                 Qt::AlignVCenter);
    case Qt::FontRole:
      if (index.column() == Time) return style::monoFont();
      return found != nullptr && index.column() == What ? QVariant(style::headingFont()) : QVariant();
    case Qt::ForegroundRole:
      if (found == nullptr && (index.column() == Note || step(row).place.task == kNone))
        return style::colors().dim;
      return {};
    case Qt::DecorationRole:
      return found != nullptr && index.column() == What ? QVariant(style::icon(deviationIcon(found->kind)))
                                                        : QVariant();
    default:
      return {};
  }
}

QVariant WorkflowStepsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= kColumns) return {};
  if (role == Qt::TextAlignmentRole && section == Since)
    return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
  if (role == Qt::ToolTipRole && section == Since)
    return plainTip(tr("Time since the step before it in its task"));
  if (role != Qt::DisplayRole) return {};
  const QString names[] = {tr("Time"), tr("Since"), tr("Step"), tr("Note")};
  return names[section];
}

}  // namespace faultline::ui
