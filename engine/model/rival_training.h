#pragma once

#include "engine/model/rival_networks.h"

namespace faultline::model {

/// What the module does for the functions of the same names, see there.
Result<std::unique_ptr<SequenceClassifier>> trainSequenceClassifierHere(
    const VectorSequences& sequences, std::span<const float> targets, std::span<const float> weights,
    const RivalSettings& settings, const std::stop_token& stop, const ProgressSink& progress);

Result<std::unique_ptr<Autoencoder>> trainAutoencoderHere(std::span<const float> rows, std::size_t width,
                                                          std::span<const float> weights,
                                                          const RivalSettings& settings,
                                                          const std::stop_token& stop,
                                                          const ProgressSink& progress);

}  // namespace faultline::model
