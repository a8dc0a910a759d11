#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/detect/detector.h"
#include "engine/evaluate/sequences.h"
#include "engine/evaluate/trial.h"

namespace faultline::evaluate {

/// A setting and the values that it takes one after the other while the others keep theirs (DeepLog, section
/// 5.1.4 and Figure 8).
struct Variation {
  std::string setting;  ///< `history`, `candidates`, `layers`, `units`.
  std::vector<int> values;
};

/// Reads `history=5:15,candidates=7:11,units=32,64,128`: ranges with both ends, and lists. Error
/// InvalidArgument for an unknown or repeated setting, a value out of its range, or nothing at all.
Result<std::vector<Variation>> parseVariations(std::string_view text);

/// What `parseVariations` checks, of variations from elsewhere.
Status checkVariations(const std::vector<Variation>& variations);

struct SweepPoint {
  std::string setting;
  int value = 0;
  Evaluation evaluation;  ///< With its error, if this setting failed.
  bool reused = false;    ///< Judged with a model that was trained for an earlier point.
};

struct Sweep {
  std::vector<SweepPoint> points;  ///< By setting, then value, in the order given.
  std::vector<double> topShare;    ///< Figure 6b: of the keys of normal sessions, the share that is among the
                                   ///< first 1, 2, ... expected, with the settings varied around.
  std::uint64_t topKeys = 0;       ///< How many keys that is a share of; 0 where the detector ranks none.
};

/// Trains for each value; once for all numbers of candidates, on which only judging depends. The settings
/// varied around are trained for once. Sessions of which nothing is known count as normal for `topShare`.
/// Errors: InvalidArgument, Cancelled (within half a second), those of the settings varied around.
Result<Sweep> sweepSettings(const std::string& detector, const detect::Settings& settings,
                            const std::vector<Variation>& variations, const Trial& trial,
                            const std::stop_token& stop, const ProgressSink& progress);

}  // namespace faultline::evaluate
