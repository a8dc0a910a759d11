#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"

namespace faultline::pipeline {

/// Ground truth: what somebody who knew said of sessions or lines. For evaluation alone; nothing is learnt
/// from it and no threshold looks at it.
struct TruthReport {
  std::uint64_t rows = 0;      ///< Of the CSV.
  std::uint64_t abnormal = 0;  ///< Of those.
  std::uint64_t unknown = 0;   ///< Name no session that the project has (they may still come).
};

/// Reads a CSV of sessions and labels beside the log, as loghub's `anomaly_label.csv` (`BlockId,Label`;
/// `Normal` or `Anomaly`, 0 or 1, ...). `column`: the label's; found by itself when not given. Replaces what
/// is known of the same sessions; all of it or nothing. Errors: FileMissing, FileUnreadable, LabelsInvalid
/// (with the line; a session with two different labels, too), ProjectLocked, StoreFailed, Cancelled.
Result<TruthReport> importLabels(const std::filesystem::path& project, const std::filesystem::path& csv,
                                 const std::optional<std::string>& column, std::stop_token stop,
                                 const ProgressSink& progress);

/// Reads the CSV as `importLabels` does, without a project: whether it is worth importing a log first.
/// `unknown` stays 0.
Result<TruthReport> checkLabels(const std::filesystem::path& csv, const std::optional<std::string>& column,
                                std::stop_token stop);

/// Counts of the newest run's findings against the truth. A session is abnormal when its label says so or one
/// of its events is; flagged when it has a finding. Of sessions that are a stream, lines are counted in place
/// of sessions: a line is flagged when a finding points at it.
struct ProjectScore {
  std::uint64_t truePositives = 0;
  std::uint64_t falsePositives = 0;
  std::uint64_t falseNegatives = 0;
  std::uint64_t trueNegatives = 0;
  std::uint64_t unlabelled = 0;  ///< Sessions (or lines) that nobody labelled; counted nowhere else.
  std::uint64_t learntFrom = 0;  ///< Of those counted; their labels were not looked at.
  bool heldOut = false;          ///< Only what the model did not learn from is counted.
  std::string unit;              ///< `session` or `line`.
  std::string settings;  ///< JSON: the model's settings and seed, what it was trained on, when it judged.
  std::uint64_t entries = 0;    ///< Log entries that the run judged.
  double detectSeconds = 0;     ///< It took for that.
  std::uint64_t notJudged = 0;  ///< At least so many log entries came after the run.
};

/// One score for sessions and one for lines, where there is truth of that kind; where the model learnt from
/// some of them, a second one of the others. Errors: NoLabels, NothingDetected, those of `loadProject`.
Result<std::vector<ProjectScore>> evaluateProject(const std::filesystem::path& project);

}  // namespace faultline::pipeline
