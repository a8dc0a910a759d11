#include "app/terminal.h"

#include <csignal>
#include <cstdio>
#include <mutex>
#include <thread>
#include <unistd.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/base/text.h"

namespace faultline::app {

namespace {

std::mutex barMutex;
bool barShown = false;  // guarded by barMutex

std::string barText(const Progress& progress, const std::optional<std::chrono::seconds>& eta) {
  std::string text = stageText(progress.stage);
  if (progress.total != 0) {
    text += fmt::format(" {:3.0f} %",
                        100.0 * static_cast<double>(progress.done) / static_cast<double>(progress.total));
  }
  if (eta) text += fmt::format("  {}:{:02} left", eta->count() / 60, eta->count() % 60);
  if (!progress.subject.empty()) text += "  " + elided(printable(progress.subject), 60);
  return text;
}

void printBar(const Progress& progress, EtaEstimator& eta) {
  const auto left = eta.update(progress, std::chrono::steady_clock::now());
  const std::lock_guard guard(barMutex);
  std::fputs(("\r\x1b[K" + barText(progress, left)).c_str(), stderr);
  std::fflush(stderr);
  barShown = true;
}

void printJsonProgress(const Progress& progress, EtaEstimator& eta) {
  const auto left = eta.update(progress, std::chrono::steady_clock::now());
  nlohmann::json line = {{"stage", stageText(progress.stage)},
                         {"done", progress.done},
                         {"total", progress.total},
                         {"subject", toUtf8(progress.subject)}};
  line["eta_s"] = left ? nlohmann::json(left->count()) : nlohmann::json();
  std::fputs((line.dump() + "\n").c_str(), stderr);
}

}  // namespace

void clearProgressBar() {
  const std::lock_guard guard(barMutex);
  if (!barShown) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  barShown = false;
}

ProgressSink makeProgressSink(ProgressMode mode) {
  if (mode == ProgressMode::Auto) mode = isatty(STDERR_FILENO) != 0 ? ProgressMode::Bar : ProgressMode::None;
  const auto eta = std::make_shared<EtaEstimator>();
  switch (mode) {
    case ProgressMode::Bar:
      return [eta](const Progress& progress) { printBar(progress, *eta); };
    case ProgressMode::Json:
      return [eta](const Progress& progress) { printJsonProgress(progress, *eta); };
    default:
      return {};
  }
}

struct SignalWatcher::Impl {
  std::stop_source stop;
  sigset_t signals{};
  std::jthread thread;
};

SignalWatcher::SignalWatcher() : m_impl(std::make_unique<Impl>()) {
  // Writing beyond the limit on a file's size is an error then, like a full disk, not the program's end.
  std::signal(SIGXFSZ, SIG_IGN);
  sigemptyset(&m_impl->signals);
  sigaddset(&m_impl->signals, SIGINT);
  sigaddset(&m_impl->signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &m_impl->signals, nullptr);
  m_impl->thread = std::jthread([impl = m_impl.get()](const std::stop_token& ended) {
    int signal = 0;
    while (sigwait(&impl->signals, &signal) == 0 && !ended.stop_requested()) {
      if (impl->stop.stop_requested()) _exit(130);
      impl->stop.request_stop();
    }
  });
}

SignalWatcher::~SignalWatcher() {
  m_impl->thread.request_stop();
  pthread_kill(m_impl->thread.native_handle(), SIGINT);
}

std::stop_token SignalWatcher::token() const { return m_impl->stop.get_token(); }

}  // namespace faultline::app
