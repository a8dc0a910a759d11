#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "engine/model/key_model.h"

namespace at {
class Tensor;
}

namespace faultline::model {

/// Per layer: input weights (a row a class in the first layer), recurrent weights, bias; then the output's
/// weights and bias. The gates lie in the order input, forget, output, candidate.
using Weights = std::vector<at::Tensor>;

[[nodiscard]] std::vector<std::vector<std::int64_t>> weightShapes(const KeyModelSettings& settings);

/// Uniform between -1 / sqrt(units) and that; forget gates start open, so that gradients reach the window's
/// beginning.
[[nodiscard]] Weights seededWeights(const KeyModelSettings& settings);

/// One of a batch's windows: h + 1 classes, the last one the next key, and what it counts.
struct WeightedRow {
  std::span<const KeyClass> row;
  float weight = 0;
};

/// The sum of weight times cross-entropy over some windows, and its gradient by each weight: back propagation
/// through time, written out. Torch's automatic differentiation takes 1.8 times the processor time for it,
/// most of it spent on keeping track of some 400 small operations.
double lossAndGradient(const Weights& weights, const KeyModelSettings& settings,
                       std::span<const WeightedRow> rows, Weights& gradient);

/// The probabilities of each next class: windows x classes. `windows`: rows of h classes.
void probabilities(const Weights& weights, const KeyModelSettings& settings,
                   std::span<const KeyClass> windows, std::span<float> into);

}  // namespace faultline::model
