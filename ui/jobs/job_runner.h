#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

#include <QtCore/QDateTime>
#include <QtCore/QElapsedTimer>
#include <QtCore/QObject>
#include <QtCore/QString>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "ui/jobs/mailbox.h"
#include "ui/jobs/worker.h"

namespace faultline::ui {

enum class JobState { Waiting, Running, Done, Failed, Cancelled };

/// A long job as the job bar and the history show it.
struct Job {
  quint64 id = 0;
  QString title;  ///< What it does, e.g. "Analyze 3 files".
  JobState state = JobState::Waiting;
  bool stopping = false;  ///< The user has asked it to stop.
  std::optional<Progress> progress;
  std::optional<std::chrono::seconds> left;
  QDateTime ended;
  qint64 milliseconds = 0;     ///< How long it ran.
  QString changed;             ///< What it changed, once done.
  std::optional<Error> error;  ///< Why it failed.
};

/// Long jobs, one after the other on one thread. Results arrive on the window's thread; those of an older
/// generation (another project was opened meanwhile) are dropped. Used from the window's thread.
class JobRunner : public QObject {
  Q_OBJECT

 public:
  static constexpr std::size_t kHistory = 20;

  explicit JobRunner(QObject* parent = nullptr);
  ~JobRunner() override;

  /// Queues a job. `work` runs on the thread, `done` with its value on the window's and says what changed.
  template <class T>
  quint64 start(const QString& title, std::function<Result<T>(std::stop_token, const ProgressSink&)> work,
                std::function<QString(const T&)> done) {
    auto result = std::make_shared<std::optional<Result<T>>>();
    return submit(
        title,
        [result, work = std::move(work)](std::stop_token stop,
                                         const ProgressSink& progress) -> std::optional<Error> {
          result->emplace(work(stop, progress));
          if (**result) return std::nullopt;
          return (*result)->error();
        },
        [result, done = std::move(done)] { return done(***result); });
  }

  /// Asks the running job to stop and drops the waiting ones.
  void cancel();
  /// Asks this one to stop, or drops it when it waits.
  void cancelJob(quint64 id);
  /// Jobs of before no longer count: the running one is asked to stop and its result dropped.
  void advanceGeneration();

  [[nodiscard]] const Job* current() const { return m_entries.empty() ? nullptr : &m_entries.front().job; }
  /// Jobs behind the current one.
  [[nodiscard]] std::size_t waiting() const { return m_entries.empty() ? 0 : m_entries.size() - 1; }
  [[nodiscard]] bool busy() const { return !m_entries.empty(); }
  /// Newest first.
  [[nodiscard]] const std::deque<Job>& history() const { return m_history; }

 Q_SIGNALS:
  /// Something to show has changed: progress, state, the history.
  void changed();
  void finished(const faultline::ui::Job& job);

 private:
  using Work = std::function<std::optional<Error>(std::stop_token, const ProgressSink&)>;
  using Done = std::function<QString()>;
  struct Entry {
    Job job;
    quint64 generation = 0;
    std::stop_source stop;
    Done done;
    QElapsedTimer clock;
    EtaEstimator eta;
  };
  struct ProgressMail;

  quint64 submit(const QString& title, Work work, Done done);
  void onStarted(quint64 id);
  void onProgress(quint64 id, const Progress& progress);
  void onEnded(quint64 id, const std::optional<Error>& error);
  void remember(Job job);

  quint64 m_nextId = 1;
  quint64 m_generation = 0;
  std::deque<Entry> m_entries;  // the running one first
  std::deque<Job> m_history;
  std::shared_ptr<Mailbox> m_mailbox;
  Worker m_worker;
};

}  // namespace faultline::ui
