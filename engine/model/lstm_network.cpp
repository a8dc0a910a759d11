// One of the module's sources that need torch.
#include "engine/model/lstm_network.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/model/beginnings.h"

namespace faultline::model {

namespace {

constexpr std::size_t kWeightsPerLayer = 3;

/// What one layer did over all steps; kept for the way back. Steps x windows x units (gates: 4 units).
struct LayerTrace {
  at::Tensor gates;
  at::Tensor cells;
  at::Tensor squashed;  // tanh of the cells
  at::Tensor outputs;
};

float* data(const at::Tensor& tensor) { return tensor.data_ptr<float>(); }

/// cell = forget * cell before + input * candidate
void updateCells(const float* gates, const float* before, std::int64_t windows, std::int64_t units,
                 float* cells) {
  for (std::int64_t window = 0; window < windows; ++window, gates += 4 * units, cells += units) {
    const float* const input = gates;
    const float* const forget = gates + units;
    const float* const candidate = gates + 3 * units;
    if (before == nullptr) {
      for (std::int64_t u = 0; u < units; ++u) cells[u] = input[u] * candidate[u];
    } else {
      for (std::int64_t u = 0; u < units; ++u) cells[u] = forget[u] * before[u] + input[u] * candidate[u];
      before += units;
    }
  }
}

void updateOutputs(const float* gates, const float* squashed, std::int64_t windows, std::int64_t units,
                   float* outputs) {
  for (std::int64_t window = 0; window < windows; ++window) {
    const float* const gate = gates + window * 4 * units + 2 * units;
    const float* const cell = squashed + window * units;
    float* const output = outputs + window * units;
    for (std::int64_t u = 0; u < units; ++u) output[u] = gate[u] * cell[u];
  }
}

/// `gates`: what the input and the bias add to them; changed in place.
LayerTrace runLayer(at::Tensor gates, const at::Tensor& recurrent) {
  const std::int64_t steps = gates.size(0);
  const std::int64_t windows = gates.size(1);
  const std::int64_t units = gates.size(2) / 4;
  LayerTrace trace{std::move(gates), at::empty({steps, windows, units}), at::empty({steps, windows, units}),
                   at::empty({steps, windows, units})};
  for (std::int64_t step = 0; step < steps; ++step) {
    at::Tensor gate = trace.gates[step];
    if (step > 0) gate.addmm_(trace.outputs[step - 1], recurrent);
    gate.narrow(1, 0, 3 * units).sigmoid_();
    gate.narrow(1, 3 * units, units).tanh_();
    at::Tensor cell = trace.cells[step];
    const float* const before = step == 0 ? nullptr : data(trace.cells) + (step - 1) * windows * units;
    updateCells(data(gate), before, windows, units, data(cell));
    at::Tensor squashed = trace.squashed[step];
    at::tanh_out(squashed, cell);
    updateOutputs(data(gate), data(squashed), windows, units, data(trace.outputs) + step * windows * units);
  }
  return trace;
}

/// One step back: the gradient by the gates' sums, and by the cells before. `byCell` holds the latter of the
/// step after and is changed to this one's.
void stepBack(const float* gates, const float* before, const float* squashed, const float* byOutput,
              std::int64_t windows, std::int64_t units, float* byCell, float* bySums) {
  for (std::int64_t window = 0; window < windows; ++window) {
    const float* const input = gates + window * 4 * units;
    const float* const forget = input + units;
    const float* const output = input + 2 * units;
    const float* const candidate = input + 3 * units;
    float* const sums = bySums + window * 4 * units;
    for (std::int64_t u = 0; u < units; ++u) {
      const std::int64_t at = window * units + u;
      const float cell = byCell[at] + byOutput[at] * output[u] * (1 - squashed[at] * squashed[at]);
      const float cellBefore = before == nullptr ? 0 : before[at];
      sums[u] = cell * candidate[u] * input[u] * (1 - input[u]);
      sums[units + u] = cell * cellBefore * forget[u] * (1 - forget[u]);
      sums[2 * units + u] = byOutput[at] * squashed[at] * output[u] * (1 - output[u]);
      sums[3 * units + u] = cell * input[u] * (1 - candidate[u] * candidate[u]);
      byCell[at] = cell * forget[u];
    }
  }
}

/// The gradient by the sums of the gates, from that by the outputs (changed on the way). Steps x windows x 4
/// units.
at::Tensor runLayerBack(const LayerTrace& trace, const at::Tensor& recurrent, at::Tensor byOutputs) {
  const std::int64_t steps = trace.gates.size(0);
  const std::int64_t windows = trace.gates.size(1);
  const std::int64_t units = trace.cells.size(2);
  at::Tensor bySums = at::empty_like(trace.gates);
  at::Tensor byCell = at::zeros({windows, units});
  for (std::int64_t step = steps; step-- > 0;) {
    at::Tensor byOutput = byOutputs[step];
    if (step + 1 < steps) byOutput.addmm_(bySums[step + 1], recurrent.t());
    const float* const before = step == 0 ? nullptr : data(trace.cells) + (step - 1) * windows * units;
    stepBack(data(trace.gates) + step * windows * 4 * units, before,
             data(trace.squashed) + step * windows * units, data(byOutput), windows, units, data(byCell),
             data(bySums) + step * windows * 4 * units);
  }
  return bySums;
}

/// Each window's key at each step, an unknown one as -1. Steps x windows.
struct Steps {
  std::int64_t count = 0;
  std::int64_t windows = 0;
  std::vector<KeyClass> keys;
};

template <class RowOf>
Steps stepsOf(std::int64_t windows, std::int64_t history, RowOf&& rowOf) {
  Steps steps{history, windows, std::vector<KeyClass>(static_cast<std::size_t>(windows * history))};
  for (std::int64_t window = 0; window < windows; ++window) {
    const std::span<const KeyClass> row = rowOf(static_cast<std::size_t>(window));
    for (std::int64_t step = 0; step < history; ++step) {
      steps.keys[static_cast<std::size_t>(step * windows + window)] = row[static_cast<std::size_t>(step)];
    }
  }
  return steps;
}

/// What one-hot keys add to the first layer's gates: one-hot times a matrix picks a row.
at::Tensor lookUp(const Steps& steps, const at::Tensor& table, const at::Tensor& bias) {
  const std::int64_t width = table.size(1);
  at::Tensor gates = at::empty({steps.count, steps.windows, width});
  const at::Tensor rows = table + bias;
  float* to = data(gates);
  for (const KeyClass key : steps.keys) {
    const float* const row = key == sequence::kUnknownClass ? data(bias) : data(rows) + key * width;
    std::copy_n(row, width, to);
    to += width;
  }
  return gates;
}

/// The gradient by the table that `lookUp` read.
at::Tensor lookUpBack(const Steps& steps, const at::Tensor& bySums, std::int64_t classes) {
  const std::int64_t width = bySums.size(2);
  at::Tensor byTable = at::zeros({classes, width});
  const float* from = data(bySums);
  for (const KeyClass key : steps.keys) {
    if (key != sequence::kUnknownClass) {
      float* const row = data(byTable) + key * width;
      for (std::int64_t i = 0; i < width; ++i) row[i] += from[i];
    }
    from += width;
  }
  return byTable;
}

/// All layers, the first one first.
std::vector<LayerTrace> runLayers(const Weights& weights, const KeyModelSettings& settings,
                                  const Steps& steps) {
  const std::int64_t width = 4 * settings.units;
  std::vector<LayerTrace> traces;
  traces.push_back(runLayer(lookUp(steps, weights[0], weights[2]), weights[1]));
  for (std::size_t layer = 1; layer < static_cast<std::size_t>(settings.layers); ++layer) {
    const at::Tensor* const own = weights.data() + layer * kWeightsPerLayer;
    const at::Tensor below = traces.back().outputs.view({-1, settings.units});
    traces.push_back(
        runLayer(at::addmm(own[2], below, own[0]).view({steps.count, steps.windows, width}), own[1]));
  }
  return traces;
}

at::Tensor logitsOf(const Weights& weights, const std::vector<LayerTrace>& traces) {
  const at::Tensor& outputs = traces.back().outputs;
  return at::addmm(weights.back(), outputs[outputs.size(0) - 1], weights[weights.size() - 2]);
}

/// The loss, and its gradient by the logits.
double crossEntropy(const at::Tensor& logits, std::span<const WeightedRow> rows, at::Tensor& byLogits) {
  const std::int64_t classes = logits.size(1);
  byLogits = at::log_softmax(logits, 1);
  double loss = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    loss -= rows[i].weight * data(byLogits)[static_cast<std::int64_t>(i) * classes + rows[i].row.back()];
  }
  byLogits.exp_();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    float* const row = data(byLogits) + static_cast<std::int64_t>(i) * classes;
    row[rows[i].row.back()] -= 1;
    for (std::int64_t c = 0; c < classes; ++c) row[c] *= rows[i].weight;
  }
  return loss;
}

/// A layer's state after each of some beginnings, when the way back does not matter. Beginnings x units.
struct LayerState {
  at::Tensor cells;
  at::Tensor outputs;

  /// One step on: `gates` holds what the input and the bias add, a row a beginning; `parents` the row that
  /// each went on from, empty at the first step.
  void advance(at::Tensor gates, const std::vector<std::int64_t>& parents, const at::Tensor& recurrent) {
    const std::int64_t rows = gates.size(0);
    const std::int64_t units = gates.size(1) / 4;
    at::Tensor before;
    if (!parents.empty()) {
      const at::Tensor index = at::tensor(parents);
      gates.addmm_(outputs.index_select(0, index), recurrent);
      before = cells.index_select(0, index);
    }
    gates.narrow(1, 0, 3 * units).sigmoid_();
    gates.narrow(1, 3 * units, units).tanh_();
    cells = at::empty({rows, units});
    updateCells(data(gates), parents.empty() ? nullptr : data(before), rows, units, data(cells));
    outputs = at::empty({rows, units});
    updateOutputs(data(gates), data(at::tanh(cells)), rows, units, data(outputs));
  }
};

}  // namespace

std::vector<std::vector<std::int64_t>> weightShapes(const KeyModelSettings& settings) {
  const std::int64_t units = settings.units;
  std::vector<std::vector<std::int64_t>> shapes;
  for (int layer = 0; layer < settings.layers; ++layer) {
    shapes.push_back({layer == 0 ? settings.classes : units, 4 * units});
    shapes.push_back({units, 4 * units});
    shapes.push_back({4 * units});
  }
  shapes.push_back({units, settings.classes});
  shapes.push_back({settings.classes});
  return shapes;
}

Weights seededWeights(const KeyModelSettings& settings) {
  at::Generator generator = at::detail::createCPUGenerator(settings.seed);
  const double bound = 1 / std::sqrt(settings.units);
  Weights weights;
  for (const auto& shape : weightShapes(settings)) {
    weights.push_back(at::empty(shape).uniform_(-bound, bound, generator));
  }
  for (int layer = 0; layer < settings.layers; ++layer) {
    const auto bias = static_cast<std::size_t>(layer) * kWeightsPerLayer + 2;
    weights[bias].narrow(0, settings.units, settings.units).fill_(1);
  }
  return weights;
}

double lossAndGradient(const Weights& weights, const KeyModelSettings& settings,
                       std::span<const WeightedRow> rows, Weights& gradient) {
  const at::NoGradGuard noGradient;
  const Steps steps = stepsOf(static_cast<std::int64_t>(rows.size()), settings.history,
                              [&](std::size_t window) { return rows[window].row; });
  const std::vector<LayerTrace> traces = runLayers(weights, settings, steps);
  at::Tensor byLogits;
  const double loss = crossEntropy(logitsOf(weights, traces), rows, byLogits);

  gradient.resize(weights.size());
  const std::size_t output = weights.size() - 2;
  const at::Tensor& last = traces.back().outputs;
  gradient[output] = last[steps.count - 1].t().mm(byLogits);
  gradient[output + 1] = byLogits.sum(0);
  at::Tensor byOutputs = at::zeros_like(last);
  byOutputs[steps.count - 1].copy_(byLogits.mm(weights[output].t()));
  for (std::size_t layer = traces.size(); layer-- > 0;) {
    const std::size_t own = layer * kWeightsPerLayer;
    const at::Tensor bySums = runLayerBack(traces[layer], weights[own + 1], byOutputs);
    const at::Tensor flat = bySums.view({-1, bySums.size(2)});
    const at::Tensor before =
        traces[layer].outputs.narrow(0, 0, steps.count - 1).reshape({-1, settings.units});
    gradient[own + 1] = before.t().mm(bySums.narrow(0, 1, steps.count - 1).reshape({-1, bySums.size(2)}));
    gradient[own + 2] = flat.sum(0);
    if (layer == 0) {
      gradient[own] = lookUpBack(steps, bySums, settings.classes);
    } else {
      gradient[own] = traces[layer - 1].outputs.view({-1, settings.units}).t().mm(flat);
      byOutputs = flat.mm(weights[own].t()).view_as(traces[layer - 1].outputs);
    }
  }
  return loss;
}

void probabilities(const Weights& weights, const KeyModelSettings& settings,
                   std::span<const KeyClass> windows, std::span<float> into) {
  const at::NoGradGuard noGradient;
  const Beginnings beginnings(windows, static_cast<std::size_t>(settings.history));
  std::vector<LayerState> layers(static_cast<std::size_t>(settings.layers));
  for (const Beginnings::Step& step : beginnings.steps()) {
    at::Tensor gates =
        lookUp({1, static_cast<std::int64_t>(step.keys.size()), step.keys}, weights[0], weights[2])[0];
    for (std::size_t layer = 0; layer < layers.size(); ++layer) {
      const at::Tensor* const own = weights.data() + layer * kWeightsPerLayer;
      if (layer > 0) gates = at::addmm(own[2], layers[layer - 1].outputs, own[0]);
      layers[layer].advance(std::move(gates), step.parents, own[1]);
    }
  }
  const at::Tensor result =
      at::addmm(weights.back(), layers.back().outputs, weights[weights.size() - 2]).softmax(1);
  const auto classes = static_cast<std::size_t>(settings.classes);
  for (std::size_t window = 0; window < beginnings.leaves().size(); ++window) {
    const float* const row = data(result) + beginnings.leaves()[window] * settings.classes;
    std::copy_n(row, classes, into.data() + window * classes);
  }
}

}  // namespace faultline::model
