#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include <QtCore/QObject>

#include "ui/jobs/engine.h"
#include "ui/jobs/job_runner.h"
#include "ui/jobs/query_runner.h"

namespace faultline::ui {

/// What the user says of findings, and the jobs that teach it to the model. A verdict is noted in the project
/// at once; teaching runs behind it, one job at a time, and what is said meanwhile is taught by the next one.
/// Used from the window's thread.
class VerdictBook : public QObject {
  Q_OBJECT

 public:
  VerdictBook(std::shared_ptr<Engine> engine, JobRunner* jobs, QObject* parent = nullptr);

  /// Forgets what was not noted yet; an empty path is no project.
  void setProject(const std::filesystem::path& project);

  /// Returns at once. Errors come with `refused`.
  void give(const std::vector<pipeline::Verdict>& verdicts);
  /// Teaches what was noted and not yet taught, unless a job is about to.
  void teach();
  /// Ends teaching and has `then` done when nothing is at work any more: what is undone is not taught.
  void pause(std::function<void()> then);

  /// The newest verdict was undone: teaches what is left.
  void takenBack();

  /// Verdicts that are not in the project yet.
  [[nodiscard]] bool noting() const { return !m_waiting.empty(); }
  [[nodiscard]] bool teaching() const { return m_job != 0; }
  /// Nothing else is at work or waits.
  [[nodiscard]] bool mayPause() const;
  /// Verdicts of false positives that were noted since the model last learnt.
  [[nodiscard]] std::uint64_t untaught() const { return m_untaught; }
  /// Somebody else tells how this job ended.
  [[nodiscard]] bool answersFor(quint64 job) const { return m_jobIds.contains(job); }
  /// What was said and may not be in a list that was read meanwhile.
  void applyTo(pipeline::FindingList& findings) const;

 Q_SIGNALS:
  /// Said of these; they may not be noted yet.
  void given(const std::vector<faultline::FindingId>& findings, faultline::FindingStatus status);
  /// All that was said is in the project.
  void noted();
  /// It could not be noted; the finding has its former status.
  void refused(const faultline::Error& error);
  void taught(const faultline::pipeline::TeachReport& report);
  /// No error: it was stopped. What was noted stays, to be taught later.
  void notTaught(const std::optional<faultline::Error>& error);

 private:
  void noteNext();
  void onNoted(const Result<std::vector<FindingId>>& findings);
  void onJobs();
  void onTeachingEnded(const Job& job);
  void startTeaching();
  void goOn();

  std::shared_ptr<Engine> m_engine;
  JobRunner* m_jobs;
  std::filesystem::path m_project;
  std::deque<pipeline::Verdict> m_waiting;  // the first one is being noted
  bool m_held = false;                      // until the job that has the project ends
  std::uint64_t m_untaught = 0;
  std::uint64_t m_further = 0;                 // findings that these are about as well
  std::uint64_t m_unseen = 0;                  // of these, those that the running job may not know of
  quint64 m_job = 0;                           // that teaches
  std::shared_ptr<std::atomic<bool>> m_begun;  // it has read what to learn
  std::set<quint64> m_jobIds;
  std::function<void()> m_then;
  QueryRunner m_queries;
};

}  // namespace faultline::ui
