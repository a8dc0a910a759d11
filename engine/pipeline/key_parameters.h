#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/pipeline/key_book.h"
#include "engine/store/database.h"

namespace faultline::pipeline {

/// What each `<*>` of the key's own template is, by name, told from some hundred of its lines; empty when it
/// has none. Errors as EventTexts::message, Cancelled.
Result<std::vector<std::string>> parameterKindsOf(store::Database& database, const KeyBook& book, KeyId key,
                                                  const std::stop_token& stop);

}  // namespace faultline::pipeline
