#include "engine/pipeline/model_parts.h"

#include <utility>

#include "engine/store/model_repository.h"

namespace faultline::pipeline {

Result<NamedParts> readModelParts(const std::string& bundle) {
  constexpr std::string_view kOlder = "flbundle";
  if (!bundle.starts_with(kOlder)) return NamedParts::load(bundle);
  NamedParts parts;
  parts.set(kKeyPart, bundle);
  return parts;
}

Result<ActiveModel> loadActiveModel(store::Database& database) {
  const store::ModelRepository models(database);
  FAULTLINE_TRY_ASSIGN(const std::optional<ModelId> active, models.active());
  if (!active) return failure(ErrorCode::ModelMissing, database.file().string(), "nothing was learnt so far");
  FAULTLINE_TRY_ASSIGN(const std::string bundle, models.bundle(*active));
  FAULTLINE_TRY_ASSIGN(NamedParts parts, readModelParts(bundle));
  const std::string* const keys = parts.find(kKeyPart);
  if (keys == nullptr) return failure(ErrorCode::ModelInvalid, {}, "it knows no log keys");
  FAULTLINE_TRY_ASSIGN(detect::Detector detector, detect::Detector::load(*keys));
  return ActiveModel{*active, std::move(parts), std::move(detector)};
}

}  // namespace faultline::pipeline
