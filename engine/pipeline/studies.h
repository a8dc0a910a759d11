#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/base/progress.h"
#include "engine/base/time.h"
#include "engine/pipeline/analyze.h"

namespace faultline::pipeline {

/// How one detector did on the project's own sessions.
struct DetectorResult {
  std::string name;            ///< As `evaluate sequences --detector` knows it.
  std::uint64_t flagged = 0;   ///< Sessions it calls abnormal, of those that were judged.
  std::uint64_t agreeing = 0;  ///< Of these, such that the default detector flags too.
  bool labelled = false;       ///< Labels are there: what follows counts.
  std::uint64_t truePositives = 0;
  std::uint64_t falsePositives = 0;
  std::uint64_t falseNegatives = 0;
  std::uint64_t trueNegatives = 0;
  double precision = 0;
  double recall = 0;
  double f1 = 0;
  double trainSeconds = 0;
  double detectSeconds = 0;
  std::optional<Error> error;  ///< Why it has no figures, e.g. that it needs labels.
};

struct Comparison {
  UtcTime created;
  std::uint64_t trained = 0;  ///< Sessions to learn from.
  std::uint64_t judged = 0;
  std::uint64_t stretches = 0;  ///< Of those judged: stretches of 100 entries of a log without session ids.
  bool normalGiven = false;     ///< What was learnt from was said to be normal; else a half was drawn.
  std::uint64_t seed = 1;
  std::vector<DetectorResult> detectors;
};

/// Trains each detector on a part of the project's sessions and lets it judge the others: on what `normal` or
/// `sources` choose, or what the active model learnt from, or else on a half of them, drawn with the seed. A
/// log without session ids is cut into stretches. No names: all. `faultline` is always among them, the first.
/// One that fails is a row with its error. Stored; see `loadComparison`. Errors: InvalidArgument,
/// NothingToLearn, ModelModuleMissing, ModelFailed, ProjectLocked, StoreFailed, Cancelled.
Result<Comparison> compareDetectors(const std::filesystem::path& project,
                                    const std::vector<std::string>& names, const LearnSettings& settings,
                                    std::stop_token stop, const ProgressSink& progress);

/// The last one; none when there was none.
Result<std::optional<Comparison>> loadComparison(const std::filesystem::path& project);

/// A setting and the values that it takes one after the other while the others keep theirs (DeepLog, Figure
/// 8).
struct Variation {
  std::string setting;  ///< `history`, `candidates`, `layers`, `units`.
  std::vector<int> values;
};

struct SweepPoint {
  std::string setting;
  int value = 0;
  double flaggedShare = 0;  ///< Of the judged sessions that are not known to be abnormal.
  bool labelled = false;
  double precision = 0;
  double recall = 0;
  double f1 = 0;
  double seconds = 0;          ///< To learn; 0 where an earlier model was used again.
  std::optional<Error> error;  ///< Why it has no figures.
};

struct Sweep {
  UtcTime created;
  std::string detector;            ///< `deeplog`: whose settings these are.
  std::vector<SweepPoint> points;  ///< By setting, then value.
  std::vector<double> topShare;    ///< Figure 6b: of the keys of sessions not known to be abnormal, the share
                                   ///< that is among the first 1, 2, ... expected.
};

/// As `compareDetectors`, for `deeplog`; one setting at a time, the others as in `settings`.
Result<Sweep> sweepSettings(const std::filesystem::path& project, const std::vector<Variation>& variations,
                            const LearnSettings& settings, std::stop_token stop,
                            const ProgressSink& progress);

Result<std::optional<Sweep>> loadSweep(const std::filesystem::path& project);

}  // namespace faultline::pipeline
