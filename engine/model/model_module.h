#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/model/key_model.h"
#include "engine/model/rival_networks.h"
#include "engine/model/value_model.h"

namespace faultline::model {

/// What the model module, a library loaded on first use, offers. It lives as long as the process.
class ModelModule {
 public:
  ModelModule() = default;
  ModelModule(const ModelModule&) = delete;
  ModelModule& operator=(const ModelModule&) = delete;
  virtual ~ModelModule() = default;

  virtual Result<std::unique_ptr<KeyModel>> makeKeyModel(const KeyModelSettings& settings) = 0;
  virtual Result<std::unique_ptr<KeyModel>> loadKeyModel(const std::string& bytes) = 0;

  virtual Result<std::unique_ptr<ValueModel>> makeValueModel(const ValueModelSettings& settings,
                                                             const std::vector<int>& widths) = 0;
  virtual Result<std::unique_ptr<ValueModel>> loadValueModel(const std::string& bytes) = 0;
  virtual Result<std::unique_ptr<SequenceClassifier>> trainSequenceClassifier(
      const VectorSequences& sequences, std::span<const float> targets, std::span<const float> weights,
      const RivalSettings& settings, const std::stop_token& stop, const ProgressSink& progress) = 0;
  virtual Result<std::unique_ptr<Autoencoder>> trainAutoencoder(
      std::span<const float> rows, std::size_t width, std::span<const float> weights,
      const RivalSettings& settings, const std::stop_token& stop, const ProgressSink& progress) = 0;
};

/// The module's one exported function, of type `ModelModuleEntry`. The name changes with these interfaces, so
/// that a module of another version is not taken for this one's.
inline constexpr const char* kModelModuleEntry = "faultline_model_module_2";
using ModelModuleEntry = ModelModule* (*)(int threads);

}  // namespace faultline::model
