#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include <QtCore/QObject>

#include "ui/jobs/engine.h"
#include "ui/jobs/job_runner.h"
#include "ui/jobs/query_runner.h"

namespace faultline::ui {

/// The open project's log keys and journal, and the jobs that change them. Everything is read and done in
/// the background. Used from the window's thread.
class KeyBook : public QObject {
  Q_OBJECT

 public:
  KeyBook(std::shared_ptr<Engine> engine, JobRunner* jobs, QObject* parent = nullptr);

  /// Forgets what was known; an empty path is no project.
  void setProject(const std::filesystem::path& project);
  /// Reads keys and journal again.
  void reload();
  /// Reads the journal again.
  void reloadChanges();

  [[nodiscard]] const std::shared_ptr<Engine>& engine() const { return m_engine; }
  [[nodiscard]] JobRunner* jobs() const { return m_jobs; }
  /// For questions about keys, which may read lines for a while: they hold up no other view.
  [[nodiscard]] QueryRunner* queries() { return &m_queries; }
  [[nodiscard]] const std::filesystem::path& project() const { return m_project; }

  /// Null until they were read.
  [[nodiscard]] std::shared_ptr<const pipeline::KeyList> keys() const { return m_keys; }
  [[nodiscard]] const pipeline::LogKeyInfo* key(KeyId id) const;
  /// Why they could not be read.
  [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

  /// What Undo and Redo would do, in words; none when there is nothing.
  [[nodiscard]] std::optional<QString> toUndo() const;
  [[nodiscard]] std::optional<QString> toRedo() const;

  /// Start jobs; `edit` gives the job's id, and who started it tells its errors.
  quint64 edit(const pipeline::KeyEdit& edit);
  void undo();
  void redo();
  /// Somebody else tells what went wrong with this job.
  [[nodiscard]] bool answersFor(quint64 job) const { return m_edits.contains(job); }

 Q_SIGNALS:
  void keysChanged();
  void changesChanged();
  /// Lines are read under other keys, or sources with other settings, than before.
  void linesChanged();
  /// A change was taken back, or done again.
  void undone(const faultline::pipeline::Change& change, const QString& words);
  void redone(const faultline::pipeline::Change& change, const QString& words);

 private:
  [[nodiscard]] const pipeline::Change* undoable() const;
  [[nodiscard]] const pipeline::Change* redoable() const;
  [[nodiscard]] QString words(const pipeline::Change& change) const;
  void loadKeys();

  std::shared_ptr<Engine> m_engine;
  JobRunner* m_jobs;
  std::filesystem::path m_project;
  std::shared_ptr<const pipeline::KeyList> m_keys;
  std::optional<Error> m_error;
  std::vector<pipeline::Change> m_changes;  // the newest first
  std::set<quint64> m_edits;
  QueryRunner m_queries;
};

}  // namespace faultline::ui
