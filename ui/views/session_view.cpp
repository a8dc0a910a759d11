#include "ui/views/session_view.h"

#include <algorithm>

#include <QtCore/QEvent>
#include <QtCore/QSignalBlocker>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QListView>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTableView>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QVBoxLayout>

#include "ui/models/workflow_runs_model.h"
#include "ui/models/workflow_steps_model.h"
#include "ui/style/style.h"
#include "ui/text/workflow_words.h"
#include "ui/views/empty_state.h"
#include "ui/views/session_path.h"
#include "ui/views/widgets.h"
#include "ui/views/workflow_graph.h"

namespace faultline::ui {

using namespace pipeline;
using workflow::kNone;

SessionView::SessionView(std::shared_ptr<Engine> engine, QWidget* parent)
    : QWidget(parent),
      m_engine(std::move(engine)),
      m_stack(new QStackedWidget(this)),
      m_empty(new EmptyState(this)),
      m_runsModel(new WorkflowRunsModel(this)),
      m_stepsModel(new WorkflowStepsModel(this)),
      m_graph(new WorkflowGraph(m_engine, this)) {
  setAccessibleName(tr("Workflow of the session"));
  m_stack->addWidget(m_empty);
  m_stack->addWidget(makePage());
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_stack);
  connectParts();
}

bool SessionView::showsSession() const { return m_stack->currentIndex() == 1; }

void SessionView::showEmpty(const QString& icon, const QString& title, const QString& text,
                            const QString& button) {
  m_workflow.reset();
  m_trace.reset();
  m_step = 0;
  m_runsModel->setTrace(nullptr, nullptr);
  m_stepsModel->setTrace(nullptr, nullptr);
  m_graph->showTask(nullptr, kNone);
  m_empty->show(icon, title, text, button);
  m_stack->setCurrentIndex(0);
}

void SessionView::showTrace(std::shared_ptr<const ProjectWorkflow> workflow,
                            std::shared_ptr<const SessionTrace> trace, std::size_t step) {
  m_workflow = std::move(workflow);
  m_trace = std::move(trace);
  {
    const QSignalBlocker quietRuns(m_runs->selectionModel()), quietSteps(m_steps->selectionModel());
    m_runsModel->setTrace(m_workflow, m_trace);
    m_stepsModel->setTrace(m_workflow, m_trace);
  }
  m_runs->setVisible(m_runsModel->rowCount() > 0);
  m_step = std::min(step, m_trace->steps.empty() ? 0 : m_trace->steps.size() - 1);
  m_here = true;
  m_stack->setCurrentIndex(1);
  showStep();
}

void SessionView::setStep(std::optional<std::size_t> step) {
  if (!m_trace) return;
  m_here = step.has_value();
  if (step && *step < m_trace->steps.size()) m_step = *step;
  showStep();
}

void SessionView::setZone(const DisplayZone& zone) { m_stepsModel->setZone(zone); }

void SessionView::goTo(std::size_t step) {
  if (!m_trace || step >= m_trace->steps.size()) return;
  const bool same = step == m_step && m_here;
  m_step = step;
  m_here = true;
  showStep();
  if (!same) Q_EMIT stepChosen(step);
}

void SessionView::stepBy(int steps) {
  if (!m_trace || m_trace->steps.empty()) return;
  const auto last = static_cast<std::ptrdiff_t>(m_trace->steps.size()) - 1;
  goTo(static_cast<std::size_t>(
      std::clamp(static_cast<std::ptrdiff_t>(m_step) + steps, std::ptrdiff_t{0}, last)));
}

void SessionView::goToFirst() { goTo(0); }

void SessionView::goToLast() {
  if (m_trace && !m_trace->steps.empty()) goTo(m_trace->steps.size() - 1);
}

void SessionView::goToDeviation(int direction) {
  if (!m_trace) return;
  const auto& all = m_trace->deviations;
  std::optional<std::size_t> wanted;
  for (const TraceDeviation& each : all) {
    const std::size_t at = each.deviation.at;
    if (direction > 0 ? at <= m_step : at >= m_step) continue;
    if (!wanted || (direction > 0 ? at < *wanted : at > *wanted)) wanted = at;
  }
  if (wanted) goTo(*wanted);
}

void SessionView::goToNextDeviation() { goToDeviation(1); }
void SessionView::goToPreviousDeviation() { goToDeviation(-1); }

void SessionView::goToFirstDeviation() {
  if (m_trace && !m_trace->deviations.empty()) goTo(m_trace->deviations.front().deviation.at);
}

void SessionView::chooseNode(workflow::NodeIndex node) {
  if (!m_trace) return;
  if (const auto step = nextStepOn(*m_trace, m_graph->task(), node, m_step)) goTo(*step);
}

const TraceDeviation* SessionView::told() const {
  if (!m_trace || m_trace->steps.empty()) return nullptr;
  const std::uint32_t at = m_trace->steps[m_step].place.deviation;
  if (at < m_trace->deviations.size()) return &m_trace->deviations[at];
  return m_trace->deviations.empty() ? nullptr : &m_trace->deviations.front();
}

void SessionView::copySentence() {
  if (!m_trace) return;
  const TraceDeviation* deviation = told();
  if (deviation == nullptr) return;
  QString text = sentenceText(deviation->sentence, m_engine->workflowPattern(deviation->sentence.code));
  if (!m_trace->label.empty()) text = tr("%1 (session %2)").arg(text, plain(m_trace->label));
  QGuiApplication::clipboard()->setText(text);
}

void SessionView::showStep() {
  const bool any = m_trace && !m_trace->steps.empty();
  {
    const QSignalBlocker quietRuns(m_runs->selectionModel()), quietSteps(m_steps->selectionModel());
    const QModelIndex step =
        any ? m_stepsModel->index(static_cast<int>(m_step), WorkflowStepsModel::What) : QModelIndex();
    if (any && m_here) {
      m_steps->setCurrentIndex(step);
    } else {
      m_steps->clearSelection();
    }
    if (any) m_steps->scrollTo(step, QAbstractItemView::EnsureVisible);
    const int run = any ? m_runsModel->rowOf(m_step) : -1;
    m_runs->setCurrentIndex(m_runsModel->index(std::max(run, 0)));
  }
  // Signals of the selections were held back, and with them what repaints.
  m_steps->viewport()->update();
  m_runs->viewport()->update();
  showSentence();
  showGraph();
}

void SessionView::showSentence() {
  const bool any = m_trace && !m_trace->steps.empty();
  const TraceDeviation* deviation = told();
  const bool here = any && m_trace->steps[m_step].place.deviation < m_trace->deviations.size();
  if (deviation != nullptr) {
    const Severity severity = deviationSeverity(deviation->deviation.kind);
    m_icon->setPixmap(style::severityIcon(severity).pixmap(style::kIcon, style::kIcon));
    m_icon->setAccessibleName(severityText(severity));
    const QString text =
        sentenceText(deviation->sentence, m_engine->workflowPattern(deviation->sentence.code));
    m_sentence->setText(text);
  } else {
    m_icon->setPixmap(
        style::icon(QStringLiteral("circle-check"), style::Tint::Dim).pixmap(style::kIcon, style::kIcon));
    m_icon->setAccessibleName(tr("No deviation"));
    m_sentence->setText(any ? m_runsModel->rowCount() == 0
                                  ? tr("Nothing of this session is of a task of the workflow.")
                                  : tr("This session goes as its workflow has it.")
                            : tr("The finding is about no entry of a session."));
  }
  m_sentence->setProperty("dim", deviation != nullptr && !here);
  m_sentence->style()->unpolish(m_sentence);
  m_sentence->style()->polish(m_sentence);
  m_sentence->setToolTip(plainTip(m_sentence->text()));
  m_copy->setVisible(deviation != nullptr);
  m_first->setVisible(deviation != nullptr);
  const auto& all = m_trace ? m_trace->deviations : std::vector<TraceDeviation>();
  m_first->setEnabled(!all.empty() && all.front().deviation.at != m_step);
  const auto someAt = [&](auto fits) {
    return std::any_of(all.begin(), all.end(),
                       [&](const TraceDeviation& each) { return fits(each.deviation.at); });
  };
  m_previousDeviation->setEnabled(someAt([this](std::size_t at) { return at < m_step; }));
  m_nextDeviation->setEnabled(someAt([this](std::size_t at) { return at > m_step; }));
  m_previousStep->setEnabled(any && m_step > 0);
  m_nextStep->setEnabled(any && m_step + 1 < m_trace->steps.size());
  m_elsewhere->setVisible(any && !m_here);
  if (!any) return m_place->clear();
  m_place->setText(tr("step %1 of %2")
                       .arg(numberText(m_trace->before + m_step + 1),
                            numberText(m_trace->before + m_trace->steps.size() + m_trace->after)));
}

void SessionView::showGraph() {
  if (!m_trace || !m_workflow) return;
  const SessionPlace place = placeAt(*m_workflow, *m_trace, m_step);
  if (place.task == kNone) {
    m_graph->setEmptyText(tr("Of no task"), tr("This session has no part of a task of the workflow."));
    return m_graph->showTask(nullptr, kNone);
  }
  m_graph->showTask(m_workflow, place.task);
  m_graph->showPath(place.path);
}

QString SessionView::sentence() const { return m_sentence->text(); }

QString SessionView::place() const { return m_place->text(); }

void SessionView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  constexpr int kNarrow = 620, kHigh = 480;  // below and above which the steps go under the graph
  m_splitter->setOrientation(width() < kNarrow && height() > kHigh ? Qt::Vertical : Qt::Horizontal);
}

bool SessionView::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_steps && event->type() == QEvent::Resize) fitSteps();
  return QWidget::eventFilter(watched, event);
}

/// What the steps are called comes first; the rest is in the tooltips too.
void SessionView::fitSteps() {
  constexpr int kForNotes = 500, kForTimes = 330;
  m_steps->setColumnHidden(WorkflowStepsModel::Note, m_steps->width() < kForNotes);
  m_steps->setColumnHidden(WorkflowStepsModel::Time, m_steps->width() < kForTimes);
  if (m_steps->currentIndex().isValid()) m_steps->scrollTo(m_steps->currentIndex());
}

void SessionView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && m_trace) showSentence();
}

}  // namespace faultline::ui
