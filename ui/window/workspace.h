#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include <QtCore/QObject>

#include "ui/jobs/engine.h"
#include "ui/jobs/job_runner.h"
#include "ui/jobs/key_book.h"
#include "ui/jobs/query_runner.h"
#include "ui/jobs/verdict_book.h"

namespace faultline::ui {

/// The open project: what is known of it, and the jobs that change it. Everything is read and done in the
/// background; the window listens.
class Workspace : public QObject {
  Q_OBJECT

 public:
  explicit Workspace(std::shared_ptr<Engine> engine, QObject* parent = nullptr);

  [[nodiscard]] const std::shared_ptr<Engine>& engine() const { return m_engine; }
  [[nodiscard]] JobRunner* jobs() { return &m_jobs; }
  [[nodiscard]] QueryRunner* queries() { return &m_queries; }
  [[nodiscard]] QueryRunner* pages() { return &m_pages; }
  [[nodiscard]] QueryRunner* search() { return &m_search; }
  [[nodiscard]] KeyBook* keys() { return &m_keys; }
  [[nodiscard]] VerdictBook* verdicts() { return &m_verdicts; }

  [[nodiscard]] bool isOpen() const { return !m_path.empty(); }
  [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
  /// Null until it was read.
  [[nodiscard]] std::shared_ptr<const pipeline::ProjectInfo> info() const { return m_info; }
  [[nodiscard]] std::shared_ptr<const pipeline::FindingList> findings() const { return m_findings; }
  [[nodiscard]] const pipeline::Finding* finding(FindingId id) const;
  [[nodiscard]] const pipeline::Source* source(SourceId id) const;

  void open(const std::filesystem::path& project);
  void close();
  /// Reads the project and its findings again.
  void reload();

  void importFiles(const std::filesystem::path& project, std::vector<pipeline::ImportFile> files);
  void analyze(const std::filesystem::path& project, std::vector<pipeline::ImportFile> files);
  /// With the settings, the normal period and the sources of the model in use.
  void analyzeAgain();
  void learnAgain(const pipeline::LearnSettings& settings);
  void makeDemo(const std::filesystem::path& project);
  /// Reads again what another setting of the source may have changed.
  void refresh(SourceId source);
  void relink(SourceId source, const std::filesystem::path& file);
  void remove(SourceId source);

 Q_SIGNALS:
  /// Another project, or none; nothing is known of it yet.
  void projectChanged();
  void infoChanged();
  void findingsChanged();
  /// The same findings, of which these have another status.
  void statusesChanged(const std::vector<faultline::FindingId>& findings);
  /// It was relinked, or its settings changed: its lines are to be read again.
  void sourceChanged(const faultline::SourceId& source);
  void failed(const faultline::Error& error);
  void noticed(const QString& what, const QString& more);

 private:
  void learn(const std::optional<pipeline::LearnSettings>& settings);
  void loadFindings();
  void setStatus(const std::vector<FindingId>& findings, FindingStatus status);
  void adopt(const std::filesystem::path& project);
  void tellOf(const pipeline::ImportReport& report, const QStringList& refused);
  QString onImported(const pipeline::ImportReport& report, bool tell);
  QString onAnalyzed(const pipeline::AnalyzeReport& report);

  std::shared_ptr<Engine> m_engine;
  JobRunner m_jobs;
  QueryRunner m_queries;
  QueryRunner m_pages;
  QueryRunner m_search;
  KeyBook m_keys;
  VerdictBook m_verdicts;
  std::filesystem::path m_path;
  std::shared_ptr<const pipeline::ProjectInfo> m_info;
  std::shared_ptr<const pipeline::FindingList> m_findings;
  bool m_readingFindings = false;
};

}  // namespace faultline::ui
