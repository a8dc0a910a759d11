#pragma once

#include "engine/detect/detector.h"
#include "engine/pipeline/analyze.h"

namespace faultline::pipeline {

/// What a project's learning asks of the detector.
[[nodiscard]] inline detect::Settings detectorSettings(const LearnSettings& settings, bool normalGiven) {
  detect::Settings result;
  result.history = settings.history;
  result.candidates = settings.candidates;
  result.layers = settings.layers;
  result.units = settings.units;
  result.epochs = settings.epochs;
  result.seed = settings.seed;
  result.threads = settings.threads;
  result.mode = normalGiven ? detect::TrainMode::Normal : detect::TrainMode::Unlabelled;
  return result;
}

}  // namespace faultline::pipeline
