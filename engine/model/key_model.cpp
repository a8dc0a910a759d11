// The model module's one source: everything that needs torch.
#include "engine/model/key_model.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <torch/torch.h>

#include "engine/base/bytes.h"
#include "engine/model/held_out_loss.h"
#include "engine/model/model_module.h"
#include "engine/model/parallel.h"
#include "engine/model/rate_schedule.h"
#include "engine/model/window_order.h"

namespace faultline::model {

namespace {

constexpr std::uint32_t kFormat = 1;
constexpr std::int64_t kMostBatch = 256;     // windows a step
constexpr std::int64_t kLeastBatch = 16;     // so that little data still makes many steps
constexpr std::int64_t kMostShard = 128;     // windows a thread works on at once
constexpr std::int64_t kLeastShard = 16;     // below, the overhead of each operation is all there is
constexpr std::int64_t kShardsPerBatch = 4;  // at least, where the batch is large enough
constexpr std::int64_t kScoringShard = 512;
constexpr std::uint32_t kMostEpoch = 65536;  // windows until the loss is looked at again
constexpr double kShardWork = 32e6;          // multiplications an entry of a gate; well under half a second

/// Leaves torch's loops when the user cancels.
struct CancelRequested {};

using Weights = std::vector<at::Tensor>;

/// Per layer: input weights (a row a class in the first layer), recurrent weights, bias; then the output's.
constexpr std::size_t kWeightsPerLayer = 3;

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
  // A forget gate that starts open lets gradients reach the window's beginning.
  for (int layer = 0; layer < settings.layers; ++layer) {
    const auto bias = static_cast<std::size_t>(layer) * kWeightsPerLayer + 2;
    weights[bias].narrow(0, settings.units, settings.units).fill_(1);
  }
  return weights;
}

/// One LSTM layer over all steps. `gates`: what the input adds to the gates, steps x windows x 4 units.
/// Returns the output of each step.
std::vector<at::Tensor> runLayer(const at::Tensor& gates, const at::Tensor& recurrent) {
  std::vector<at::Tensor> outputs;
  at::Tensor cell;
  for (std::int64_t step = 0; step < gates.size(0); ++step) {
    const at::Tensor sum = step == 0 ? gates[step] : at::addmm(gates[step], outputs.back(), recurrent);
    const std::vector<at::Tensor> part = sum.chunk(4, 1);
    const at::Tensor input = at::sigmoid(part[0]) * at::tanh(part[2]);
    cell = step == 0 ? input : at::addcmul(input, at::sigmoid(part[1]), cell);
    outputs.push_back(at::sigmoid(part[3]) * at::tanh(cell));
  }
  return outputs;
}

/// Unnormalised log probabilities, windows x classes. `steps`: h x windows, an unknown key as `classes`.
at::Tensor forward(const Weights& weights, const KeyModelSettings& settings, const at::Tensor& steps) {
  const std::int64_t width = 4 * settings.units;
  const std::int64_t history = steps.size(0);
  const std::int64_t count = steps.size(1);
  // One-hot times a matrix picks a row; zeros times it are zeros.
  const at::Tensor table = at::cat({weights[0], at::zeros({1, width})}) + weights[2];
  at::Tensor gates = table.index_select(0, steps.reshape({-1})).view({history, count, width});
  std::vector<at::Tensor> outputs = runLayer(gates, weights[1]);
  for (std::size_t layer = 1; layer < static_cast<std::size_t>(settings.layers); ++layer) {
    const at::Tensor* own = weights.data() + layer * kWeightsPerLayer;
    const at::Tensor below = at::stack(outputs).view({history * count, settings.units});
    gates = at::addmm(own[2], below, own[0]).view({history, count, width});
    outputs = runLayer(gates, own[1]);
  }
  return at::addmm(weights.back(), outputs.back(), weights[weights.size() - 2]);
}

/// `rowOf(i)` is the i-th window's classes, in order.
template <class RowOf>
at::Tensor stepTensor(std::int64_t count, const KeyModelSettings& settings, RowOf&& rowOf) {
  at::Tensor steps = at::empty({settings.history, count}, at::kLong);
  auto* const to = steps.data_ptr<std::int64_t>();
  for (std::int64_t window = 0; window < count; ++window) {
    const auto row = rowOf(window);
    for (std::int64_t step = 0; step < settings.history; ++step) {
      const KeyClass key = row[static_cast<std::size_t>(step)];
      to[step * count + window] = key == sequence::kUnknownClass ? settings.classes : key;
    }
  }
  return steps;
}

/// How many windows one thread takes at once, so that a large network can be cancelled too.
std::int64_t shardSize(const KeyModelSettings& settings) {
  const double work = 2.0 * settings.layers * settings.history * settings.units * settings.units;
  return std::clamp(static_cast<std::int64_t>(kShardWork / work), std::int64_t{1}, kMostShard);
}

class TorchKeyModel final : public KeyModel {
 public:
  TorchKeyModel(const KeyModelSettings& settings, Weights weights, int threads)
      : m_settings(settings), m_weights(std::move(weights)), m_threads(threads) {}

  Result<TrainingOutcome> train(const WindowSet& windows, const WindowSet* heldOut, const TrainingPlan& plan,
                                const std::stop_token& stop, const ProgressSink& progress) override;
  Status predict(std::span<const KeyClass> windows, std::span<float> probabilities,
                 const std::stop_token& stop) const override;
  [[nodiscard]] const KeyModelSettings& settings() const override { return m_settings; }
  [[nodiscard]] std::string save() const override;

 private:
  friend class Trainer;
  KeyModelSettings m_settings;
  Weights m_weights;
  int m_threads;
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
  [[nodiscard]] std::size_t epochSize() const { return std::min<std::size_t>(m_order.size(), kMostEpoch); }

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
    torch::NoGradGuard noGradient;
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
        static_cast<std::size_t>(std::min(shardSize(m_model.m_settings), std::max(kLeastShard, fair)));
    const std::size_t shards = (batch.size() + shard - 1) / shard;
    std::vector<std::vector<at::Tensor>> gradients(shards);
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

  double gradient(std::span<const std::uint32_t> rows, double scale, std::vector<at::Tensor>& into) const {
    const auto count = static_cast<std::int64_t>(rows.size());
    const at::Tensor steps = stepTensor(count, m_model.m_settings, [&](std::int64_t i) {
      return m_windows.window(rows[static_cast<std::size_t>(i)]);
    });
    at::Tensor next = at::empty({count}, at::kLong);
    at::Tensor weight = at::empty({count});
    for (std::int64_t i = 0; i < count; ++i) {
      const std::uint32_t row = rows[static_cast<std::size_t>(i)];
      next.data_ptr<std::int64_t>()[i] = m_windows.next(row);
      weight.data_ptr<float>()[i] = static_cast<float>(m_order.share(row) * scale);
    }
    // The threads share the weights' memory; each has leaves of its own to gather gradients on.
    Weights leaves;
    for (const at::Tensor& shared : m_model.m_weights)
      leaves.push_back(shared.detach().set_requires_grad(true));
    const at::Tensor logits = forward(leaves, m_model.m_settings, steps);
    const at::Tensor loss = (at::cross_entropy_loss(logits, next, {}, at::Reduction::None) * weight).sum();
    into = torch::autograd::grad({loss}, leaves);
    return loss.item<double>();
  }

  TorchKeyModel& m_model;
  const WindowSet& m_windows;
  const std::stop_token& m_stop;
  WindowOrder m_order;
  std::int64_t m_batch = 0;
  std::unique_ptr<torch::optim::Adam> m_optimizer;
  Weights m_kept;
};

/// Whatever torch throws becomes an error; its back trace stays out of it.
template <class T, class Run>
Result<T> guarded(Run&& run) {
  try {
    return run();
  } catch (const CancelRequested&) {
    return failure(ErrorCode::Cancelled);
  } catch (const c10::Error& error) {
    return failure(ErrorCode::ModelFailed, {}, error.what_without_backtrace());
  } catch (const std::exception& error) {
    return failure(ErrorCode::ModelFailed, {}, error.what());
  }
}

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
    TrainingOutcome outcome{plan.rates, 0};
    RateSchedule schedule(most);
    for (int epoch = 0; epoch < most; ++epoch) {
      const double rate = given ? plan.rates[static_cast<std::size_t>(epoch)] : schedule.rate();
      outcome.loss = trainer.epoch(rate, [&](std::size_t done) {
        const auto before = static_cast<std::uint64_t>(epoch) * trainer.epochSize();
        reporter.report(
            {Stage::Learning, before + done, static_cast<std::uint64_t>(most) * trainer.epochSize(), {}});
        if (stop.stop_requested()) throw CancelRequested{};
      });
      if (given) continue;
      if (heldOut != nullptr) {
        FAULTLINE_TRY_ASSIGN(outcome.loss, meanLoss(*this, *heldOut, kMostEpoch, stop));
      }
      const RateSchedule::Step step = schedule.next(outcome.loss);
      if (step.keep) trainer.keep();
      if (step.goBack) trainer.goBack();
      if (step.end) break;
    }
    if (!given) outcome = {schedule.bestRates(), schedule.bestLoss()};
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
    const auto shard = static_cast<std::size_t>(std::min(4 * shardSize(m_settings), kScoringShard));
    inParallel(m_threads, (count + shard - 1) / shard, [&](std::size_t index) {
      if (stop.stop_requested()) throw CancelRequested{};
      const c10::InferenceMode noGradient;
      const std::size_t first = index * shard;
      const std::size_t rows = std::min(shard, count - first);
      const at::Tensor steps = stepTensor(static_cast<std::int64_t>(rows), m_settings, [&](std::int64_t i) {
        return windows.subspan((first + static_cast<std::size_t>(i)) * history, history);
      });
      const at::Tensor result = forward(m_weights, m_settings, steps).softmax(1).contiguous();
      std::memcpy(probabilities.data() + first * classes, result.data_ptr<float>(),
                  rows * classes * sizeof(float));
    });
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

 private:
  int m_threads;
};

}  // namespace

}  // namespace faultline::model

/// Torch's own threads are held to one: the shards of a batch are what is shared out, which is twice as fast.
extern "C" __attribute__((visibility("default"))) faultline::model::ModelModule* faultline_model_module_1(
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
