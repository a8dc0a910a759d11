// One of the module's sources that need torch. These networks are small and run on the caller's thread alone,
// so that the order of additions, and with it the weights, does not depend on the number of threads.
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <utility>

#include <torch/csrc/autograd/generated/variable_factories.h>
#include <torch/optim/adam.h>

#include "engine/model/rival_training.h"
#include "engine/model/torch_guard.h"

namespace faultline::model {

namespace {

using Tensors = std::vector<at::Tensor>;

constexpr double kRate = 0.003;
constexpr std::size_t kTrainingBatch = 128;
constexpr std::size_t kLeastSteps = 400;  // little data is gone through more often
constexpr std::size_t kScoringBatch = 1024;
constexpr std::size_t kMostCells = 1 << 16;  // vectors of a batch of sequences: well under half a second

bool allFinite(std::span<const float> values) {
  return std::ranges::all_of(values, [](float value) { return std::isfinite(value); });
}

at::Tensor tensorOf(std::span<const float> values, at::IntArrayRef shape) {
  at::Tensor tensor = at::empty(shape);
  std::ranges::copy(values, tensor.data_ptr<float>());
  return tensor;
}

/// Uniform between -1 / sqrt(inputs) and that.
at::Tensor seeded(at::IntArrayRef shape, std::int64_t inputs, at::Generator& random) {
  const double bound = 1 / std::sqrt(static_cast<double>(inputs));
  return at::empty(shape).uniform_(-bound, bound, random);
}

/// Minimises a weighted mean loss with Adam over batches in an order drawn anew each epoch.
template <class Loss>
void minimise(Tensors& weights, const std::vector<std::vector<std::size_t>>& batches,
              const RivalSettings& settings, const std::stop_token& stop, const ProgressSink& progress,
              Loss&& loss) {
  for (at::Tensor& weight : weights) weight.set_requires_grad(true);
  torch::optim::Adam optimizer(weights, torch::optim::AdamOptions(kRate));
  std::mt19937_64 random(settings.seed);
  std::vector<std::size_t> order(batches.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  ProgressReporter reporter(progress);
  const std::size_t epochs = std::max(static_cast<std::size_t>(settings.epochs),
                                      (kLeastSteps + batches.size() - 1) / batches.size());
  for (std::size_t epoch = 0; epoch < epochs; ++epoch) {
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (stop.stop_requested()) throw CancelRequested{};
      optimizer.zero_grad();
      loss(batches[order[i]]).backward();
      optimizer.step();
      reporter.report({Stage::Learning, epoch * order.size() + i + 1, epochs * order.size(), {}});
    }
  }
  for (at::Tensor& weight : weights) weight = weight.detach();
}

/// Numbers drawn into groups of `most`.
std::vector<std::vector<std::size_t>> batchesOf(std::vector<std::size_t> numbers, std::size_t most,
                                                std::mt19937_64& random) {
  for (std::size_t i = numbers.size(); i > 1; --i) std::swap(numbers[i - 1], numbers[random() % i]);
  std::vector<std::vector<std::size_t>> batches;
  for (std::size_t from = 0; from < numbers.size(); from += most) {
    const std::size_t to = std::min(from + most, numbers.size());
    batches.emplace_back(numbers.begin() + static_cast<std::ptrdiff_t>(from),
                         numbers.begin() + static_cast<std::ptrdiff_t>(to));
  }
  return batches;
}

/// Sequences of one length each, so that none has to be padded.
std::vector<std::vector<std::size_t>> equalLengths(const VectorSequences& sequences, std::size_t most,
                                                   std::uint64_t seed) {
  std::map<std::size_t, std::vector<std::size_t>> byLength;
  for (std::size_t i = 0; i < sequences.size(); ++i) byLength[sequences.length(i)].push_back(i);
  std::mt19937_64 random(seed);
  std::vector<std::vector<std::size_t>> all;
  for (auto& [length, numbers] : byLength) {
    const std::size_t fitting = std::max<std::size_t>(1, kMostCells / length);
    for (auto& batch : batchesOf(std::move(numbers), std::min(most, fitting), random))
      all.push_back(std::move(batch));
  }
  return all;
}

/// sequences x steps x width.
at::Tensor inputOf(const VectorSequences& sequences, const std::vector<std::size_t>& batch) {
  const std::size_t length = sequences.length(batch.front());
  std::vector<float> values;
  values.reserve(batch.size() * length * sequences.width);
  for (const std::size_t number : batch) {
    const auto from =
        sequences.values.begin() + static_cast<std::ptrdiff_t>(sequences.first(number) * sequences.width);
    values.insert(values.end(), from, from + static_cast<std::ptrdiff_t>(length * sequences.width));
  }
  return tensorOf(values, {static_cast<std::int64_t>(batch.size()), static_cast<std::int64_t>(length),
                           static_cast<std::int64_t>(sequences.width)});
}

at::Tensor picked(std::span<const float> values, const std::vector<std::size_t>& batch) {
  at::Tensor tensor = at::empty({static_cast<std::int64_t>(batch.size())});
  for (std::size_t i = 0; i < batch.size(); ++i) tensor.data_ptr<float>()[i] = values[batch[i]];
  return tensor;
}

bool areWhole(const VectorSequences& sequences) {
  std::size_t last = 0;
  for (const std::size_t end : sequences.ends) {
    if (end <= last) return false;
    last = end;
  }
  return sequences.width > 0 && sequences.values.size() == last * sequences.width &&
         allFinite(sequences.values);
}

class TorchClassifier final : public SequenceClassifier {
 public:
  TorchClassifier(std::size_t width, const RivalSettings& settings)
      : m_width(width), m_units(settings.units) {
    const auto inputs = static_cast<std::int64_t>(width);
    at::Generator random = at::detail::createCPUGenerator(settings.seed);
    m_weights = {seeded({4 * m_units, inputs}, m_units, random),
                 seeded({4 * m_units, m_units}, m_units, random),
                 at::zeros({4 * m_units}),
                 at::zeros({4 * m_units}),
                 seeded({1, m_units}, m_units, random),
                 at::zeros({1})};
  }

  [[nodiscard]] Tensors& weights() { return m_weights; }

  [[nodiscard]] at::Tensor logits(const at::Tensor& input) const {
    const at::Tensor zeros = at::zeros({1, input.size(0), m_units});
    const auto [states, last, cells] = at::lstm(input, {zeros, zeros}, at::TensorList(m_weights.data(), 4),
                                                true, 1, 0.0, false, false, true);
    return at::addmm(m_weights[5], last[0], m_weights[4].t()).squeeze(1);
  }

  Result<std::vector<float>> probabilities(const VectorSequences& sequences,
                                           const std::stop_token& stop) const override {
    if (sequences.width != m_width || !areWhole(sequences))
      return failure(ErrorCode::InvalidArgument, {}, "the sequences do not fit the classifier");
    return guarded<std::vector<float>>([&] {
      at::NoGradGuard noGradient;
      std::vector<float> result(sequences.size());
      for (const auto& batch : equalLengths(sequences, kScoringBatch, 0)) {
        if (stop.stop_requested()) throw CancelRequested{};
        const at::Tensor answers = at::sigmoid(logits(inputOf(sequences, batch)));
        for (std::size_t i = 0; i < batch.size(); ++i) result[batch[i]] = answers.data_ptr<float>()[i];
      }
      return result;
    });
  }

 private:
  std::size_t m_width;
  std::int64_t m_units;
  Tensors m_weights;  // of the LSTM: inputs, states, two biases; of the output: weights, bias
};

class TorchAutoencoder final : public Autoencoder {
 public:
  TorchAutoencoder(std::size_t width, const RivalSettings& settings) : m_width(width) {
    const auto outside = static_cast<std::int64_t>(width);
    const auto outer = static_cast<std::int64_t>(settings.units);
    const std::int64_t sizes[] = {outside, outer, std::max<std::int64_t>(1, outer / 4), outer, outside};
    at::Generator random = at::detail::createCPUGenerator(settings.seed);
    for (int layer = 0; layer < 4; ++layer) {
      m_weights.push_back(seeded({sizes[layer + 1], sizes[layer]}, sizes[layer], random));
      m_weights.push_back(at::zeros({sizes[layer + 1]}));
    }
  }

  [[nodiscard]] Tensors& weights() { return m_weights; }

  /// By row: the mean squared difference.
  [[nodiscard]] at::Tensor differences(const at::Tensor& input) const {
    at::Tensor state = input;
    for (std::size_t layer = 0; layer < 4; ++layer) {
      state = at::addmm(m_weights[2 * layer + 1], state, m_weights[2 * layer].t());
      if (layer < 3) state = at::tanh(state);
    }
    return (state - input).square().mean(1);
  }

  Result<std::vector<float>> errors(std::span<const float> rows, const std::stop_token& stop) const override {
    if (rows.size() % m_width != 0 || !allFinite(rows))
      return failure(ErrorCode::InvalidArgument, {}, "the rows do not fit the autoencoder");
    return guarded<std::vector<float>>([&] {
      at::NoGradGuard noGradient;
      std::vector<float> result;
      const std::size_t count = rows.size() / m_width;
      for (std::size_t from = 0; from < count; from += kScoringBatch) {
        if (stop.stop_requested()) throw CancelRequested{};
        const std::size_t some = std::min(kScoringBatch, count - from);
        const at::Tensor answers =
            differences(tensorOf(rows.subspan(from * m_width, some * m_width),
                                 {static_cast<std::int64_t>(some), static_cast<std::int64_t>(m_width)}));
        result.insert(result.end(), answers.data_ptr<float>(), answers.data_ptr<float>() + some);
      }
      return result;
    });
  }

 private:
  std::size_t m_width;
  Tensors m_weights;  // by layer: weights, bias
};

bool isSensible(const RivalSettings& settings) {
  return settings.units >= 1 && settings.units <= 1024 && settings.epochs >= 1;
}

/// So that a step is of one size whatever a row counts.
double meanOf(std::span<const float> weights) {
  double sum = 0;
  for (const float weight : weights) sum += weight;
  return std::max(sum / static_cast<double>(std::max<std::size_t>(weights.size(), 1)), 1e-9);
}

}  // namespace

Result<std::unique_ptr<SequenceClassifier>> trainSequenceClassifierHere(
    const VectorSequences& sequences, std::span<const float> targets, std::span<const float> weights,
    const RivalSettings& settings, const std::stop_token& stop, const ProgressSink& progress) {
  if (!isSensible(settings) || sequences.size() == 0 || !areWhole(sequences) ||
      targets.size() != sequences.size() || weights.size() != sequences.size() || !allFinite(weights)) {
    return failure(ErrorCode::InvalidArgument, {}, "the sequences cannot be learnt from");
  }
  return guarded<std::unique_ptr<SequenceClassifier>>([&]() -> Result<std::unique_ptr<SequenceClassifier>> {
    auto classifier = std::make_unique<TorchClassifier>(sequences.width, settings);
    const double scale = 1 / meanOf(weights);
    minimise(classifier->weights(), equalLengths(sequences, kTrainingBatch, settings.seed), settings, stop,
             progress, [&](const std::vector<std::size_t>& batch) {
               const at::Tensor loss =
                   at::binary_cross_entropy_with_logits(classifier->logits(inputOf(sequences, batch)),
                                                        picked(targets, batch), {}, {}, at::Reduction::None);
               return (loss * picked(weights, batch)).mean() * scale;
             });
    return classifier;
  });
}

Result<std::unique_ptr<Autoencoder>> trainAutoencoderHere(std::span<const float> rows, std::size_t width,
                                                          std::span<const float> weights,
                                                          const RivalSettings& settings,
                                                          const std::stop_token& stop,
                                                          const ProgressSink& progress) {
  if (!isSensible(settings) || width == 0 || rows.empty() || rows.size() != width * weights.size() ||
      !allFinite(rows) || !allFinite(weights)) {
    return failure(ErrorCode::InvalidArgument, {}, "the rows cannot be learnt from");
  }
  return guarded<std::unique_ptr<Autoencoder>>([&]() -> Result<std::unique_ptr<Autoencoder>> {
    auto autoencoder = std::make_unique<TorchAutoencoder>(width, settings);
    std::vector<std::size_t> numbers(weights.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = i;
    std::mt19937_64 random(settings.seed);
    const double scale = 1 / meanOf(weights);
    minimise(autoencoder->weights(), batchesOf(std::move(numbers), kTrainingBatch, random), settings, stop,
             progress, [&](const std::vector<std::size_t>& batch) {
               std::vector<float> values;
               for (const std::size_t row : batch) {
                 const auto from = rows.subspan(row * width, width);
                 values.insert(values.end(), from.begin(), from.end());
               }
               const at::Tensor input = tensorOf(
                   values, {static_cast<std::int64_t>(batch.size()), static_cast<std::int64_t>(width)});
               return (autoencoder->differences(input) * picked(weights, batch)).mean() * scale;
             });
    return autoencoder;
  });
}

}  // namespace faultline::model
