// One of the module's sources that need torch.
#include "engine/model/device_network.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <vector>

#include <torch/csrc/autograd/autograd.h>

namespace faultline::model {

namespace {

constexpr std::size_t kWeightsPerLayer = 3;

/// Copies of the weights that the way back ends at.
Weights copiesOn(const at::Device& device, const Weights& weights, bool wantGradient) {
  Weights copies;
  for (const at::Tensor& weight : weights) {
    copies.push_back(weight.detach().to(device).set_requires_grad(wantGradient));
  }
  return copies;
}

template <class T>
at::Tensor tensorOn(const at::Device& device, const std::vector<T>& values, at::ScalarType type) {
  return at::tensor(values, at::TensorOptions().dtype(type)).to(device);
}

/// Rows of the first layer's weights, steps x windows; an unknown key's is `classes`.
class Lookup {
 public:
  Lookup(std::int64_t windows, const KeyModelSettings& settings)
      : m_windows(windows),
        m_history(settings.history),
        m_unknown(settings.classes),
        m_rows(static_cast<std::size_t>(windows * settings.history)) {}

  void set(std::int64_t window, std::span<const KeyClass> keys) {
    for (std::int64_t step = 0; step < m_history; ++step) {
      const KeyClass key = keys[static_cast<std::size_t>(step)];
      m_rows[static_cast<std::size_t>(step * m_windows + window)] =
          key == sequence::kUnknownClass ? m_unknown : key;
    }
  }

  [[nodiscard]] at::Tensor on(const at::Device& device) const {
    return tensorOn(device, m_rows, at::kLong).view({m_history, m_windows});
  }

 private:
  std::int64_t m_windows;
  std::int64_t m_history;
  std::int64_t m_unknown;
  std::vector<std::int64_t> m_rows;
};

/// `inputs`: what the input and the bias add to the gates, steps x windows x 4 units. Gives the outputs.
at::Tensor runLayer(const at::Tensor& inputs, const at::Tensor& recurrent) {
  const std::int64_t units = recurrent.size(0);
  std::vector<at::Tensor> outputs;
  at::Tensor cells;
  for (std::int64_t step = 0; step < inputs.size(0); ++step) {
    const at::Tensor sums = step == 0 ? inputs[0] : at::addmm(inputs[step], outputs.back(), recurrent);
    const std::vector<at::Tensor> gates = sums.narrow(1, 0, 3 * units).sigmoid().chunk(3, 1);
    const at::Tensor candidate = sums.narrow(1, 3 * units, units).tanh();
    cells = step == 0 ? gates[0] * candidate : gates[1] * cells + gates[0] * candidate;
    outputs.push_back(gates[2] * cells.tanh());
  }
  return at::stack(outputs);
}

/// Windows x classes.
at::Tensor logitsOf(const Weights& weights, const KeyModelSettings& settings, const at::Tensor& rows) {
  // Not `index_select`: on a graphics card its way back adds up in no fixed order.
  const at::Tensor table = at::cat({weights[0], at::zeros({1, weights[0].size(1)}, weights[0].options())});
  at::Tensor outputs = runLayer(at::embedding(table, rows) + weights[2], weights[1]);
  for (std::size_t layer = 1; layer < static_cast<std::size_t>(settings.layers); ++layer) {
    const at::Tensor* const own = weights.data() + layer * kWeightsPerLayer;
    outputs = runLayer(at::matmul(outputs, own[0]) + own[2], own[1]);
  }
  return at::addmm(weights.back(), outputs[outputs.size(0) - 1], weights[weights.size() - 2]);
}

}  // namespace

double lossAndGradientOn(const at::Device& device, const Weights& weights, const KeyModelSettings& settings,
                         std::span<const WeightedRow> rows, Weights& gradient) {
  const at::AutoGradMode withGradient(true);
  Lookup lookup(static_cast<std::int64_t>(rows.size()), settings);
  std::vector<std::int64_t> next;
  std::vector<float> counts;
  for (const WeightedRow& row : rows) {
    lookup.set(static_cast<std::int64_t>(next.size()), row.row);
    next.push_back(row.row.back());
    counts.push_back(row.weight);
  }
  const Weights own = copiesOn(device, weights, true);
  const at::Tensor target = tensorOn(device, next, at::kLong).unsqueeze(1);
  const at::Tensor surprise =
      -logitsOf(own, settings, lookup.on(device)).log_softmax(1).gather(1, target).squeeze(1);
  const at::Tensor loss = (surprise * tensorOn(device, counts, at::kFloat)).sum();
  gradient.clear();
  for (const at::Tensor& slope : torch::autograd::grad({loss}, own)) gradient.push_back(slope.to(at::kCPU));
  return loss.item<double>();
}

void probabilitiesOn(const at::Device& device, const Weights& weights, const KeyModelSettings& settings,
                     std::span<const KeyClass> windows, std::span<float> into) {
  const at::NoGradGuard noGradient;
  const auto history = static_cast<std::size_t>(settings.history);
  Lookup lookup(static_cast<std::int64_t>(windows.size() / history), settings);
  for (std::size_t window = 0; window * history < windows.size(); ++window) {
    lookup.set(static_cast<std::int64_t>(window), windows.subspan(window * history, history));
  }
  const Weights own = copiesOn(device, weights, false);
  const at::Tensor result = logitsOf(own, settings, lookup.on(device)).softmax(1).to(at::kCPU).contiguous();
  std::copy_n(result.data_ptr<float>(), into.size(), into.data());
}

}  // namespace faultline::model
