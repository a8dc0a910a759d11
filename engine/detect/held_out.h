#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/detect/detector.h"
#include "engine/detect/material.h"
#include "engine/model/key_model.h"

namespace faultline::detect {

/// What each signal gives to each unit of the training data, the strangest place counting, when the unit's
/// own piece has no say. Scores of units left out are there too.
struct UnitScores {
  std::vector<float> key;         ///< A rare key, or one no other piece has: its oddness; else 0.
  std::vector<float> order;       ///< An order no other piece has: the novelty and the key model's surprise.
  std::vector<float> pair;        ///< A pair no other piece has: the same.
  std::vector<float> neighbours;  ///< Such a pair whose order others have: the same.
  std::vector<float> model;   ///< -log10 of the probability from a model that was trained on other pieces.
  std::vector<float> counts;  ///< Distance to the nearest vector of another session.
};

/// What models that were trained on other pieces say about each place, by cross-fitting.
class Opinions {
 public:
  explicit Opinions(const sequence::SessionSet& sessions);

  struct Opinion {
    float surprise = 0;   ///< -log10 of the probability; 0 where there is no window.
    bool counts = false;  ///< Whether the key model is to be asked about this place, see `forEachPlace`.
  };
  [[nodiscard]] Opinion& at(std::size_t session, std::uint32_t position) {
    return m_opinions[m_first[session] + position];
  }
  [[nodiscard]] const Opinion& at(std::size_t session, std::uint32_t position) const {
    return m_opinions[m_first[session] + position];
  }

 private:
  std::vector<std::size_t> m_first;
  std::vector<Opinion> m_opinions;
};

/// Models of parts, and what they say about the parts they did not see.
struct CrossFit {
  Opinions opinions;
  std::vector<std::unique_ptr<model::KeyModel>> models;
  int epochs = 0;                     ///< The longest training's.
  std::vector<TrainingCurve> curves;  ///< One a model.
};

/// Distances up to this are not told apart: equal as far as anybody cares.
inline constexpr double kSameCounts = 0.05;

/// The pieces are drawn into parts; for each part a model is trained on the others, and asked about it. With
/// one part, a single model is trained on everything and nobody is asked. Errors: ModelModuleMissing,
/// ModelFailed, Cancelled.
Result<CrossFit> crossFit(const Material& material, const sequence::Vocabulary& numbering,
                          const Settings& settings, int parts, const std::stop_token& stop,
                          const ProgressSink& progress);

/// Keys, pairs and counts are judged by leaving each piece out in turn, which counting how many pieces have
/// seen something makes cheap. Error Cancelled.
Result<UnitScores> scoreUnits(const Material& material, const Lesson& lesson, const CountTable& counts,
                              const Opinions& opinions, int history, const std::stop_token& stop);

}  // namespace faultline::detect
