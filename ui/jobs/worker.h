#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace faultline::ui {

/// One thread that runs tasks one after the other.
class Worker {
 public:
  using Task = std::function<void()>;
  enum class Place { Back, Front };

  Worker();
  /// Drops the waiting tasks and waits for the running one, but not for ever: a task that does not end within
  /// some seconds of being asked to is left behind rather than hanging the program.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void post(Task task, Place place = Place::Back);

 private:
  // Shared with the thread, so that one that is left behind does not touch what is gone.
  struct State {
    std::mutex mutex;
    std::condition_variable wake;
    std::condition_variable left;
    std::deque<Task> tasks;
    bool quit = false;
    bool done = false;
  };
  static void loop(const std::shared_ptr<State>& state);

  std::shared_ptr<State> m_state;
  std::jthread m_thread;
};

}  // namespace faultline::ui
