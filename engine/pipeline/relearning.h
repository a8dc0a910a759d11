#pragma once

#include <optional>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/pipeline/key_book.h"
#include "engine/sequence/log_key.h"
#include "engine/store/database.h"

namespace faultline::pipeline {

/// Keeps what was read as what when a model was learnt. Inside the caller's transaction.
Status storeModelKeys(store::Database& database, ModelId model,
                      const std::vector<sequence::LogKey>& vocabulary);

/// The notice KeysNeedRelearning when keys that the active model learnt are other keys now: merged, split,
/// put apart again. None when they are the same, and when there is no model. That there are keys which it
/// never saw is no reason: it says so of their events.
Result<std::optional<Notice>> relearningNotice(store::Database& database, const KeyBook& book);

}  // namespace faultline::pipeline
