#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace faultline {

/// The step a job is at; worded by `stageText`.
enum class Stage { Reading, Indexing, Learning, Judging, Searching, Saving };

/// How far a job is. `total` 0 means that the end is not known.
struct Progress {
  Stage stage{};
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  std::string subject;           ///< A file's name, a source, or empty.
  std::optional<double> loss{};  ///< While training: the loss after the last epoch, for the training curve.
};

/// Called from the worker's thread, at most some tens of times a second. Must not block.
using ProgressSink = std::function<void(const Progress&)>;

[[nodiscard]] const char* stageText(Stage stage);

/// Passes on at most one report each interval and the last of each stage, so that callers may report in inner
/// loops.
class ProgressReporter {
 public:
  explicit ProgressReporter(ProgressSink sink) : m_sink(std::move(sink)) {}

  void report(const Progress& progress);

 private:
  ProgressSink m_sink;
  std::chrono::steady_clock::time_point m_last{};
  std::optional<Stage> m_stage;
};

/// Time left, from how the stage went so far. Starts anew with each stage; nothing until there is something
/// to go by.
class EtaEstimator {
 public:
  [[nodiscard]] std::optional<std::chrono::seconds> update(const Progress& progress,
                                                           std::chrono::steady_clock::time_point now);

 private:
  std::optional<Stage> m_stage;
  std::uint64_t m_firstDone = 0;
  std::chrono::steady_clock::time_point m_start{};
};

}  // namespace faultline
