#pragma once

#include <map>
#include <span>
#include <stop_token>
#include <string>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/pipeline/key_book.h"
#include "engine/store/database.h"

namespace faultline::pipeline {

/// Templates with the units that their quantities always have: `Total disk: <*> GB` where the log key has
/// `Total disk: <*>`, for a quantity is a parameter together with its unit. Told from a few lines of each
/// key; only keys with a unit are there. Keys whose lines cannot be read are left out. Errors: StoreFailed,
/// Cancelled.
Result<std::map<KeyId, std::string>> templatesWithUnits(store::Database& database, const KeyBook& book,
                                                        std::span<const KeyId> keys,
                                                        const std::stop_token& stop);

}  // namespace faultline::pipeline
