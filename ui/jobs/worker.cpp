#include "ui/jobs/worker.h"

namespace faultline::ui {

namespace {
constexpr auto kPatience = std::chrono::seconds(5);
}

Worker::Worker() : m_state(std::make_shared<State>()), m_thread([state = m_state] { loop(state); }) {}

Worker::~Worker() {
  std::deque<Task> dropped;
  std::unique_lock lock(m_state->mutex);
  m_state->quit = true;
  dropped.swap(m_state->tasks);
  m_state->wake.notify_all();
  const bool ended = m_state->left.wait_for(lock, kPatience, [this] { return m_state->done; });
  lock.unlock();
  if (!ended) m_thread.detach();
}

void Worker::post(Task task, Place place) {
  const std::lock_guard lock(m_state->mutex);
  if (place == Place::Front) {
    m_state->tasks.push_front(std::move(task));
  } else {
    m_state->tasks.push_back(std::move(task));
  }
  m_state->wake.notify_one();
}

void Worker::loop(const std::shared_ptr<State>& state) {
  std::unique_lock lock(state->mutex);
  while (true) {
    state->wake.wait(lock, [&] { return state->quit || !state->tasks.empty(); });
    if (state->quit) break;
    {
      const Task task = std::move(state->tasks.front());
      state->tasks.pop_front();
      lock.unlock();
      task();
    }
    lock.lock();
  }
  state->done = true;
  state->left.notify_all();
}

}  // namespace faultline::ui
