#pragma once

#include <any>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>

#include <QtCore/QObject>
#include <QtCore/QPointer>
#include <QtCore/QString>

#include "ui/jobs/mailbox.h"
#include "ui/jobs/worker.h"

namespace faultline::ui {

/// Short background questions, one thread. Each (receiver, channel) has at most one question that counts: a
/// newer one stops and replaces the older, whose answer is dropped. Used from the window's thread.
class QueryRunner : public QObject {
  Q_OBJECT

 public:
  explicit QueryRunner(QObject* parent = nullptr);
  ~QueryRunner() override;

  /// `work(stop_token)` runs on the thread and its value is handed to `done` on the window's, unless the
  /// receiver is gone or the question was replaced. `work` must not touch widgets.
  template <class Work, class Done>
  void run(QObject* receiver, const QString& channel, Work work, Done done,
           Worker::Place place = Worker::Place::Back) {
    using Value = std::invoke_result_t<Work, std::stop_token>;
    auto value = std::make_shared<std::optional<Value>>();
    submit(
        receiver, channel,
        [value, work = std::move(work)](std::stop_token stop) { value->emplace(work(stop)); },
        [value, done = std::move(done)] { done(std::move(**value)); }, place);
  }

  /// Stops the question and drops its answer.
  void cancel(QObject* receiver, const QString& channel);
  void cancelAll();
  [[nodiscard]] bool busy() const { return !m_waiting.empty(); }

 Q_SIGNALS:
  void busyChanged(bool busy);

 private:
  using Channel = std::pair<QObject*, QString>;
  struct Waiting {
    quint64 id = 0;
    std::stop_source stop;
    QPointer<QObject> receiver;
    std::function<void()> done;
  };

  void submit(QObject* receiver, const QString& channel, std::function<void(std::stop_token)> work,
              std::function<void()> done, Worker::Place place);
  void deliver(const Channel& channel, quint64 id, bool failed);

  quint64 m_nextId = 1;
  std::map<Channel, Waiting> m_waiting;
  std::shared_ptr<Mailbox> m_mailbox;
  Worker m_worker;
};

}  // namespace faultline::ui
