#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/base/progress.h"
#include "engine/base/time.h"
#include "engine/pipeline/import.h"
#include "engine/pipeline/mine_report.h"

namespace faultline::pipeline {

struct TimeRange {
  UtcTime from;
  UtcTime to;
};

/// DeepLog's settings (section 5.1.2 of Du et al., CCS 2017: g 9, h 10, L 2, alpha 64) and what is to be
/// learnt from.
struct LearnSettings {
  int history = 10;           ///< h: keys the model looks back on.
  int candidates = 9;         ///< g: likeliest keys that count as expected.
  int layers = 2;             ///< L: stacked LSTM layers.
  int units = 64;             ///< alpha: memory units a layer.
  std::optional<int> epochs;  ///< Passes over the distinct windows; found by itself when not given.
  std::uint64_t seed = 1;
  int threads = 0;                  ///< 0: one a core.
  std::optional<TimeRange> normal;  ///< Learn from the events in this range alone.
  std::vector<SourceId> sources;    ///< Learn from these alone; all when empty.
};

struct LearnReport {
  ModelId model;
  std::uint64_t sessions = 0;
  std::uint64_t events = 0;
  std::uint64_t windows = 0;
  std::uint64_t distinctWindows = 0;
  std::uint64_t keys = 0;
  std::uint64_t leftOut =
      0;  ///< Sessions (or windows of an open stream) that were believed least and left out.
  double seconds = 0;
  std::vector<Notice> notices;
};

struct DetectReport {
  RunId run;
  std::uint64_t events = 0;
  std::uint64_t sessions = 0;
  std::uint64_t findings = 0;
  double seconds = 0;
  std::vector<Notice> notices;
};

struct AnalyzeReport {
  ImportReport import;
  std::optional<LearnReport> learn;
  std::optional<DetectReport> detect;
  std::optional<MineReport> mine;
};

/// Learns what is normal and makes that model the active one. With no normal period it learns from
/// everything, drops what the model believes least before it settles, and says so in a notice. Same data,
/// seed and threads, same model. Errors: NothingToLearn, ModelModuleMissing, ModelFailed, ProjectLocked,
/// StoreFailed, Cancelled (the last model stays).
Result<LearnReport> learn(const std::filesystem::path& project, const LearnSettings& settings,
                          std::stop_token stop, const ProgressSink& progress);

/// Judges every session with the active model and stores a run. Errors as `learn`, and ModelMissing. A
/// cancelled run leaves the last finished one in place.
Result<DetectReport> detect(const std::filesystem::path& project, std::stop_token stop,
                            const ProgressSink& progress);

/// Import, learn, detect, mine the workflow. What is finished is kept when a later step fails or is cancelled.
Result<AnalyzeReport> analyze(const std::filesystem::path& project, const std::vector<ImportFile>& files,
                              const LearnSettings& settings, std::stop_token stop,
                              const ProgressSink& progress);

/// Writes the demo's logs (made by a seeded generator) beside `project` and analyzes them. An existing
/// project of that name that is the demo is kept as it is.
Result<AnalyzeReport> makeDemo(const std::filesystem::path& project, std::stop_token stop,
                               const ProgressSink& progress);

}  // namespace faultline::pipeline
