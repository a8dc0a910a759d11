#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/base/time.h"
#include "engine/pipeline/analyze.h"

namespace faultline::pipeline {

/// Above what a signal speaks, and where that comes from.
struct Threshold {
  std::string signal;         ///< `key`, `order`, `pair`, `neighbours`, `model`, `counts`, `value`, `rate`.
  std::string of;             ///< `session`, `stream`, or a log key's template.
  double bound = 0;           ///< Infinite: silent.
  std::string unit;           ///< What the bound is measured in, e.g. `-log10 p`.
  std::uint64_t heldOut = 0;  ///< Units (sessions, entries, vectors) that it was set on.
  double budget = 0;          ///< The share of normal units that may exceed it.
};

/// One training that was done: the loss after each epoch.
struct TrainingCurve {
  std::string part;  ///< `keys 1`, `keys 2`, `values`.
  std::vector<double> loss;
  std::size_t kept = 0;  ///< The epoch whose weights were kept.
};

/// What the value models of a log key are like.
struct ValueModelInfo {
  KeyId key;
  std::string templateText;
  std::vector<std::string> columns;
  std::uint64_t rows = 0;
  double meanError = 0;  ///< Of the Gaussian of validation errors (MSE of normalised vectors).
  double deviation = 0;
  double threshold = 0;
  std::vector<std::string> leftOut;  ///< `name: why`, for columns that say nothing.
};

/// One of a project's models, as the Models page and `info` show it.
struct ModelDetails {
  ModelId id;
  ModelId parent;  ///< 0: trained from scratch; else what it was taught on top of.
  bool active = false;
  UtcTime created;
  LearnSettings settings;
  int epochs = 0;
  std::uint64_t sessions = 0;
  std::uint64_t events = 0;
  std::uint64_t windows = 0;
  std::uint64_t distinctWindows = 0;
  std::uint64_t keys = 0;
  std::uint64_t leftOut = 0;
  std::uint64_t taught = 0;  ///< False positives that it was taught, its ancestors' among them.
  double seconds = 0;
  std::vector<Threshold> thresholds;
  std::vector<TrainingCurve> curves;
  std::vector<ValueModelInfo> values;
  std::uint64_t bytes = 0;
};

/// Newest first. Does not load the model module. Errors as `loadProject`, ModelInvalid.
Result<std::vector<ModelDetails>> loadModels(const std::filesystem::path& project);

/// How many events the project has over time, for choosing a normal period: equal bins from the first time to
/// the last.
struct TimeLine {
  std::optional<TimeRange> range;  ///< None: the log has no times.
  std::vector<std::uint64_t> events;
  std::vector<std::uint64_t> findings;
};

/// Reads no log. Of more than a million events, from the blocks' earliest and latest times alone, so that
/// counts are estimates within a block. Errors as `loadProject`.
Result<TimeLine> loadTimeLine(const std::filesystem::path& project, std::size_t bins);

}  // namespace faultline::pipeline
