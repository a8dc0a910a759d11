#pragma once

#include <stop_token>

#include <nlohmann/json.hpp>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/pipeline/word_split.h"
#include "engine/store/database.h"

namespace faultline::pipeline {

/// What became of the events of keys that were split or put together again.
struct KeyChangeResult {
  std::vector<WordSplitCount> splits;  ///< Of a split that was made, by its keys.
};

/// Makes one change of the keys as the journal has it, forward or inverse: both are the state to come. Parts,
/// each of which may be missing:
///   aliases    [[key, canonical or 0, revision], ...]
///   names      [[key, name], ...]
///   masks      [[mask, active], ...]
///   templates  [[key, text before, text after, revision after, events at most or -1], ...]: a template that
///              is another by now, or has more events, stays; it may cover them alone
///   expression of a mask that templates which changed meanwhile get
///   split      {"word": ..., "active": ..., "keys": [[key, parent], ...]}
/// Inside the caller's transaction. Errors: StoreFailed, ProjectDamaged (a change that is none), Cancelled;
/// where a split is made, those of WordSplitter::move.
Result<KeyChangeResult> applyKeyChange(store::Database& database, const nlohmann::json& change,
                                       const std::stop_token& stop, const ProgressSink& progress);

}  // namespace faultline::pipeline
