// One of the module's sources that need torch.
#include "engine/model/key_model.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <torch/optim/adam.h>

#include "engine/base/bytes.h"
#include "engine/model/beginnings.h"
#include "engine/model/device_network.h"
#include "engine/model/held_out_loss.h"
#include "engine/model/lstm_network.h"
#include "engine/model/model_module.h"
#include "engine/model/parallel.h"
#include "engine/model/rate_schedule.h"
#include "engine/model/rival_training.h"
#include "engine/model/torch_guard.h"
#include "engine/model/value_network.h"
#include "engine/model/window_order.h"

namespace faultline::model {

namespace {

constexpr std::uint32_t kFormat = 1;
constexpr std::int64_t kMostBatch = 256;     // windows a step
constexpr std::int64_t kLeastBatch = 16;     // so that little data still makes many steps
constexpr std::int64_t kMostShard = 128;     // windows a thread works on at once
constexpr std::int64_t kLeastShard = 16;     // below, the overhead of each operation is all there is
constexpr std::int64_t kShardsPerBatch = 4;  // at least, where the batch is large enough
constexpr std::int64_t kScoringShard = 2048;
constexpr std::int64_t kDeviceShard = 16384;  // a device is kept busy by much at once
constexpr std::size_t kLeastSteps = 8;        // an epoch
constexpr std::uint32_t kMostEpoch = 16384;   // windows
constexpr double kShardWork = 32e6;           // multiplications an entry of a gate; well under half a second

/// How many windows one thread takes at once, so that a large network can be cancelled too.
std::int64_t shardSize(const KeyModelSettings& settings) {
  const double work = 2.0 * settings.layers * settings.history * settings.units * settings.units;
  return std::clamp(static_cast<std::int64_t>(kShardWork / work), std::int64_t{1}, kMostShard);
}

/// What the weights are worked with: a graphics card where torch has one.
at::Device deviceInUse() { return at::hasCUDA() ? at::kCUDA : at::kCPU; }

class TorchKeyModel final : public KeyModel {
 public:
  TorchKeyModel(const KeyModelSettings& settings, Weights weights, int threads)
      : m_settings(settings), m_weights(std::move(weights)), m_threads(threads) {}

  Result<TrainingOutcome> train(const WindowSet& windows, const WindowSet* heldOut, const TrainingPlan& plan,
                                const std::stop_token& stop, const ProgressSink& progress) override;
  Status predict(std::span<const KeyClass> windows, std::span<float> probabilities,
                 const std::stop_token& stop) const override;
  [[nodiscard]] const KeyModelSettings& settings() const override { return m_settings; }
  Status grow(std::int32_t classes) override;
  [[nodiscard]] std::string save() const override;

 private:
  friend class Trainer;
  KeyModelSettings m_settings;
  Weights m_weights;
  int m_threads;
  at::Device m_device = deviceInUse();
};

/// One training: the order of the windows, the optimiser, the gradient of a batch.
class Trainer {
 public:
  Trainer(TorchKeyModel& model, const WindowSet& windows, const std::stop_token& stop)
      : m_model(model), m_windows(windows), m_stop(stop), m_order(windows, model.m_settings.seed) {
    m_batch = std::clamp(static_cast<std::int64_t>(m_order.size()) / 16, kLeastBatch, kMostBatch);
    for (at::Tensor& weight : model.m_weights) weight.set_requires_grad(true);
    keep();
    startOptimizer();
  }
  Trainer(const Trainer&) = delete;
  Trainer& operator=(const Trainer&) = delete;
  ~Trainer() {
    for (at::Tensor& weight : m_model.m_weights) weight = weight.detach();
  }

  [[nodiscard]] bool empty() const { return m_order.size() == 0; }
  /// Rows until the loss is looked at: one pass, but several when that were few steps, and a part of one when
  /// it were many.
  [[nodiscard]] std::size_t epochSize() const {
    return std::clamp<std::size_t>(m_order.size(), kLeastSteps * static_cast<std::size_t>(m_batch),
                                   kMostEpoch);
  }

  /// Returns the mean loss over the epoch. `batchDone(windows)` is called after each step.
  template <class BatchDone>
  double epoch(double rate, BatchDone&& batchDone) {
    static_cast<torch::optim::AdamOptions&>(m_optimizer->param_groups()[0].options()).lr(rate);
    double loss = 0;
    double weight = 0;
    for (std::size_t done = 0; done < epochSize();) {
      const std::span<const std::uint32_t> batch =
          m_order.next(std::min(static_cast<std::size_t>(m_batch), epochSize() - done));
      loss += step(batch);
      for (const std::uint32_t row : batch) weight += m_order.share(row);
      done += batch.size();
      batchDone(done);
    }
    return loss / weight;
  }

  void keep() {
    m_kept.clear();
    for (const at::Tensor& weight : m_model.m_weights) m_kept.push_back(weight.detach().clone());
  }
  void goBack() {
    at::NoGradGuard noGradient;
    for (std::size_t i = 0; i < m_kept.size(); ++i) m_model.m_weights[i].copy_(m_kept[i]);
    startOptimizer();
  }

 private:
  void startOptimizer() {
    m_optimizer = std::make_unique<torch::optim::Adam>(m_model.m_weights, torch::optim::AdamOptions());
  }

  /// The batch is cut into shards by its size alone and their gradients are added in order, so the number of
  /// threads does not change the weights. Returns the batch's summed loss.
  double step(std::span<const std::uint32_t> batch) {
    const std::int64_t fair =
        (static_cast<std::int64_t>(batch.size()) + kShardsPerBatch - 1) / kShardsPerBatch;
    const auto shard =
        m_model.m_device.is_cpu()
            ? static_cast<std::size_t>(std::min(shardSize(m_model.m_settings), std::max(kLeastShard, fair)))
            : batch.size();
    const std::size_t shards = (batch.size() + shard - 1) / shard;
    std::vector<Weights> gradients(shards);
    std::vector<double> losses(shards);
    const double scale =
        static_cast<double>(m_order.size()) / static_cast<double>(batch.size()) / m_order.totalWeight();
    inParallel(m_model.m_threads, shards, [&](std::size_t index) {
      if (m_stop.stop_requested()) throw CancelRequested{};
      const auto part = batch.subspan(index * shard, std::min(shard, batch.size() - index * shard));
      losses[index] = gradient(part, scale, gradients[index]);
    });
    for (std::size_t weight = 0; weight < m_model.m_weights.size(); ++weight) {
      at::Tensor sum = gradients[0][weight];
      for (std::size_t index = 1; index < shards; ++index) sum.add_(gradients[index][weight]);
      m_model.m_weights[weight].mutable_grad() = sum;
    }
    m_optimizer->step();
    return std::accumulate(losses.begin(), losses.end(), 0.0) / scale;
  }

  double gradient(std::span<const std::uint32_t> rows, double scale, Weights& into) const {
    std::vector<WeightedRow> weighted;
    weighted.reserve(rows.size());
    for (const std::uint32_t row : rows) {
      weighted.push_back({m_windows.row(row), static_cast<float>(m_order.share(row) * scale)});
    }
    return m_model.m_device.is_cpu()
               ? lossAndGradient(m_model.m_weights, m_model.m_settings, weighted, into)
               : lossAndGradientOn(m_model.m_device, m_model.m_weights, m_model.m_settings, weighted, into);
  }

  TorchKeyModel& m_model;
  const WindowSet& m_windows;
  const std::stop_token& m_stop;
  WindowOrder m_order;
  std::int64_t m_batch = 0;
  std::unique_ptr<torch::optim::Adam> m_optimizer;
  Weights m_kept;
};

Result<TrainingOutcome> TorchKeyModel::train(const WindowSet& windows, const WindowSet* heldOut,
                                             const TrainingPlan& plan, const std::stop_token& stop,
                                             const ProgressSink& progress) {
  if (windows.history() != m_settings.history ||
      (heldOut != nullptr && heldOut->history() != m_settings.history)) {
    return failure(ErrorCode::InvalidArgument, {}, "the windows are of another length than the model's");
  }
  return guarded<TrainingOutcome>([&]() -> Result<TrainingOutcome> {
    Trainer trainer(*this, windows, stop);
    if (trainer.empty()) return TrainingOutcome{};
    const bool given = !plan.rates.empty();
    const int most = given ? static_cast<int>(plan.rates.size()) : plan.mostEpochs;
    ProgressReporter reporter(progress);
    TrainingOutcome outcome;
    outcome.rates = plan.rates;
    std::optional<double> last;
    RateSchedule schedule(most);
    for (int epoch = 0; epoch < most; ++epoch) {
      const double rate = given ? plan.rates[static_cast<std::size_t>(epoch)] : schedule.rate();
      outcome.loss = trainer.epoch(rate, [&](std::size_t done) {
        const auto before = static_cast<std::uint64_t>(epoch) * trainer.epochSize();
        reporter.report({Stage::Learning,
                         before + done,
                         static_cast<std::uint64_t>(most) * trainer.epochSize(),
                         {},
                         last});
        if (stop.stop_requested()) throw CancelRequested{};
      });
      if (!given && heldOut != nullptr) {
        FAULTLINE_TRY_ASSIGN(outcome.loss, meanLoss(*this, *heldOut, kMostEpoch, stop));
      }
      outcome.losses.push_back(outcome.loss);
      last = outcome.loss;
      // Not by the reporter, which leaves some out: each is a point of the training curve.
      if (progress) {
        const auto done = static_cast<std::uint64_t>(epoch + 1) * trainer.epochSize();
        progress({Stage::Learning, done, static_cast<std::uint64_t>(most) * trainer.epochSize(), {}, last});
      }
      if (given) {
        outcome.kept = outcome.losses.size() - 1;
        continue;
      }
      const RateSchedule::Step step = schedule.next(outcome.loss);
      if (step.keep) {
        trainer.keep();
        outcome.kept = outcome.losses.size() - 1;
      }
      if (step.goBack) trainer.goBack();
      if (step.end) break;
    }
    if (!given) {
      outcome.rates = schedule.bestRates();
      outcome.loss = schedule.bestLoss();
    }
    return outcome;
  });
}

Status TorchKeyModel::predict(std::span<const KeyClass> windows, std::span<float> probabilities,
                              const std::stop_token& stop) const {
  const auto history = static_cast<std::size_t>(m_settings.history);
  const auto classes = static_cast<std::size_t>(m_settings.classes);
  const std::size_t count = windows.size() / history;
  if (count * history != windows.size() || count * classes != probabilities.size()) {
    return failure(ErrorCode::InvalidArgument, {}, "windows and probabilities do not fit each other");
  }
  return guarded<void>([&]() -> Status {
    // Neighbours share most of their work, see `Beginnings`.
    const std::vector<std::size_t> order = sortedRows(windows, history);
    const std::int64_t most = m_device.is_cpu() ? std::min(16 * shardSize(m_settings), kScoringShard)
                                                : std::min(256 * shardSize(m_settings), kDeviceShard);
    const auto shard = static_cast<std::size_t>(most);
    inParallel(m_threads, (count + shard - 1) / shard, [&](std::size_t index) {
      if (stop.stop_requested()) throw CancelRequested{};
      const auto own = std::span(order).subspan(index * shard, std::min(shard, count - index * shard));
      std::vector<KeyClass> rows;
      for (const std::size_t row : own)
        rows.insert(rows.end(), &windows[row * history], &windows[row * history] + history);
      std::vector<float> answers(own.size() * classes);
      if (m_device.is_cpu()) {
        model::probabilities(m_weights, m_settings, rows, answers);
      } else {
        probabilitiesOn(m_device, m_weights, m_settings, rows, answers);
      }
      for (std::size_t i = 0; i < own.size(); ++i)
        std::copy_n(&answers[i * classes], classes, &probabilities[own[i] * classes]);
    });
    return {};
  });
}

Status TorchKeyModel::grow(std::int32_t classes) {
  if (classes < m_settings.classes || classes > (1 << 20))
    return failure(ErrorCode::InvalidArgument, {}, "a key model cannot lose classes");
  return guarded<void>([&]() -> Status {
    const std::int64_t more = classes - m_settings.classes;
    at::Tensor& in = m_weights.front();
    at::Tensor& out = m_weights[m_weights.size() - 2];
    at::Tensor& bias = m_weights.back();
    in = at::cat({in, at::zeros({more, in.size(1)})});
    out = at::cat({out, at::zeros({out.size(0), more})}, 1);
    bias = at::cat({bias, bias.min().expand({more})});
    m_settings.classes = classes;
    return {};
  });
}

std::string TorchKeyModel::save() const {
  ByteWriter writer;
  writer.put(kFormat);
  writer.put(m_settings.history);
  writer.put(m_settings.layers);
  writer.put(m_settings.units);
  writer.put(m_settings.classes);
  writer.put(m_settings.seed);
  for (const at::Tensor& weight : m_weights) {
    writer.putAll(std::span<const float>(weight.data_ptr<float>(), static_cast<std::size_t>(weight.numel())));
  }
  return writer.take();
}

bool isSensible(const KeyModelSettings& settings) {
  const auto within = [](int value, int most) { return value >= 1 && value <= most; };
  return within(settings.history, 100) && within(settings.layers, 8) && within(settings.units, 1024) &&
         within(settings.classes, 1 << 20);
}

Result<Weights> readWeights(ByteReader& reader, const KeyModelSettings& settings) {
  Weights weights;
  for (const auto& shape : weightShapes(settings)) {
    const std::vector<float> values = reader.getAll<float>();
    const auto wanted = std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
    if (static_cast<std::int64_t>(values.size()) != wanted) {
      return failure(ErrorCode::ModelInvalid, {}, "its weights are damaged");
    }
    at::Tensor weight = at::empty(shape);
    std::ranges::copy(values, weight.data_ptr<float>());
    weights.push_back(std::move(weight));
  }
  if (!reader.atEnd()) return failure(ErrorCode::ModelInvalid, {}, "its weights are damaged");
  return weights;
}

class TorchModule final : public ModelModule {
 public:
  explicit TorchModule(int threads) : m_threads(threads) {}

  Result<std::unique_ptr<KeyModel>> makeKeyModel(const KeyModelSettings& settings) override {
    if (!isSensible(settings)) {
      return failure(ErrorCode::InvalidArgument, {},
                     "history must be 1 to 100, layers 1 to 8, units 1 to 1024");
    }
    return guarded<std::unique_ptr<KeyModel>>([&]() -> Result<std::unique_ptr<KeyModel>> {
      return std::make_unique<TorchKeyModel>(settings, seededWeights(settings), m_threads);
    });
  }

  Result<std::unique_ptr<KeyModel>> loadKeyModel(const std::string& bytes) override {
    return guarded<std::unique_ptr<KeyModel>>([&]() -> Result<std::unique_ptr<KeyModel>> {
      ByteReader reader(bytes);
      KeyModelSettings settings;
      const bool known = reader.get<std::uint32_t>() == kFormat;
      settings.history = reader.get<int>();
      settings.layers = reader.get<int>();
      settings.units = reader.get<int>();
      settings.classes = reader.get<std::int32_t>();
      settings.seed = reader.get<std::uint64_t>();
      if (!known || !reader.ok() || !isSensible(settings)) {
        return failure(ErrorCode::ModelInvalid, {}, "it is damaged or of another version");
      }
      FAULTLINE_TRY_ASSIGN(Weights weights, readWeights(reader, settings));
      return std::make_unique<TorchKeyModel>(settings, std::move(weights), m_threads);
    });
  }

  Result<std::unique_ptr<SequenceClassifier>> trainSequenceClassifier(
      const VectorSequences& sequences, std::span<const float> targets, std::span<const float> weights,
      const RivalSettings& settings, const std::stop_token& stop, const ProgressSink& progress) override {
    return trainSequenceClassifierHere(sequences, targets, weights, settings, stop, progress);
  }

  Result<std::unique_ptr<Autoencoder>> trainAutoencoder(std::span<const float> rows, std::size_t width,
                                                        std::span<const float> weights,
                                                        const RivalSettings& settings,
                                                        const std::stop_token& stop,
                                                        const ProgressSink& progress) override {
    return trainAutoencoderHere(rows, width, weights, settings, stop, progress);
  }

  Result<std::unique_ptr<ValueModel>> makeValueModel(const ValueModelSettings& settings,
                                                     const std::vector<int>& widths) override {
    return newValueModel(settings, widths, m_threads);
  }

  Result<std::unique_ptr<ValueModel>> loadValueModel(const std::string& bytes) override {
    return readValueModel(bytes, m_threads);
  }

 private:
  int m_threads;
};

}  // namespace

}  // namespace faultline::model

/// Torch's own threads are held to one: the shards of a batch are what is shared out, which is twice as fast.
extern "C" __attribute__((visibility("default"))) faultline::model::ModelModule* faultline_model_module_2(
    int threads) {
  try {
    at::set_num_threads(1);
    const int cores = static_cast<int>(std::max(std::thread::hardware_concurrency(), 1U));
    static faultline::model::TorchModule module(threads > 0 ? threads : cores);
    return &module;
  } catch (...) {
    return nullptr;
  }
}
