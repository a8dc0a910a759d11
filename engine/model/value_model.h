#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"

namespace faultline::model {

/// The shape of the value models, the same for all log keys.
struct ValueModelSettings {
  int history = 10;        ///< h: vectors in a window.
  int units = 16;          ///< Memory units of the one layer.
  std::uint64_t seed = 1;  ///< Of the first weights and of the order of training.
};

/// A series of vectors, normalised: mean 0, deviation 1. NaN stands for a missing value: it enters as 0, and
/// no error is taken of it.
struct VectorRows {
  std::span<const float> values;           ///< Rows x width.
  std::span<const std::uint32_t> targets;  ///< The rows to predict, each from the h rows before it.
};

struct ValueTrainingPlan {
  int passes = 20;       ///< Over the targets of the longest series of a batch.
  int leastSteps = 150;  ///< However few they are.
  int mostSteps = 500;   ///< However many.
  double rate = 0.01;    ///< Adam's, falling to a twentieth along a cosine.
};

/// DeepLog's parameter value models (section 3.2): for each log key an LSTM that predicts its next vector
/// from the last ones, by mean square error. Those of many keys are trained in one run, their weights
/// stacked, for each is far too small to be worth a run of its own. Not thread-safe but for `predict`. Same
/// settings and series, same weights, whatever the number of threads.
class ValueModel {
 public:
  ValueModel() = default;
  ValueModel(const ValueModel&) = delete;
  ValueModel& operator=(const ValueModel&) = delete;
  virtual ~ValueModel() = default;

  /// One series a key, in the order of `widths`; goes on from the weights there are. A key without targets
  /// keeps its weights. Errors: InvalidArgument (sizes), ModelFailed; Cancelled within half a second.
  virtual Status train(std::span<const VectorRows> series, const ValueTrainingPlan& plan,
                       const std::stop_token& stop, const ProgressSink& progress) = 0;

  /// `predictions`: targets x width. Errors as `train`.
  virtual Status predict(std::size_t key, const VectorRows& rows, std::span<float> predictions,
                         const std::stop_token& stop) const = 0;

  [[nodiscard]] virtual const ValueModelSettings& settings() const = 0;
  [[nodiscard]] virtual std::vector<int> widths() const = 0;
  /// Of these keys alone, in this order.
  [[nodiscard]] virtual std::string save(std::span<const std::size_t> keys) const = 0;
};

/// With seeded random weights. `widths`: columns of each key's vectors, 1 to 64. Loads the model module on
/// first use, see `makeKeyModel`. Errors: InvalidArgument, ModelModuleMissing, ModelFailed.
Result<std::unique_ptr<ValueModel>> makeValueModel(const ValueModelSettings& settings,
                                                   const std::vector<int>& widths, int threads);

/// Of what `ValueModel::save` gave. Errors: ModelInvalid, ModelModuleMissing, ModelFailed.
Result<std::unique_ptr<ValueModel>> loadValueModel(const std::string& bytes, int threads);

}  // namespace faultline::model
