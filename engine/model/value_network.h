#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/model/value_model.h"

namespace faultline::model {

// The module's own side of `makeValueModel` and `loadValueModel`.
Result<std::unique_ptr<ValueModel>> newValueModel(const ValueModelSettings& settings,
                                                  const std::vector<int>& widths, int threads);
Result<std::unique_ptr<ValueModel>> readValueModel(const std::string& bytes, int threads);

}  // namespace faultline::model
