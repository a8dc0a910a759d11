#pragma once

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/base/named_parts.h"
#include "engine/detect/detector.h"
#include "engine/store/database.h"

namespace faultline::pipeline {

/// The names of a model's parts.
inline constexpr const char* kKeyPart = "keys";      ///< `detect::Detector::save`.
inline constexpr const char* kValuePart = "values";  ///< What the numbers in lines are judged by.
inline constexpr const char* kRatePart = "rates";    ///< What the rates of log keys are judged by.
inline constexpr const char* kPausePart = "pauses";  ///< How long sessions are silent before they have ended.

/// Models of the first two versions are the key part alone. Error ModelInvalid.
Result<NamedParts> readModelParts(const std::string& bundle);

struct ActiveModel {
  ModelId id;
  NamedParts parts;
  detect::Detector keys;
};

/// Does not load the model module. Errors: ModelMissing, ModelInvalid, StoreFailed.
Result<ActiveModel> loadActiveModel(store::Database& database);

}  // namespace faultline::pipeline
