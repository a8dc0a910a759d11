#include "ui/jobs/verdict_book.h"

#include <algorithm>
#include <map>

#include "ui/text/format.h"

namespace faultline::ui {

using namespace pipeline;

namespace {

QString taughtText(const TeachReport& report) {
  if (report.verdicts == 0) return VerdictBook::tr("nothing new to learn");
  return VerdictBook::tr("%n finding(s) cleared", nullptr, static_cast<int>(report.cleared));
}

}  // namespace

VerdictBook::VerdictBook(std::shared_ptr<Engine> engine, JobRunner* jobs, QObject* parent)
    : QObject(parent), m_engine(std::move(engine)), m_jobs(jobs) {
  connect(m_jobs, &JobRunner::changed, this, &VerdictBook::onJobs);
}

void VerdictBook::setProject(const std::filesystem::path& project) {
  m_queries.cancelAll();
  m_project = project;
  m_waiting.clear();
  m_held = false;
  m_untaught = m_unseen = m_further = 0;
  m_job = 0;
  m_then = nullptr;
}

void VerdictBook::give(const std::vector<Verdict>& verdicts) {
  if (m_project.empty()) return;
  const bool idle = m_waiting.empty();
  std::map<FindingStatus, std::vector<FindingId>> said;
  for (const Verdict& verdict : verdicts) {
    m_waiting.push_back(verdict);
    auto& findings = said[verdict.status];
    findings.push_back(verdict.finding);
    findings.insert(findings.end(), verdict.others.begin(), verdict.others.end());
  }
  for (const auto& [status, findings] : said) Q_EMIT given(findings, status);
  if (idle) noteNext();
}

void VerdictBook::noteNext() {
  if (m_waiting.empty()) return;
  m_queries.run(
      this, QStringLiteral("verdict"),
      [engine = m_engine, project = m_project, verdict = m_waiting.front()](std::stop_token) {
        return engine->giveVerdict(project, verdict);
      },
      [this](const Result<std::vector<FindingId>>& findings) { onNoted(findings); });
}

void VerdictBook::onNoted(const Result<std::vector<FindingId>>& findings) {
  const bool locked = !findings && findings.error().code == ErrorCode::ProjectLocked;
  if (locked && m_jobs->busy()) {
    m_held = true;
    return;
  }
  const FindingStatus status = m_waiting.front().status;
  m_waiting.pop_front();
  if (findings) {
    if (!findings->empty()) Q_EMIT given(*findings, status);
    if (status == FindingStatus::FalsePositive) {
      ++m_untaught;
      ++m_unseen;
      m_further += findings->empty() ? 0 : findings->size() - 1;
    }
  } else {
    Q_EMIT refused(findings.error());
  }
  if (!m_waiting.empty()) return noteNext();
  Q_EMIT noted();
  goOn();
}

/// All is noted: what was to be done then, or teaching.
void VerdictBook::goOn() {
  if (noting() || m_project.empty()) return;
  if (m_then && !teaching()) {
    const auto then = std::exchange(m_then, nullptr);
    return then();
  }
  if (!m_then && m_unseen > 0) teach();
}

void VerdictBook::teach() {
  if (m_project.empty() || noting()) return;  // what is noted last starts it
  const bool aboutTo = teaching() && !*m_begun;
  if (aboutTo) m_unseen = 0;
  if (!teaching()) startTeaching();
}

void VerdictBook::startTeaching() {
  m_unseen = 0;
  m_begun = std::make_shared<std::atomic<bool>>(false);
  const QString title = m_untaught > 0 ? tr("Learn from %n false positive(s)", nullptr,
                                            static_cast<int>(m_untaught + m_further))
                                       : tr("Learn from false positives");
  m_job = m_jobs->start<TeachReport>(
      title,
      [engine = m_engine, project = m_project, begun = m_begun](std::stop_token stop,
                                                                const ProgressSink& progress) {
        *begun = true;
        return engine->teach(project, stop, progress);
      },
      [this](const TeachReport& report) {
        m_untaught = m_unseen;
        m_further = 0;
        if (report.verdicts > 0) Q_EMIT taught(report);
        return taughtText(report);
      });
  m_jobIds.insert(m_job);
}

bool VerdictBook::mayPause() const {
  const Job* current = m_jobs->current();
  return teaching() && current != nullptr && current->id == m_job && m_jobs->waiting() == 0;
}

void VerdictBook::pause(std::function<void()> then) {
  m_then = std::move(then);
  if (teaching()) return m_jobs->cancelJob(m_job);
  goOn();
}

/// A job that never began is in the history without having finished.
void VerdictBook::onJobs() {
  if (m_held && !m_jobs->busy()) {
    m_held = false;
    noteNext();
  }
  if (!teaching()) return;
  const auto& ended = m_jobs->history();
  const auto mine =
      std::find_if(ended.begin(), ended.end(), [this](const Job& job) { return job.id == m_job; });
  if (mine != ended.end()) onTeachingEnded(*mine);
}

void VerdictBook::onTeachingEnded(const Job& job) {
  m_job = 0;
  const bool paused = static_cast<bool>(m_then);
  if (job.state != JobState::Done && !paused) {
    m_unseen = 0;  // not by itself again: who stopped it wants it stopped
    Q_EMIT notTaught(std::optional<Error>(job.error));
  }
  goOn();
}

void VerdictBook::takenBack() {
  if (m_untaught > 0) --m_untaught;
  if (m_untaught == 0) m_further = 0;
  if (m_untaught > 0) teach();
}

void VerdictBook::applyTo(FindingList& findings) const {
  for (const Verdict& verdict : m_waiting) {
    for (Finding& finding : findings.findings) {
      const auto& others = verdict.others;
      const bool meant = finding.id == verdict.finding ||
                         std::find(others.begin(), others.end(), finding.id) != others.end();
      if (meant) finding.status = verdict.status;
    }
  }
}

}  // namespace faultline::ui
