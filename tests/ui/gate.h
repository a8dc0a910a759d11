#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace faultline::ui {

/// A gate that a job on another thread waits at until the test opens it.
class Gate {
 public:
  enum class State { Closed, Open };
  explicit Gate(State state = State::Closed) : m_open(state == State::Open) {}
  void open();
  void close();
  /// False when stopped first.
  bool wait(std::stop_token stop);
  /// Until somebody waits at the gate.
  void awaitVisitor();

 private:
  std::mutex m_mutex;
  std::condition_variable_any m_changed;
  bool m_open;
  bool m_visited = false;
};

}  // namespace faultline::ui
