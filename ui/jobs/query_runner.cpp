#include "ui/jobs/query_runner.h"

#include <QtCore/QDebug>

namespace faultline::ui {

QueryRunner::QueryRunner(QObject* parent) : QObject(parent), m_mailbox(std::make_shared<Mailbox>(this)) {}

QueryRunner::~QueryRunner() {
  for (auto& [channel, waiting] : m_waiting) waiting.stop.request_stop();
  m_mailbox->close();
}

void QueryRunner::submit(QObject* receiver, const QString& channelName,
                         std::function<void(std::stop_token)> work, std::function<void()> done,
                         Worker::Place place) {
  const Channel channel{receiver, channelName};
  const bool wasBusy = busy();
  Waiting& waiting = m_waiting[channel];
  if (waiting.id != 0) waiting.stop.request_stop();
  waiting = Waiting{m_nextId++, std::stop_source{}, receiver, std::move(done)};

  m_worker.post(
      [work = std::move(work), stop = waiting.stop.get_token(), id = waiting.id, channel, mailbox = m_mailbox,
       this] {
        if (stop.stop_requested()) return;
        bool failed = false;
        try {
          work(stop);
        } catch (const std::exception& error) {
          qWarning("A background question failed: %s", error.what());
          failed = true;
        }
        mailbox->send([this, channel, id, failed] { deliver(channel, id, failed); });
      },
      place);
  if (!wasBusy) Q_EMIT busyChanged(true);
}

void QueryRunner::deliver(const Channel& channel, quint64 id, bool failed) {
  const auto found = m_waiting.find(channel);
  if (found == m_waiting.end() || found->second.id != id) return;
  const Waiting waiting = std::move(found->second);
  m_waiting.erase(found);
  if (waiting.receiver && !failed) waiting.done();
  if (!busy()) Q_EMIT busyChanged(false);
}

void QueryRunner::cancel(QObject* receiver, const QString& channel) {
  const auto found = m_waiting.find({receiver, channel});
  if (found == m_waiting.end()) return;
  found->second.stop.request_stop();
  m_waiting.erase(found);
  if (!busy()) Q_EMIT busyChanged(false);
}

void QueryRunner::cancelAll() {
  if (!busy()) return;
  for (auto& [channel, waiting] : m_waiting) waiting.stop.request_stop();
  m_waiting.clear();
  Q_EMIT busyChanged(false);
}

}  // namespace faultline::ui
