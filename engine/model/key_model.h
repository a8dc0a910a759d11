#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/sequence/window_set.h"

namespace faultline::model {

using sequence::KeyClass;
using sequence::WindowSet;

/// The shape of a key model (DeepLog, section 3.1.2 and 5.1.2).
struct KeyModelSettings {
  int history = 10;          ///< h: keys in a window.
  int layers = 2;            ///< L: stacked LSTM layers.
  int units = 64;            ///< alpha: memory units a layer.
  std::int32_t classes = 0;  ///< Different keys, in and out.
  std::uint64_t seed = 1;    ///< Of the first weights and of the order of training.
};

/// How to train. One rate an epoch; with none the rates and their number are found by watching the loss on
/// the windows held out (see `RateSchedule`).
struct TrainingPlan {
  std::vector<double> rates;
  int mostEpochs = 80;  ///< Where finding by itself ends.
};

struct TrainingOutcome {
  std::vector<double> rates;  ///< What led to the weights kept: a plan for training again on other windows.
  double loss = 0;  ///< Cross-entropy a window, in nats, on the windows held out, or else on those trained.
  std::vector<double> losses;  ///< The same after each epoch, those that were taken back among them.
  std::size_t kept = 0;        ///< The epoch in `losses` whose weights were kept.
};

/// Gives each key's probability to come next.
class KeyPredictor {
 public:
  KeyPredictor() = default;
  KeyPredictor(const KeyPredictor&) = delete;
  KeyPredictor& operator=(const KeyPredictor&) = delete;
  virtual ~KeyPredictor() = default;

  /// `windows`: n rows of h classes. `probabilities`: n rows of one probability a class. Threads may share
  /// it. Errors: InvalidArgument (sizes), ModelFailed, Cancelled.
  virtual Status predict(std::span<const KeyClass> windows, std::span<float> probabilities,
                         const std::stop_token& stop) const = 0;

  [[nodiscard]] virtual const KeyModelSettings& settings() const = 0;
};

/// DeepLog's log key model: a window of keys in, a probability for each key to come next out. Keys enter
/// one-hot; since that picks a row of the first layer's weights, the row is looked up. `kUnknownClass` enters
/// as zeros. Not thread-safe but for `predict`. Same settings and windows, same weights, whatever the number
/// of threads. A graphics card is used where torch has one (CUDA); the last digits are then its own.
class KeyModel : public KeyPredictor {
 public:
  /// Minimises the cross-entropy over `windows`, each counted with its weight, with Adam; goes on from the
  /// weights there are. Rows whose next key is unknown are left out. Without `heldOut` the loss is watched on
  /// `windows`. Errors: InvalidArgument (h differs), ModelFailed; Cancelled within half a second, which
  /// leaves the weights at some epoch's.
  virtual Result<TrainingOutcome> train(const WindowSet& windows, const WindowSet* heldOut,
                                        const TrainingPlan& plan, const std::stop_token& stop,
                                        const ProgressSink& progress) = 0;

  /// Room for more classes, numbered after those there are: they enter as nothing and are as unlikely to come
  /// next as the least likely one, until they are trained. Errors: InvalidArgument (fewer), ModelFailed.
  virtual Status grow(std::int32_t classes) = 0;

  /// Settings and weights.
  [[nodiscard]] virtual std::string save() const = 0;
};

/// Makes a model with seeded random weights. Loads the model module on first use; `threads` (0: one a core)
/// counts on that first use alone. Errors: InvalidArgument, ModelModuleMissing, ModelFailed.
Result<std::unique_ptr<KeyModel>> makeKeyModel(const KeyModelSettings& settings, int threads);

/// Makes a model of what `KeyModel::save` gave. Errors: ModelInvalid, ModelModuleMissing, ModelFailed.
Result<std::unique_ptr<KeyModel>> loadKeyModel(const std::string& bytes, int threads);

/// What is to be told about the module, once it is loaded: SlowBlas with the library's path, when that is not
/// OpenBLAS (or another fast one). Empty before.
[[nodiscard]] std::vector<Notice> modelNotices();

}  // namespace faultline::model
