#include "ui/jobs/job_runner.h"

#include <algorithm>

namespace faultline::ui {

/// Progress on its way to the window: of reports that come faster than the window reads them the latest
/// counts, and of each loss the last.
struct JobRunner::ProgressMail {
  std::mutex mutex;
  std::vector<Progress> waiting;

  /// True when there was none under way.
  bool put(const Progress& progress) {
    const std::lock_guard lock(mutex);
    const bool first = waiting.empty();
    if (!first && (!waiting.back().loss || waiting.back().loss == progress.loss)) waiting.pop_back();
    waiting.push_back(progress);
    return first;
  }
  std::vector<Progress> take() {
    const std::lock_guard lock(mutex);
    return std::exchange(waiting, {});
  }
};

JobRunner::JobRunner(QObject* parent) : QObject(parent), m_mailbox(std::make_shared<Mailbox>(this)) {}

JobRunner::~JobRunner() {
  for (Entry& entry : m_entries) entry.stop.request_stop();
  m_mailbox->close();
}

quint64 JobRunner::submit(const QString& title, Work work, Done done) {
  Entry entry;
  entry.job.id = m_nextId++;
  entry.job.title = title;
  entry.generation = m_generation;
  entry.done = std::move(done);
  const quint64 id = entry.job.id;

  m_worker.post([work = std::move(work), stop = entry.stop.get_token(), id, mailbox = m_mailbox, this] {
    if (stop.stop_requested()) return;
    mailbox->send([this, id] { onStarted(id); });
    const auto mail = std::make_shared<ProgressMail>();
    const ProgressSink sink = [this, mail, mailbox, id](const Progress& progress) {
      if (!mail->put(progress)) return;
      mailbox->send([this, mail, id] {
        for (const Progress& each : mail->take()) onProgress(id, each);
      });
    };
    std::optional<Error> error;
    try {
      error = work(stop, sink);
    } catch (const std::exception& thrown) {
      error = Error{ErrorCode::StoreFailed, {}, thrown.what()};
    }
    mailbox->send([this, id, error] { onEnded(id, error); });
  });
  m_entries.push_back(std::move(entry));
  Q_EMIT changed();
  return id;
}

void JobRunner::cancel() {
  if (m_entries.empty()) return;
  while (m_entries.size() > 1 || m_entries.front().job.state == JobState::Waiting) {
    m_entries.back().stop.request_stop();
    Job job = std::move(m_entries.back().job);
    m_entries.pop_back();
    job.state = JobState::Cancelled;
    remember(std::move(job));
    if (m_entries.empty()) break;
  }
  if (!m_entries.empty()) {
    m_entries.front().stop.request_stop();
    m_entries.front().job.stopping = true;
  }
  Q_EMIT changed();
}

void JobRunner::cancelJob(quint64 id) {
  const auto entry =
      std::find_if(m_entries.begin(), m_entries.end(), [id](const Entry& each) { return each.job.id == id; });
  if (entry == m_entries.end()) return;
  entry->stop.request_stop();
  if (entry == m_entries.begin() && entry->job.state == JobState::Running) {
    entry->job.stopping = true;
  } else {
    Job job = std::move(entry->job);
    m_entries.erase(entry);
    job.state = JobState::Cancelled;
    remember(std::move(job));
  }
  Q_EMIT changed();
}

void JobRunner::advanceGeneration() {
  ++m_generation;
  cancel();
}

void JobRunner::onStarted(quint64 id) {
  if (m_entries.empty() || m_entries.front().job.id != id) return;
  m_entries.front().job.state = JobState::Running;
  m_entries.front().clock.start();
  Q_EMIT changed();
}

void JobRunner::onProgress(quint64 id, const Progress& progress) {
  if (m_entries.empty() || m_entries.front().job.id != id) return;
  Entry& entry = m_entries.front();
  entry.job.progress = progress;
  entry.job.left = entry.eta.update(progress, std::chrono::steady_clock::now());
  Q_EMIT changed();
}

void JobRunner::onEnded(quint64 id, const std::optional<Error>& error) {
  if (m_entries.empty() || m_entries.front().job.id != id) return;
  Entry entry = std::move(m_entries.front());
  m_entries.pop_front();
  entry.job.milliseconds = entry.clock.isValid() ? entry.clock.elapsed() : 0;
  if (!error) {
    entry.job.state = JobState::Done;
    if (entry.generation == m_generation) entry.job.changed = entry.done();
  } else if (error->code == ErrorCode::Cancelled) {
    entry.job.state = JobState::Cancelled;
  } else {
    entry.job.state = JobState::Failed;
    entry.job.error = error;
  }
  const Job job = entry.job;
  remember(std::move(entry.job));
  Q_EMIT changed();
  Q_EMIT finished(job);
}

void JobRunner::remember(Job job) {
  job.ended = QDateTime::currentDateTime();
  m_history.push_front(std::move(job));
  if (m_history.size() > kHistory) m_history.pop_back();
}

}  // namespace faultline::ui
