#pragma once

#include <span>

#include "engine/model/lstm_network.h"

namespace c10 {
struct Device;
}

namespace faultline::model {

// The functions of `lstm_network.h`, written with whole tensors and automatic differentiation, so that they
// run on any device that torch knows, where a step over memory by hand cannot. Weights, gradients and
// probabilities lie in the processor's memory as there; a call copies what it needs. A call is worth its
// copies with many windows at once.
//
// A device adds up in an order of its own, so that results differ from the processor's in their last digits:
// "same settings and windows, same weights" holds for each device alone.

double lossAndGradientOn(const c10::Device& device, const Weights& weights, const KeyModelSettings& settings,
                         std::span<const WeightedRow> rows, Weights& gradient);

void probabilitiesOn(const c10::Device& device, const Weights& weights, const KeyModelSettings& settings,
                     std::span<const KeyClass> windows, std::span<float> into);

}  // namespace faultline::model
