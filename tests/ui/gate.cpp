#include "tests/ui/gate.h"

namespace faultline::ui {

void Gate::open() {
  const std::lock_guard lock(m_mutex);
  m_open = true;
  m_changed.notify_all();
}

void Gate::close() {
  const std::lock_guard lock(m_mutex);
  m_open = m_visited = false;
}

bool Gate::wait(std::stop_token stop) {
  std::unique_lock lock(m_mutex);
  m_visited = true;
  m_changed.notify_all();
  return m_changed.wait(lock, stop, [this] { return m_open; });
}

void Gate::awaitVisitor() {
  std::unique_lock lock(m_mutex);
  m_changed.wait(lock, [this] { return m_visited; });
}

}  // namespace faultline::ui
