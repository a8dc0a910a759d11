#include "ui/window/feedback_flow.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <QtGui/QAction>

#include "ui/text/format.h"
#include "ui/text/translate.h"
#include "ui/views/banner.h"
#include "ui/views/evidence_view.h"
#include "ui/views/findings_view.h"
#include "ui/window/actions.h"
#include "ui/window/workspace.h"

namespace faultline::ui {

using pipeline::Finding;

namespace {

bool isAboutFindings(const pipeline::Change& change) {
  return !change.action.starts_with("keys.") && !change.action.starts_with("source.");
}

}  // namespace

FeedbackFlow::FeedbackFlow(Workspace* workspace, Actions* actions, Views views, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_actions(actions), m_views(views) {
  connectCommands();
  connectBook();
  showCommands();
}

void FeedbackFlow::connectCommands() {
  connect(m_actions->falsePositive, &QAction::triggered, this, [this] { say(FindingStatus::FalsePositive); });
  connect(m_actions->allFalsePositive, &QAction::triggered, this,
          [this] { say(FindingStatus::FalsePositive, true); });
  connect(m_actions->confirm, &QAction::triggered, this, [this] { say(FindingStatus::Confirmed); });
  connect(m_actions->reopen, &QAction::triggered, this, [this] { say(FindingStatus::Open); });
  connect(m_actions->undo, &QAction::triggered, this, &FeedbackFlow::undo);
  connect(m_actions->redo, &QAction::triggered, m_workspace->keys(), &KeyBook::redo);
  connect(m_views.evidence, &EvidenceView::falsePositiveRequested, m_actions->falsePositive,
          &QAction::trigger);
  connect(m_views.evidence, &EvidenceView::confirmRequested, m_actions->confirm, &QAction::trigger);
  connect(m_workspace, &Workspace::findingsChanged, this, &FeedbackFlow::showCommands);
  connect(m_workspace, &Workspace::projectChanged, this, [this] {
    m_views.findings->effect()->hide();
    showCommands();
  });
}

void FeedbackFlow::connectBook() {
  VerdictBook* book = m_workspace->verdicts();
  connect(m_workspace, &Workspace::statusesChanged, this, [this](const std::vector<FindingId>& changed) {
    m_views.findings->setStatuses(m_workspace->findings(), changed);
    const Finding* shown = m_workspace->finding(m_views.evidence->finding());
    if (shown != nullptr) m_views.evidence->setStatus(shown->status);
  });
  connect(book, &VerdictBook::taught, this, &FeedbackFlow::onTaught);
  connect(book, &VerdictBook::notTaught, this, &FeedbackFlow::onNotTaught);
  // What was said and not learnt when the project was left is learnt now.
  const auto looked = std::make_shared<bool>(false);
  connect(m_workspace, &Workspace::projectChanged, this, [looked] { *looked = false; });
  connect(m_workspace, &Workspace::findingsChanged, this, [this, book, looked] {
    const auto& all = m_workspace->findings()->findings;
    const bool said = std::any_of(all.begin(), all.end(), [](const Finding& each) {
      return each.status == FindingStatus::FalsePositive;
    });
    if (!std::exchange(*looked, true) && said) book->teach();
  });
  connect(m_workspace->keys(), &KeyBook::undone, this, &FeedbackFlow::onUndone);
  connect(m_workspace->keys(), &KeyBook::redone, this, &FeedbackFlow::onRedone);
}

void FeedbackFlow::say(FindingStatus status, bool allLikeThis) {
  const std::vector<Finding> selected = m_views.findings->selected();
  if (selected.empty()) return;
  const bool again = std::all_of(selected.begin(), selected.end(),
                                 [status](const Finding& each) { return each.status == status; });
  if (again && status == FindingStatus::Open) return;
  const FindingStatus said = again && !allLikeThis ? FindingStatus::Open : status;
  std::vector<FindingId> meant;
  for (const Finding& finding : selected) {
    if (finding.status != said || allLikeThis) meant.push_back(finding.id);
  }
  if (meant.empty()) return;
  m_workspace->verdicts()->give({{meant.front(), said, {}, allLikeThis, {meant.begin() + 1, meant.end()}}});
  if (said != FindingStatus::Open) m_views.findings->stepToOpen();
}

/// What is being taught is not waited for: the verdict is taken back, and the others are taught after that.
void FeedbackFlow::undo() {
  m_workspace->verdicts()->pause([this] { m_workspace->keys()->undo(); });
}

void FeedbackFlow::onTaught(const pipeline::TeachReport& report) {
  const auto count = [](std::uint64_t number) { return static_cast<int>(number); };
  const QString what = report.cleared > 0
                           ? tr("Cleared %n finding(s) like this", nullptr, count(report.cleared))
                           : tr("Learnt; no other finding is cleared by it");
  QStringList more{tr("Learnt from %n false positive(s)", nullptr, count(report.verdicts))};
  if (report.appeared > 0) more << tr("%n finding(s) are new", nullptr, count(report.appeared));
  more << tr("it took %1")
              .arg(durationText(std::chrono::milliseconds(
                  static_cast<std::int64_t>(std::max(report.seconds, 0.0) * 1000))));
  QStringList lines{more.join(QStringLiteral(", ")) + QLatin1Char('.')};
  for (const Notice& notice : report.notices) lines << errorWords(notice).whole();
  Banner* effect = m_views.findings->effect();
  effect->showNotice(what, lines.join(QLatin1Char('\n')));
  effect->setAction(tr("&Undo"), [this] { undo(); });
}

void FeedbackFlow::onNotTaught(const std::optional<Error>& error) {
  Banner* effect = m_views.findings->effect();
  const QString kept = tr("What you said of the findings is kept and can be learnt later.");
  if (error) {
    effect->showProblem(tr("Not learnt"), errorWords(*error).whole() + QLatin1Char(' ') + kept);
    effect->setAction(tr("&Try again"), [this] { m_workspace->verdicts()->teach(); });
  } else {
    effect->showNotice(tr("Learning was stopped"), kept);
    effect->setAction(tr("&Learn now"), [this] { m_workspace->verdicts()->teach(); });
  }
}

void FeedbackFlow::onUndone(const pipeline::Change& change, const QString& words) {
  if (!isAboutFindings(change)) return;
  Banner* effect = m_views.findings->effect();
  effect->showNotice(tr("Taken back: %1").arg(words), {});
  effect->setAction(tr("&Redo"), [this] { m_workspace->keys()->redo(); });
  m_workspace->verdicts()->takenBack();
}

void FeedbackFlow::onRedone(const pipeline::Change& change, const QString& words) {
  if (!isAboutFindings(change)) return;
  Banner* effect = m_views.findings->effect();
  effect->showNotice(tr("Done again: %1").arg(words), {});
  effect->setAction(tr("&Undo"), [this] { undo(); });
}

void FeedbackFlow::showCommands() {
  const auto findings = m_workspace->findings();
  const bool any = findings && !findings->findings.empty();
  for (QAction* action :
       {m_actions->falsePositive, m_actions->allFalsePositive, m_actions->confirm, m_actions->reopen}) {
    action->setEnabled(any);
  }
}

}  // namespace faultline::ui
