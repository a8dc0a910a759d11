#include "ui/window/workspace.h"

#include <algorithm>
#include <set>

#include "ui/text/format.h"
#include "ui/text/translate.h"

namespace faultline::ui {

using namespace pipeline;

Workspace::Workspace(std::shared_ptr<Engine> engine, QObject* parent)
    : QObject(parent), m_engine(std::move(engine)), m_keys(m_engine, &m_jobs), m_verdicts(m_engine, &m_jobs) {
  connect(&m_jobs, &JobRunner::finished, this, [this](const Job& job) {
    const bool told = m_keys.answersFor(job.id) || m_verdicts.answersFor(job.id);
    if (job.error && !told) Q_EMIT failed(*job.error);
    if (!isOpen()) return;
    const bool neverMade = job.state != JobState::Done && !m_info && !std::filesystem::exists(m_path);
    if (neverMade) return close();
    reload();  // also when it failed or was stopped: finished steps are kept
  });
  connect(&m_verdicts, &VerdictBook::given, this, &Workspace::setStatus);
  connect(&m_verdicts, &VerdictBook::noted, this, [this] {
    m_keys.reloadChanges();
    if (m_readingFindings) loadFindings();  // they may be those of before
  });
  connect(&m_verdicts, &VerdictBook::refused, this, [this](const Error& error) {
    loadFindings();
    Q_EMIT failed(error);
  });
}

const Finding* Workspace::finding(FindingId id) const {
  if (!m_findings) return nullptr;
  const auto& all = m_findings->findings;
  const auto found = std::find_if(all.begin(), all.end(), [&](const Finding& each) { return each.id == id; });
  return found == all.end() ? nullptr : &*found;
}

const Source* Workspace::source(SourceId id) const {
  if (!m_info) return nullptr;
  const auto& all = m_info->sources;
  const auto found = std::find_if(all.begin(), all.end(), [&](const Source& each) { return each.id == id; });
  return found == all.end() ? nullptr : &*found;
}

void Workspace::open(const std::filesystem::path& project) {
  adopt(project);
  reload();
}

/// Makes the project the open one without reading it: it may not be there before a job has made it.
void Workspace::adopt(const std::filesystem::path& project) {
  if (m_path == project) return;
  if (isOpen()) m_jobs.advanceGeneration();
  m_queries.cancelAll();
  m_path = project;
  m_info.reset();
  m_findings.reset();
  m_readingFindings = false;
  m_keys.setProject(project);
  m_verdicts.setProject(project);
  Q_EMIT projectChanged();
}

void Workspace::close() { adopt({}); }

void Workspace::reload() {
  if (!isOpen()) return;
  m_queries.run(
      this, QStringLiteral("project"),
      [engine = m_engine, path = m_path](std::stop_token) { return engine->loadProject(path); },
      [this](Result<ProjectInfo> info) {
        if (!info) {
          if (!m_info) close();  // there is nothing of it to show
          Q_EMIT failed(info.error());
          return;
        }
        m_info = std::make_shared<const ProjectInfo>(std::move(*info));
        Q_EMIT infoChanged();
      });
  loadFindings();
  m_keys.reload();
}

void Workspace::loadFindings() {
  m_readingFindings = true;
  m_queries.run(
      this, QStringLiteral("findings"),
      [engine = m_engine, path = m_path](std::stop_token) { return engine->loadFindings(path); },
      [this](Result<FindingList> findings) {
        m_readingFindings = false;
        if (!findings) {
          if (isOpen()) Q_EMIT failed(findings.error());
          return;
        }
        m_verdicts.applyTo(*findings);
        m_findings = std::make_shared<const FindingList>(std::move(*findings));
        Q_EMIT findingsChanged();
      });
}

void Workspace::setStatus(const std::vector<FindingId>& findings, FindingStatus status) {
  if (!m_findings) return;
  const std::set<FindingId> meant(findings.begin(), findings.end());
  std::vector<std::size_t> changed;
  for (std::size_t at = 0; at < m_findings->findings.size(); ++at) {
    const Finding& each = m_findings->findings[at];
    if (each.status != status && meant.contains(each.id)) changed.push_back(at);
  }
  if (changed.empty()) return;
  auto list = std::make_shared<FindingList>(*m_findings);
  std::vector<FindingId> ids;
  for (const std::size_t at : changed) {
    list->findings[at].status = status;
    ids.push_back(list->findings[at].id);
  }
  m_findings = std::move(list);
  Q_EMIT statusesChanged(ids);
}

/// Shows what was not imported and why, else what is worth knowing about what was.
void Workspace::tellOf(const ImportReport& report, const QStringList& refused) {
  constexpr int kMostTold = 5;  // the rest would push the findings off the screen
  if (!refused.isEmpty()) {
    Q_EMIT noticed(tr("%n file(s) not or only partly imported", nullptr, static_cast<int>(refused.size())),
                   refused.mid(0, kMostTold).join(QLatin1Char('\n')));
    return;
  }
  QStringList notices;
  for (const Notice& notice : report.notices) notices << errorWords(notice).whole();
  for (const ImportedFile& file : report.files) {
    for (Notice notice : file.notices) {
      if (notice.where.empty()) notice.where = file.path.filename().string();
      notices << errorWords(notice).whole();
    }
  }
  if (notices.isEmpty()) return;
  Q_EMIT noticed(tr("Imported. Good to know:"), notices.mid(0, kMostTold).join(QLatin1Char('\n')));
}

QString Workspace::onImported(const ImportReport& report, bool tell) {
  QStringList refused;
  for (const ImportedFile& file : report.files) {
    if (file.outcome != ImportOutcome::Refused && file.outcome != ImportOutcome::Partial) continue;
    Error error = file.error.value_or(Error{ErrorCode::Cancelled, {}, {}});
    if (error.where.empty()) error.where = file.path.filename().string();
    refused << errorWords(error).whole();
  }
  if (!report.cancelled && tell) tellOf(report, refused);
  QString changed = tr("%1 entries added").arg(numberText(report.events));
  if (!refused.isEmpty())
    changed += tr(", %n file(s) not complete", nullptr, static_cast<int>(refused.size()));
  if (report.cancelled) changed += tr(", stopped; import again to go on");
  return changed;
}

QString Workspace::onAnalyzed(const AnalyzeReport& report) {
  QStringList parts;
  if (report.detect) parts << tr("%n finding(s)", nullptr, static_cast<int>(report.detect->findings));
  if (report.learn) parts << tr("learnt from %1 sessions").arg(numberText(report.learn->sessions));
  if (!report.import.files.empty()) parts << onImported(report.import, true);
  return parts.join(QStringLiteral(", "));
}

void Workspace::importFiles(const std::filesystem::path& project, std::vector<ImportFile> files) {
  adopt(project);
  const QString title = tr("Import %n file(s)", nullptr, static_cast<int>(files.size()));
  m_jobs.start<ImportReport>(
      title,
      [engine = m_engine, project, files = std::move(files)](std::stop_token stop,
                                                             const ProgressSink& progress) {
        return engine->importFiles(project, files, stop, progress);
      },
      [this](const ImportReport& report) { return onImported(report, true); });
}

void Workspace::analyze(const std::filesystem::path& project, std::vector<ImportFile> files) {
  adopt(project);
  const QString title = tr("Analyze %n file(s)", nullptr, static_cast<int>(files.size()));
  m_jobs.start<AnalyzeReport>(
      title,
      [engine = m_engine, project, files = std::move(files)](std::stop_token stop,
                                                             const ProgressSink& progress) {
        return engine->analyze(project, files, stop, progress);
      },
      [this](const AnalyzeReport& report) { return onAnalyzed(report); });
}

void Workspace::analyzeAgain() { learn(std::nullopt); }

void Workspace::learnAgain(const LearnSettings& settings) { learn(settings); }

void Workspace::learn(const std::optional<LearnSettings>& settings) {
  if (!isOpen()) return;
  m_jobs.start<AnalyzeReport>(
      tr("Analyze the project"),
      [engine = m_engine, project = m_path, settings](std::stop_token stop, const ProgressSink& progress) {
        return engine->analyzeAgain(project, settings, stop, progress);
      },
      [this](const AnalyzeReport& report) { return onAnalyzed(report); });
}

void Workspace::makeDemo(const std::filesystem::path& project) {
  adopt(project);
  m_jobs.start<AnalyzeReport>(
      tr("Make the demo"),
      [engine = m_engine, project](std::stop_token stop, const ProgressSink& progress) {
        return engine->makeDemo(project, stop, progress);
      },
      [this](const AnalyzeReport& report) { return onAnalyzed(report); });
}

void Workspace::refresh(SourceId source) {
  Q_EMIT sourceChanged(source);
  reload();
}

void Workspace::relink(SourceId source, const std::filesystem::path& file) {
  m_queries.run(
      this, QStringLiteral("relink"),
      [engine = m_engine, project = m_path, source, file](std::stop_token) {
        return engine->relinkSource(project, source, file);
      },
      [this, source](const Status& done) {
        if (!done) {
          Q_EMIT failed(done.error());
          return;
        }
        refresh(source);
      });
}

void Workspace::remove(SourceId source) {
  m_queries.run(
      this, QStringLiteral("remove"),
      [engine = m_engine, project = m_path, source](std::stop_token) {
        return engine->removeSource(project, source);
      },
      [this](const Status& done) {
        if (!done) Q_EMIT failed(done.error());
        reload();
      });
}

}  // namespace faultline::ui
