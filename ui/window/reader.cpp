#include "ui/window/reader.h"

#include <QtCore/QScopedValueRollback>

#include "ui/views/evidence_view.h"
#include "ui/views/findings_view.h"
#include "ui/views/log_pane.h"
#include "ui/views/sources_view.h"

namespace faultline::ui {

using pipeline::Finding;

Reader::Reader(Workspace* workspace, Selection* selection, Views views, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_selection(selection), m_views(views) {
  connect(m_workspace, &Workspace::projectChanged, this, &Reader::onProject);
  connect(m_workspace, &Workspace::infoChanged, this, &Reader::onInfo);
  connect(m_workspace, &Workspace::findingsChanged, this, &Reader::onFindings);
  connect(m_workspace, &Workspace::sourceChanged, this, [this] { m_views.log->reopen(); });
  connect(m_workspace->keys(), &KeyBook::linesChanged, this, [this] { m_views.log->reopen(); });
  connect(m_workspace->jobs(), &JobRunner::changed, this,
          [this] { m_views.findings->setBusy(m_workspace->jobs()->busy()); });
  connect(m_selection, &Selection::changed, this, &Reader::onSelected);
  connectViews();
}

void Reader::connectViews() {
  connect(m_views.findings, &FindingsView::chosen, this, &Reader::chooseFinding);
  connect(m_views.evidence, &EvidenceView::eventChosen, this, &Reader::chooseEvent);
  connect(m_views.evidence, &EvidenceView::findingChosen, this, [this](FindingId id) {
    if (const Finding* finding = m_workspace->finding(id)) chooseFinding(*finding);
  });
  connect(m_views.sources, &SourcesView::opened, this, &Reader::openSource);
  connect(m_views.log, &LogPane::eventChosen, this,
          [this](const EventId& event, const SessionId& session, const std::optional<UtcTime>& time) {
            const QScopedValueRollback fromLog(m_fromLog, true);
            Selected selected = m_selection->current();
            selected.event = event;
            selected.session = session;
            selected.time = time;
            m_selection->select(selected, Selection::Step::Replace);
          });
}

void Reader::chooseFinding(const Finding& finding) {
  m_selection->select({finding.id, finding.event, finding.sessionId, finding.time});
}

void Reader::chooseEvent(const EventId& event) {
  Selected selected = m_selection->current();
  if (selected.event == event) return m_views.log->setFocus();
  selected.event = event;
  selected.time.reset();
  m_selection->select(selected);
}

void Reader::openSource(SourceId source) {
  if (m_selection->current().event.source == source && m_views.log->showsLog()) return;
  Selected selected = m_selection->current();
  selected.event = EventId{source, 0};
  selected.time.reset();
  m_selection->select(selected);
}

void Reader::onProject() {
  m_explained = {};
  m_selection->clear();
  m_views.log->close();
  m_views.evidence->showNothing();
  m_views.sources->setProject(nullptr);
  showFindings();
}

void Reader::onInfo() {
  m_views.sources->setProject(m_workspace->info());
  showFindings();
  onSelected(m_selection->current());
}

void Reader::onFindings() {
  showFindings();
  const auto list = m_workspace->findings();
  Selected current = m_selection->current();
  const Finding* finding = m_workspace->finding(current.finding);
  if (current.finding && finding != nullptr) {
    m_explained = {};  // the same finding may have other evidence in a new run
    if (current.event == finding->event) current.time = finding->time;  // or its source another clock
    m_selection->select(current, Selection::Step::Replace);
    return onSelected(current);
  }
  if (current.finding) m_selection->clear();
  // There is always something to read: the strangest finding first.
  if (!list->findings.empty() && !m_selection->current().event) chooseFinding(list->findings.front());
}

void Reader::showFindings() {
  const auto info = m_workspace->info();
  const auto list = m_workspace->findings();
  using Stage = FindingsView::Stage;
  Stage stage = Stage::Loading;
  if (info && list) {
    stage = list->run ? Stage::Analyzed : info->events == 0 ? Stage::NoEvents : Stage::NotAnalyzed;
  }
  m_views.findings->setFindings(list, stage);
  m_views.findings->setCurrent(m_selection->current().finding);
}

void Reader::onSelected(const Selected& selected) {
  m_views.findings->setCurrent(selected.finding);
  showEvidence(selected.finding);
  if (selected.event) m_views.sources->setCurrent(selected.event.source);
  if (!m_fromLog) showLog(selected);
}

void Reader::showEvidence(FindingId id) {
  if (id == m_explained) return;
  m_explained = id;
  const Finding* finding = m_workspace->finding(id);
  if (finding == nullptr) return m_views.evidence->showNothing();
  m_views.evidence->showFinding(*finding);
  m_workspace->queries()->run(
      this, QStringLiteral("evidence"),
      [engine = m_workspace->engine(), project = m_workspace->path(), id](std::stop_token) {
        return engine->loadEvidence(project, id);
      },
      [this](const Result<pipeline::Evidence>& evidence) {
        if (evidence) {
          m_views.evidence->showEvidence(*evidence);
        } else {
          m_views.evidence->showError(evidence.error());
        }
      },
      Worker::Place::Front);
}

void Reader::showLog(const Selected& selected) {
  const pipeline::Source* source = m_workspace->source(selected.event.source);
  if (source == nullptr) return;
  const Finding* finding = m_workspace->finding(selected.finding);
  const bool here = finding != nullptr && finding->event.source == source->id;
  m_views.log->setMark(here ? std::optional(finding->event.ordinal) : std::nullopt,
                       here ? finding->severity : Severity::Info, here ? finding->sessionId : SessionId{});
  m_views.log->open(m_workspace->path(), *source, selected.event.ordinal);
}

void Reader::setZone(const DisplayZone& zone) {
  m_views.findings->setZone(zone);
  m_views.evidence->setZone(zone);
  m_views.log->setZone(zone);
}

}  // namespace faultline::ui
