#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/detect/detector.h"
#include "engine/detect/material.h"

namespace faultline::detect {

/// What each signal gives to each unit of the training data, the strangest place counting, when the unit's
/// own piece has no say. Scores of units left out are there too.
struct UnitScores {
  std::vector<double> key;     ///< A key no other piece has: 1 and the novelty; else 0.
  std::vector<double> pair;    ///< A pair no other piece has: the novelty.
  std::vector<double> model;   ///< -log10 of the probability from a model that was trained on other pieces.
  std::vector<double> counts;  ///< Distance to the nearest vector of another session.
};

/// Distances up to this are not told apart: equal as far as anybody cares.
inline constexpr double kSameCounts = 0.05;

/// Fills key, pair and counts by leaving each piece out in turn, which counting how many pieces have seen
/// something makes cheap. Error Cancelled.
Status scoreLeavingOneOut(const Material& material, const Lesson& lesson, const CountTable& counts,
                          int history, const std::stop_token& stop, UnitScores& scores);

/// Fills model by cross-fitting: the pieces are drawn into parts, and each part is scored by a model trained
/// on the others. Returns the rates for a training on everything: those of the part whose training took the
/// median number of epochs. Errors: ModelModuleMissing, ModelFailed, Cancelled.
Result<std::vector<double>> scoreCrossFitted(const Material& material, const Settings& settings, int folds,
                                             const std::stop_token& stop, const ProgressSink& progress,
                                             UnitScores& scores);

}  // namespace faultline::detect
