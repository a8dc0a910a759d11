#pragma once

#include <functional>
#include <mutex>

#include <QtCore/QMetaObject>
#include <QtCore/QObject>

namespace faultline::ui {

/// Lets a worker's thread send calls to an object that may be gone by then. The owner closes it in its
/// destructor; what was sent and not yet delivered is dropped by Qt with the object.
class Mailbox {
 public:
  explicit Mailbox(QObject* target) : m_target(target) {}

  void close() {
    const std::lock_guard lock(m_mutex);
    m_target = nullptr;
  }

  /// From any thread; `call` runs on the target's.
  void send(std::function<void()> call) {
    const std::lock_guard lock(m_mutex);
    if (m_target != nullptr) QMetaObject::invokeMethod(m_target, std::move(call), Qt::QueuedConnection);
  }

 private:
  std::mutex m_mutex;
  QObject* m_target;
};

}  // namespace faultline::ui
