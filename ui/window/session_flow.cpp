#include "ui/window/session_flow.h"

#include <QtGui/QAction>
#include <QtWidgets/QMenu>

#include "ui/text/translate.h"
#include "ui/views/evidence_view.h"
#include "ui/views/session_view.h"
#include "ui/window/actions.h"
#include "ui/window/workflow_flow.h"

namespace faultline::ui {

using namespace pipeline;

SessionFlow::SessionFlow(Workspace* workspace, Selection* selection, WorkflowFlow* workflow, Views views,
                         QObject* parent)
    : QObject(parent), m_workspace(workspace), m_selection(selection), m_workflow(workflow), m_views(views) {
  connect(m_selection, &Selection::changed, this, &SessionFlow::onSelected);
  connect(m_workflow, &WorkflowFlow::workflowChanged, this, &SessionFlow::onWorkflow);
  connect(m_workspace, &Workspace::findingsChanged, this, &SessionFlow::onWorkflow);
  connect(m_workspace, &Workspace::projectChanged, this, [this] {
    m_queries.cancelAll();
    showNothing();
  });
  connect(m_views.session, &SessionView::stepChosen, this, &SessionFlow::chooseStep);
  connect(m_views.session, &SessionView::elsewhereRequested, this, &SessionFlow::loadElsewhere);
  connect(m_views.session, &SessionView::triggered, m_workflow, &WorkflowFlow::mine);
  connect(m_views.session, &SessionView::failed, m_workspace, &Workspace::failed);
  showNothing();
}

void SessionFlow::connectSteps(Actions* actions) {
  SessionView* view = m_views.session;
  view->addActions(actions->steps->actions());
  connect(actions->nextStep, &QAction::triggered, view, [view] { view->stepBy(1); });
  connect(actions->previousStep, &QAction::triggered, view, [view] { view->stepBy(-1); });
  connect(actions->nextDeviation, &QAction::triggered, view, &SessionView::goToNextDeviation);
  connect(actions->previousDeviation, &QAction::triggered, view, &SessionView::goToPreviousDeviation);
  connect(actions->firstStep, &QAction::triggered, view, &SessionView::goToFirst);
  connect(actions->lastStep, &QAction::triggered, view, &SessionView::goToLast);
  connect(actions->copySentence, &QAction::triggered, view, &SessionView::copySentence);
}

/// The same finding may have another trace now.
void SessionFlow::onWorkflow() {
  m_finding = {};
  m_elsewhere = false;
  onSelected(m_selection->current());
}

void SessionFlow::onSelected(const Selected& selected) {
  const auto at = m_steps.find(selected.event);
  const bool sameFinding = selected.finding == m_finding;
  if (sameFinding && at != m_steps.end()) return m_views.session->setStep(at->second);
  const Finding* finding = m_workspace->finding(selected.finding);
  const bool back = finding != nullptr && m_elsewhere && finding->event == selected.event;
  if (!sameFinding || back) return load(selected.finding);
  m_views.session->setStep(std::nullopt);
}

void SessionFlow::load(FindingId id) {
  m_finding = id;
  m_elsewhere = false;
  if (!id || !m_workflow->workflow() || m_workflow->workflow()->automaton.tasks.empty()) {
    m_queries.cancelAll();
    return showNothing();
  }
  m_queries.run(
      this, QStringLiteral("trace"),
      [engine = m_workspace->engine(), project = m_workspace->path(), id](std::stop_token stop) {
        return engine->traceFinding(project, id, stop);
      },
      [this](const Result<SessionTrace>& trace) {
        const EventId event = m_selection->current().event;
        show(trace, event ? std::optional(event) : std::nullopt);
      });
  loadCauses(id);
}

void SessionFlow::loadElsewhere() {
  const Selected& selected = m_selection->current();
  if (!selected.session) return;
  m_queries.run(
      this, QStringLiteral("trace"),
      [engine = m_workspace->engine(), project = m_workspace->path(), session = selected.session](
          std::stop_token stop) { return engine->traceSession(project, session, stop); },
      [this](const Result<SessionTrace>& trace) {
        m_elsewhere = true;
        show(trace, m_selection->current().event);
      });
}

void SessionFlow::loadCauses(FindingId id) {
  m_queries.run(
      this, QStringLiteral("causes"),
      [engine = m_workspace->engine(), project = m_workspace->path(), id](std::stop_token stop) {
        return engine->loadCauses(project, id, stop);
      },
      [this, id](const Result<std::vector<Cause>>& causes) {
        if (causes && id == m_views.evidence->finding()) m_views.evidence->showCauses(*causes);
      });
}

void SessionFlow::show(const Result<SessionTrace>& trace, const std::optional<EventId>& event) {
  m_steps.clear();
  if (!trace) {
    if (trace.error().code == ErrorCode::Cancelled) return;
    const ErrorWords words = errorWords(trace.error());
    return m_views.session->showEmpty(QStringLiteral("triangle-alert"), words.what,
                                      ErrorWords{{}, words.why, words.advice}.whole());
  }
  if (trace->steps.empty()) {
    return m_views.session->showEmpty(
        QStringLiteral("workflow"), tr("No session to show"),
        tr("This finding is about no log entry, so there is no way through a workflow that it took."));
  }
  for (std::size_t at = 0; at < trace->steps.size(); ++at) m_steps.emplace(trace->steps[at].event, at);
  const auto here = event ? m_steps.find(*event) : m_steps.end();
  const std::size_t step = here != m_steps.end() ? here->second : trace->at.value_or(0);
  m_views.session->showTrace(m_workflow->workflow(), std::make_shared<const SessionTrace>(*trace), step);
}

void SessionFlow::showNothing() {
  m_steps.clear();
  SessionView* view = m_views.session;
  const QString icon = QStringLiteral("workflow");
  const auto workflow = m_workflow->workflow();
  if (m_workspace->isOpen() && !m_workflow->known()) {
    return view->showEmpty(QStringLiteral("loader"), tr("Reading the workflow…"), QString());
  }
  if (!workflow) {
    return view->showEmpty(icon, tr("No workflow yet"),
                           tr("Once it is mined, this shows the way that a finding's session took, and where "
                              "it left the usual one."),
                           tr("&Mine the workflow"));
  }
  if (workflow->automaton.tasks.empty()) {
    QStringList why;
    for (const Notice& notice : workflow->automaton.notices) {
      ErrorWords told = errorWords(notice);
      if (notice.code == ErrorCode::NoWorkflow) told.what.clear();  // the title says it
      why << told.whole();
    }
    return view->showEmpty(icon, tr("No workflow was found"), why.join(QLatin1Char('\n')));
  }
  view->showEmpty(icon, tr("Workflow"), tr("Choose a finding to see the way that its session took."));
}

void SessionFlow::chooseStep(std::size_t step) {
  const auto trace = m_views.session->trace();
  if (!trace || step >= trace->steps.size()) return;
  const TraceStep& chosen = trace->steps[step];
  Selected selected = m_selection->current();
  selected.event = chosen.event;
  selected.session = trace->session;
  selected.time = chosen.time;
  m_selection->select(selected, Selection::Step::Replace);
}

}  // namespace faultline::ui
