#include "ui/views/workflow_page.h"

#include <algorithm>

#include <QtCore/QSignalBlocker>
#include <QtWidgets/QInputDialog>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QToolButton>

#include "ui/models/workflow_tables.h"
#include "ui/style/style.h"
#include "ui/text/format.h"
#include "ui/text/translate.h"
#include "ui/text/workflow_words.h"
#include "ui/views/banner.h"
#include "ui/views/empty_state.h"
#include "ui/views/node_details.h"
#include "ui/views/rows_table.h"
#include "ui/views/widgets.h"
#include "ui/views/workflow_graph.h"

namespace faultline::ui {

using namespace pipeline;
using workflow::kNone;

const workflow::Task* WorkflowPage::current() const {
  return m_workflow && m_task < m_workflow->automaton.tasks.size() ? &m_workflow->automaton.tasks[m_task]
                                                                   : nullptr;
}

QString WorkflowPage::summary() const { return m_summary->text(); }

void WorkflowPage::setUnknown() {
  m_known = false;
  m_error.reset();
  m_workflow.reset();
  m_task = kNone;
  m_graph->showTask(nullptr, kNone);
  showWhatThereIs();
}

void WorkflowPage::setWorkflow(const Result<std::shared_ptr<const ProjectWorkflow>>& workflow) {
  const workflow::Task* before = current();
  const workflow::TaskId chosen = before == nullptr ? workflow::TaskId{} : before->id;
  m_known = true;
  m_error = workflow ? std::nullopt : std::optional(workflow.error());
  m_workflow = workflow ? *workflow : nullptr;
  m_task = kNone;
  if (m_workflow && !m_workflow->automaton.tasks.empty()) {
    const auto& tasks = m_workflow->automaton.tasks;
    const auto same =
        std::find_if(tasks.begin(), tasks.end(), [&](const auto& each) { return each.id == chosen; });
    m_task = same == tasks.end() ? 0 : static_cast<workflow::TaskIndex>(same - tasks.begin());
  }
  {
    const QSignalBlocker quiet(m_tasks->selectionModel());
    m_tasks->setRows(m_workflow ? taskRows(*m_workflow) : Rows());
    if (m_task != kNone) m_tasks->selectRow(static_cast<int>(m_task));
  }
  showTask();
  showWhatThereIs();
}

void WorkflowPage::setEvents(std::uint64_t events) {
  m_events = events;
  showWhatThereIs();
}

void WorkflowPage::setBusy(bool busy) {
  if (m_busy == busy) return;
  m_busy = busy;
  m_details->setBusy(busy);
  showWhatThereIs();
}

void WorkflowPage::chooseTask(workflow::TaskIndex task) {
  if (!m_workflow || task >= m_workflow->automaton.tasks.size()) return;
  m_tasks->selectRow(static_cast<int>(task));
}

void WorkflowPage::showTask() {
  {
    const QSignalBlocker quiet(m_variants->selectionModel());
    m_variants->clearSelection();
    m_variants->setCurrentIndex({});
    m_variants->setRows(m_workflow ? variantRows(*m_workflow, m_task) : Rows());
  }
  const workflow::Task* task = current();
  const std::size_t shown = task == nullptr ? 0 : task->variants.size();
  m_variantsTitle->setText(task != nullptr && task->variantCount > shown
                               ? tr("Variants, %1 of %2").arg(shown).arg(task->variantCount)
                               : tr("Variants"));
  m_graph->showTask(task == nullptr ? nullptr : m_workflow, task == nullptr ? kNone : m_task);
  m_graph->showVariant(std::nullopt);
  showNode(kNone);
  fillMenus();
}

void WorkflowPage::showNode(workflow::NodeIndex node) { m_details->setNode(m_workflow, m_task, node); }

void WorkflowPage::showVariant(std::optional<std::size_t> variant) {
  const QSignalBlocker quiet(m_variants->selectionModel());
  if (variant) {
    m_variants->selectRow(static_cast<int>(*variant));
  } else {
    m_variants->clearSelection();
  }
  m_variants->viewport()->update();
}

void WorkflowPage::fillMenus() {
  m_mergeMenu->clear();
  m_exportMenu->clear();
  if (!m_workflow) return;
  const auto& tasks = m_workflow->automaton.tasks;
  for (std::size_t at = 0; at < tasks.size(); ++at) {
    if (at == m_task) continue;
    const QString name = taskLabel(*m_workflow, static_cast<workflow::TaskIndex>(at));
    m_mergeMenu->addAction(withoutMnemonic(name), this, [this, other = tasks[at].id] {
      const workflow::Task* task = current();
      if (task != nullptr) Q_EMIT editRequested({WorkflowEdit::Kind::Merge, task->id, other, 0, {}});
    });
  }
  if (current() != nullptr)
    m_exportMenu->addAction(tr("This &task…"), this, [this] { Q_EMIT exportRequested(current()->id); });
  m_exportMenu->addAction(tr("&All tasks…"), this, [this] { Q_EMIT exportRequested({}); });
}

void WorkflowPage::rename() {
  const workflow::Task* task = current();
  if (task == nullptr || m_busy) return;
  auto* question = new QInputDialog(this);
  question->setAttribute(Qt::WA_DeleteOnClose);
  question->setWindowTitle(tr("Rename the task"));
  question->setLabelText(tr("Name; empty: it is named by its log keys"));
  question->setTextValue(taskLabel(*m_workflow, m_task));
  connect(question, &QInputDialog::textValueSelected, this, [this, id = task->id](const QString& name) {
    Q_EMIT editRequested({WorkflowEdit::Kind::Rename, id, {}, 0, name.trimmed().toStdString()});
  });
  question->open();
}

void WorkflowPage::onEmptyTriggered() {
  if (m_events == 0) {
    Q_EMIT importRequested();
  } else if (m_workflow) {  // it was tried, and found nothing
    Q_EMIT mineWithSettingsRequested();
  } else {
    Q_EMIT mineRequested();
  }
}

void WorkflowPage::showWhatThereIs() {
  const bool any = current() != nullptr;
  m_stack->setCurrentIndex(any ? 1 : 0);
  setFocusProxy(any ? static_cast<QWidget*>(m_tasks) : m_empty->button());
  m_summary->setText(any ? workflowSummary(*m_workflow) : QString());
  m_mine->setVisible(any);
  m_mine->setEnabled(!m_busy);
  m_export->setVisible(any);
  m_rename->setEnabled(any && !m_busy);
  m_merge->setEnabled(any && !m_busy && m_workflow->automaton.tasks.size() > 1);
  if (any && m_workflow->outdated) {
    m_banner->showNotice(tr("The log has changed since this workflow was mined"),
                         tr("Entries came or log keys changed; mine it again to have them in it."));
    m_banner->setAction(tr("&Mine again"), [this] { Q_EMIT mineRequested(); });
  } else {
    m_banner->hide();
  }
  const int history = any ? m_workflow->automaton.suggestedHistory : 0;
  const int candidates = any ? m_workflow->automaton.suggestedCandidates : 0;
  m_suggestionRow->setVisible(history > 0 && candidates > 0);
  m_suggestion->setText(tr("Suggested by the workflow: look back on %1 keys, expect the likeliest %2.")
                            .arg(history)
                            .arg(candidates));
  m_apply->setEnabled(!m_busy);
  if (!any) showEmpty();
}

void WorkflowPage::showEmpty() {
  const QString icon = QStringLiteral("workflow");
  if (m_events == 0 && m_known) {
    return m_empty->show(QStringLiteral("upload"), tr("No logs yet"), tr("Workflows are mined from logs."),
                         tr("&Import logs…"));
  }
  if (!m_known) return m_empty->show(QStringLiteral("loader"), tr("Reading the workflow…"), QString());
  if (m_busy)
    return m_empty->show(QStringLiteral("loader"), tr("Working…"),
                         tr("The workflow appears here once it is mined."));
  if (m_error) {
    const ErrorWords told = errorWords(*m_error);
    return m_empty->show(QStringLiteral("triangle-alert"), told.what,
                         ErrorWords{{}, told.why, told.advice}.whole(), tr("&Mine the workflow"));
  }
  if (m_workflow) {
    QStringList why;
    for (const Notice& notice : m_workflow->automaton.notices) {
      ErrorWords told = errorWords(notice);
      if (notice.code == ErrorCode::NoWorkflow) told.what.clear();  // the title says it
      why << told.whole();
    }
    return m_empty->show(icon, tr("No workflow was found"), why.join(QLatin1Char('\n')),
                         tr("Mine with other &settings…"));
  }
  m_empty->show(
      icon, tr("No workflow yet"),
      tr("A workflow is the way in which the log's tasks usually go: which steps follow each other, "
         "which come at once, what is repeated, how long each takes. With it, findings say where in "
         "a task they happened."),
      tr("&Mine the workflow"));
}

}  // namespace faultline::ui
