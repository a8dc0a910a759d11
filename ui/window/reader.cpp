#include "ui/window/reader.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>

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
  m_before.reset();
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
  Selected current = m_selection->current();
  const Finding* finding = m_workspace->finding(current.finding);
  if (current.finding && finding == nullptr) finding = successor();
  m_before = m_workspace->findings();
  if (current.finding && finding != nullptr) {
    m_explained = {};  // the same finding may have other evidence in a new run
    const Finding& next = *finding;
    const bool same = next.id == current.finding;
    if (same && current.event == next.event) current.time = next.time;  // its source may have another clock
    if (!same) current = {next.id, next.event, next.sessionId, next.time};
    m_selection->select(current, Selection::Step::Replace);
    return onSelected(current);
  }
  if (current.finding) m_selection->clear();
  // There is always something to read: the strangest finding first.
  if (!m_before->findings.empty() && !m_selection->current().event) chooseFinding(m_before->findings.front());
}

/// In a new run what was selected has another number: the same finding, else the next one of the former list
/// that there still is, else the nearest one before it.
const Finding* Reader::successor() const {
  if (!m_before) return nullptr;
  using Mark = std::tuple<std::string, EventId, SessionId>;
  const auto markOf = [](const Finding& each) { return Mark(each.kind, each.event, each.sessionId); };
  std::map<Mark, const Finding*> now;
  for (const Finding& each : m_workspace->findings()->findings) now.emplace(markOf(each), &each);
  const auto& old = m_before->findings;
  const auto at = std::find_if(old.begin(), old.end(), [this](const Finding& each) {
    return each.id == m_selection->current().finding;
  });
  if (at == old.end()) return nullptr;
  const auto survives = [&](const Finding& each) { return now.contains(markOf(each)); };
  const auto next = std::find_if(at, old.end(), survives);
  if (next != old.end()) return now.at(markOf(*next));
  const auto previous = std::find_if(std::make_reverse_iterator(at), old.rend(), survives);
  return previous == old.rend() ? nullptr : now.at(markOf(*previous));
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
          showCharts(evidence->finding.id);
        } else {
          m_views.evidence->showError(evidence.error());
        }
      },
      Worker::Place::Front);
}

void Reader::showCharts(FindingId id) {
  m_workspace->queries()->run(
      this, QStringLiteral("charts"),
      [engine = m_workspace->engine(), project = m_workspace->path(), id](std::stop_token) {
        return engine->loadFindingCharts(project, id);
      },
      [this, id](const Result<std::vector<pipeline::FindingChart>>& charts) {
        if (id == m_views.evidence->finding()) m_views.evidence->showCharts(charts);
      });
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
