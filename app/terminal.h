#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "engine/base/progress.h"

namespace faultline::app {

enum class ProgressMode { Auto, Bar, Json, None };

/// Reports to stderr: a bar that redraws itself, JSON Lines, or nothing. Auto is a bar on a terminal.
[[nodiscard]] ProgressSink makeProgressSink(ProgressMode mode);

/// Clears a bar that is shown, so that what is printed next starts on an empty line.
void clearProgressBar();

/// Requests a stop on SIGINT and SIGTERM; a second one ends the process at once. Make one, before any other
/// thread.
class SignalWatcher {
 public:
  SignalWatcher();
  ~SignalWatcher();
  SignalWatcher(const SignalWatcher&) = delete;
  SignalWatcher& operator=(const SignalWatcher&) = delete;

  [[nodiscard]] std::stop_token token() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace faultline::app
