// One of the module's sources that need torch.
#include "engine/model/value_model.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <memory>
#include <mutex>
#include <numbers>
#include <numeric>
#include <optional>
#include <random>
#include <utility>

#include <torch/optim/adam.h>

#include "engine/base/bytes.h"
#include "engine/model/parallel.h"
#include "engine/model/torch_guard.h"
#include "engine/model/value_network.h"

namespace faultline::model {

namespace {

constexpr std::uint32_t kFormat = 1;
constexpr int kMostWidth = 64;
constexpr std::size_t kMostKeys = 1 << 16;
constexpr std::size_t kGroup = 8;       // keys trained as one
constexpr std::int64_t kBatch = 32;     // windows of each key a step
constexpr std::size_t kScoring = 1024;  // windows predicted at once
constexpr std::size_t kParts = 5;

/// Input weights (width x 4 units), recurrent weights (units x 4 units), bias (1 x 4 units), output weights
/// (units x width), output bias (1 x width); of several keys each with the key in front. The gates lie in
/// the order input, forget, output, candidate.
using Weights = std::vector<at::Tensor>;

float* data(const at::Tensor& tensor) { return tensor.data_ptr<float>(); }

std::vector<std::vector<std::int64_t>> shapesOf(std::int64_t width, std::int64_t units) {
  return {{width, 4 * units}, {units, 4 * units}, {1, 4 * units}, {units, width}, {1, width}};
}

/// The output starts at nothing, which predicts the mean: what a network has to be better than.
Weights seededWeights(const ValueModelSettings& settings, int width, std::size_t key) {
  at::Generator generator = at::detail::createCPUGenerator(settings.seed * 1'000'003 + key);
  const double bound = 1 / std::sqrt(settings.units);
  Weights weights;
  for (const auto& shape : shapesOf(width, settings.units)) {
    weights.push_back(at::empty(shape).uniform_(-bound, bound, generator));
  }
  weights[2].narrow(1, settings.units, settings.units).fill_(1);
  weights[3].zero_();
  weights[4].zero_();
  return weights;
}

/// Keys x windows x h x width, all padded to the same width.
at::Tensor nextVectors(const Weights& weights, const at::Tensor& windows) {
  const std::int64_t keys = windows.size(0);
  const std::int64_t count = windows.size(1);
  const std::int64_t history = windows.size(2);
  const std::int64_t units = weights[1].size(1);
  const at::Tensor flat = windows.reshape({keys, count * history, windows.size(3)});
  const at::Tensor fromInputs =
      at::baddbmm(weights[2], flat, weights[0]).view({keys, count, history, 4 * units});
  at::Tensor output;
  at::Tensor cell;
  for (std::int64_t step = 0; step < history; ++step) {
    at::Tensor gates = fromInputs.select(2, step);
    if (step > 0) gates = at::baddbmm(gates, output, weights[1]);
    const at::Tensor open = at::sigmoid(gates.narrow(2, 0, 3 * units));
    const at::Tensor candidate = at::tanh(gates.narrow(2, 3 * units, units));
    const at::Tensor added = open.narrow(2, 0, units) * candidate;
    cell = step == 0 ? added : open.narrow(2, units, units) * cell + added;
    output = open.narrow(2, 2 * units, units) * at::tanh(cell);
  }
  return at::baddbmm(weights[4], output, weights[3]);
}

/// The h rows before `target`, rows before the first one and missing values as 0.
void copyWindow(const VectorRows& rows, std::size_t width, std::size_t history, std::uint32_t target,
                float* into, std::size_t stride) {
  for (std::size_t step = 0; step < history; ++step, into += stride) {
    if (target + step < history) continue;
    const float* const from = &rows.values[(target + step - history) * width];
    for (std::size_t column = 0; column < width; ++column)
      into[column] = std::isfinite(from[column]) ? from[column] : 0;
  }
}

/// Goes through a series' targets in an order of its own, anew each time they are through.
class TargetOrder {
 public:
  TargetOrder(std::span<const std::uint32_t> targets, std::uint64_t seed)
      : m_targets(targets.begin(), targets.end()), m_random(seed), m_next(m_targets.size()) {}

  [[nodiscard]] bool empty() const { return m_targets.empty(); }
  std::uint32_t next() {
    if (m_next == m_targets.size()) {
      // Not std::shuffle, whose order differs between libraries.
      for (std::size_t i = m_targets.size(); i > 1; --i)
        std::swap(m_targets[i - 1], m_targets[m_random() % i]);
      m_next = 0;
    }
    return m_targets[m_next++];
  }

 private:
  std::vector<std::uint32_t> m_targets;
  std::mt19937_64 m_random;
  std::size_t m_next;
};

/// The keys that are trained as one, their weights stacked and padded to the widest.
class Group {
 public:
  Group(const ValueModelSettings& settings, std::vector<std::size_t> keys, std::span<const VectorRows> series,
        const std::vector<int>& widths, const std::vector<Weights>& weights)
      : m_settings(settings), m_keys(std::move(keys)), m_series(series), m_widths(widths) {
    for (const std::size_t key : m_keys) {
      m_width = std::max<std::int64_t>(m_width, widths[key]);
      m_most = std::max(m_most, series[key].targets.size());
      m_orders.emplace_back(series[key].targets, settings.seed * 7919 + key);
    }
    stack(weights);
  }

  [[nodiscard]] int steps(const ValueTrainingPlan& plan) const {
    const auto passes = static_cast<std::int64_t>(m_most) * plan.passes / kBatch;
    return static_cast<int>(std::clamp<std::int64_t>(passes, plan.leastSteps, plan.mostSteps));
  }

  template <class StepDone>
  void train(const ValueTrainingPlan& plan, StepDone&& stepDone) {
    torch::optim::Adam optimizer(m_weights, torch::optim::AdamOptions(plan.rate));
    const int count = steps(plan);
    for (int step = 0; step < count; ++step) {
      const double share = 0.5 * (1 + std::cos(std::numbers::pi * step / count));
      static_cast<torch::optim::AdamOptions&>(optimizer.param_groups()[0].options())
          .lr(plan.rate * (0.05 + 0.95 * share));
      fillBatch();
      optimizer.zero_grad();
      const at::Tensor difference = (nextVectors(m_weights, m_windows) - m_wanted) * m_present;
      const at::Tensor counts = m_present.sum({1, 2}).clamp_min(1);
      ((difference * difference).sum({1, 2}) / counts).sum().backward();
      optimizer.step();
      stepDone();
    }
  }

  void unstack(std::vector<Weights>& weights) const {
    for (std::size_t i = 0; i < m_keys.size(); ++i) {
      Weights& own = weights[m_keys[i]];
      for (std::size_t part = 0; part < kParts; ++part) {
        const at::Tensor stacked = m_weights[part].detach()[static_cast<std::int64_t>(i)];
        own[part] = stacked.narrow(0, 0, own[part].size(0)).narrow(1, 0, own[part].size(1)).clone();
      }
    }
  }

 private:
  void stack(const std::vector<Weights>& weights) {
    const auto keys = static_cast<std::int64_t>(m_keys.size());
    for (const auto& shape : shapesOf(m_width, m_settings.units)) {
      m_weights.push_back(at::zeros({keys, shape[0], shape[1]}));
    }
    for (std::size_t i = 0; i < m_keys.size(); ++i) {
      for (std::size_t part = 0; part < kParts; ++part) {
        const at::Tensor& own = weights[m_keys[i]][part];
        m_weights[part][static_cast<std::int64_t>(i)]
            .narrow(0, 0, own.size(0))
            .narrow(1, 0, own.size(1))
            .copy_(own);
      }
    }
    for (at::Tensor& weight : m_weights) weight.set_requires_grad(true);
    m_windows = at::zeros({keys, kBatch, m_settings.history, m_width});
    m_wanted = at::zeros({keys, kBatch, m_width});
    m_present = at::zeros({keys, kBatch, m_width});
  }

  void fillBatch() {
    m_windows.zero_();
    m_wanted.zero_();
    m_present.zero_();
    const auto stride = static_cast<std::size_t>(m_width);
    const auto history = static_cast<std::size_t>(m_settings.history);
    for (std::size_t i = 0; i < m_keys.size(); ++i) {
      const VectorRows& rows = m_series[m_keys[i]];
      const auto width = static_cast<std::size_t>(m_widths[m_keys[i]]);
      if (m_orders[i].empty()) continue;
      for (std::size_t window = 0; window < kBatch; ++window) {
        const std::uint32_t target = m_orders[i].next();
        const std::size_t at = i * kBatch + window;
        copyWindow(rows, width, history, target, data(m_windows) + at * history * stride, stride);
        for (std::size_t column = 0; column < width; ++column) {
          const float value = rows.values[target * width + column];
          if (!std::isfinite(value)) continue;
          data(m_wanted)[at * stride + column] = value;
          data(m_present)[at * stride + column] = 1;
        }
      }
    }
  }

  const ValueModelSettings& m_settings;
  std::vector<std::size_t> m_keys;
  std::span<const VectorRows> m_series;
  const std::vector<int>& m_widths;
  std::vector<TargetOrder> m_orders;
  std::int64_t m_width = 1;
  std::size_t m_most = 0;
  Weights m_weights;
  at::Tensor m_windows;  // keys x windows x h x width
  at::Tensor m_wanted;   // keys x windows x width
  at::Tensor m_present;  // 1 where `m_wanted` has a value
};

class TorchValueModel final : public ValueModel {
 public:
  TorchValueModel(const ValueModelSettings& settings, std::vector<int> widths, std::vector<Weights> weights,
                  int threads)
      : m_settings(settings),
        m_widths(std::move(widths)),
        m_weights(std::move(weights)),
        m_threads(threads) {}

  Status train(std::span<const VectorRows> series, const ValueTrainingPlan& plan, const std::stop_token& stop,
               const ProgressSink& progress) override;
  Status predict(std::size_t key, const VectorRows& rows, std::span<float> predictions,
                 const std::stop_token& stop) const override;
  [[nodiscard]] const ValueModelSettings& settings() const override { return m_settings; }
  [[nodiscard]] std::vector<int> widths() const override { return m_widths; }
  [[nodiscard]] std::string save(std::span<const std::size_t> keys) const override;

 private:
  [[nodiscard]] bool fits(std::size_t key, const VectorRows& rows) const;
  [[nodiscard]] std::vector<Group> groupsOf(std::span<const VectorRows> series) const;

  ValueModelSettings m_settings;
  std::vector<int> m_widths;
  std::vector<Weights> m_weights;  // by key
  int m_threads;
};

bool TorchValueModel::fits(std::size_t key, const VectorRows& rows) const {
  if (key >= m_widths.size()) return false;
  const auto width = static_cast<std::size_t>(m_widths[key]);
  const std::size_t count = rows.values.size() / width;
  return count * width == rows.values.size() &&
         std::ranges::all_of(rows.targets, [&](std::uint32_t target) { return target < count; });
}

/// Alike in width and in length, so that little is padded and no short series is gone through too often.
std::vector<Group> TorchValueModel::groupsOf(std::span<const VectorRows> series) const {
  std::vector<std::size_t> keys;
  for (std::size_t key = 0; key < series.size(); ++key) {
    if (!series[key].targets.empty()) keys.push_back(key);
  }
  std::ranges::stable_sort(keys, {}, [&](std::size_t key) {
    return std::pair(std::bit_ceil(static_cast<unsigned>(m_widths[key])), series[key].targets.size());
  });
  std::vector<Group> groups;
  for (std::size_t first = 0; first < keys.size(); first += kGroup) {
    const auto own = std::span(keys).subspan(first, std::min(kGroup, keys.size() - first));
    groups.emplace_back(m_settings, std::vector(own.begin(), own.end()), series, m_widths, m_weights);
  }
  return groups;
}

Status TorchValueModel::train(std::span<const VectorRows> series, const ValueTrainingPlan& plan,
                              const std::stop_token& stop, const ProgressSink& progress) {
  bool fit = series.size() == m_widths.size();
  for (std::size_t key = 0; fit && key < series.size(); ++key) fit = fits(key, series[key]);
  if (!fit) return failure(ErrorCode::InvalidArgument, {}, "the series do not fit the value models");
  return guarded<void>([&]() -> Status {
    std::vector<Group> groups = groupsOf(series);
    std::uint64_t total = 0;
    for (const Group& group : groups) total += static_cast<std::uint64_t>(group.steps(plan));
    std::mutex mutex;  // guards what follows
    ProgressReporter reporter(progress);
    std::uint64_t done = 0;
    inParallel(m_threads, groups.size(), [&](std::size_t index) {
      groups[index].train(plan, [&] {
        if (stop.stop_requested()) throw CancelRequested{};
        const std::lock_guard lock(mutex);
        reporter.report({Stage::Learning, ++done, total, {}});
      });
    });
    for (const Group& group : groups) group.unstack(m_weights);
    return {};
  });
}

Status TorchValueModel::predict(std::size_t key, const VectorRows& rows, std::span<float> predictions,
                                const std::stop_token& stop) const {
  if (!fits(key, rows) ||
      predictions.size() != rows.targets.size() * static_cast<std::size_t>(m_widths[key])) {
    return failure(ErrorCode::InvalidArgument, {}, "the rows do not fit the value model");
  }
  return guarded<void>([&]() -> Status {
    const auto width = static_cast<std::size_t>(m_widths[key]);
    const auto history = static_cast<std::size_t>(m_settings.history);
    Weights stacked;
    for (const at::Tensor& weight : m_weights[key]) stacked.push_back(weight.unsqueeze(0));
    const std::size_t count = rows.targets.size();
    inParallel(count > kScoring ? m_threads : 1, (count + kScoring - 1) / kScoring, [&](std::size_t index) {
      if (stop.stop_requested()) throw CancelRequested{};
      const at::NoGradGuard noGradient;
      const auto own = rows.targets.subspan(index * kScoring, std::min(kScoring, count - index * kScoring));
      at::Tensor windows = at::zeros(
          {1, static_cast<std::int64_t>(own.size()), m_settings.history, static_cast<std::int64_t>(width)});
      for (std::size_t i = 0; i < own.size(); ++i)
        copyWindow(rows, width, history, own[i], data(windows) + i * history * width, width);
      const at::Tensor next = nextVectors(stacked, windows).contiguous();
      std::copy_n(data(next), own.size() * width, &predictions[index * kScoring * width]);
    });
    return {};
  });
}

std::string TorchValueModel::save(std::span<const std::size_t> keys) const {
  ByteWriter writer;
  writer.put(kFormat);
  writer.put(m_settings.history);
  writer.put(m_settings.units);
  writer.put(m_settings.seed);
  std::vector<std::int32_t> widths;
  for (const std::size_t key : keys) widths.push_back(m_widths[key]);
  writer.putAll(widths);
  for (const std::size_t key : keys) {
    for (const at::Tensor& weight : m_weights[key])
      writer.putAll(std::span<const float>(data(weight), static_cast<std::size_t>(weight.numel())));
  }
  return writer.take();
}

bool isSensible(const ValueModelSettings& settings, const std::vector<int>& widths) {
  return settings.history >= 1 && settings.history <= 100 && settings.units >= 1 && settings.units <= 256 &&
         widths.size() <= kMostKeys &&
         std::ranges::all_of(widths, [](int width) { return width >= 1 && width <= kMostWidth; });
}

std::optional<Weights> readWeights(ByteReader& reader, const ValueModelSettings& settings, int width) {
  Weights weights;
  for (const auto& shape : shapesOf(width, settings.units)) {
    const std::vector<float> values = reader.getAll<float>();
    if (static_cast<std::int64_t>(values.size()) != shape[0] * shape[1]) return std::nullopt;
    at::Tensor weight = at::empty(shape);
    std::ranges::copy(values, data(weight));
    weights.push_back(std::move(weight));
  }
  return weights;
}

}  // namespace

Result<std::unique_ptr<ValueModel>> newValueModel(const ValueModelSettings& settings,
                                                  const std::vector<int>& widths, int threads) {
  if (!isSensible(settings, widths)) {
    return failure(ErrorCode::InvalidArgument, {},
                   "history must be 1 to 100, units 1 to 256, widths 1 to 64");
  }
  return guarded<std::unique_ptr<ValueModel>>([&]() -> Result<std::unique_ptr<ValueModel>> {
    std::vector<Weights> weights;
    for (std::size_t key = 0; key < widths.size(); ++key)
      weights.push_back(seededWeights(settings, widths[key], key));
    return std::make_unique<TorchValueModel>(settings, widths, std::move(weights), threads);
  });
}

Result<std::unique_ptr<ValueModel>> readValueModel(const std::string& bytes, int threads) {
  return guarded<std::unique_ptr<ValueModel>>([&]() -> Result<std::unique_ptr<ValueModel>> {
    ByteReader reader(bytes);
    const bool known = reader.get<std::uint32_t>() == kFormat;
    ValueModelSettings settings;
    settings.history = reader.get<int>();
    settings.units = reader.get<int>();
    settings.seed = reader.get<std::uint64_t>();
    const auto widths = reader.getAll<std::int32_t>();
    if (!known || !reader.ok() || !isSensible(settings, widths))
      return failure(ErrorCode::ModelInvalid, {}, "the value models are damaged or of another version");
    std::vector<Weights> weights;
    for (const int width : widths) {
      auto own = readWeights(reader, settings, width);
      if (!own) return failure(ErrorCode::ModelInvalid, {}, "the value models are damaged");
      weights.push_back(std::move(*own));
    }
    if (!reader.atEnd()) return failure(ErrorCode::ModelInvalid, {}, "the value models are damaged");
    return std::make_unique<TorchValueModel>(settings, widths, std::move(weights), threads);
  });
}

}  // namespace faultline::model
