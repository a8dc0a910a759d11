#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/base/error.h"
#include "engine/pipeline/key_book.h"
#include "engine/pipeline/workflow.h"
#include "engine/store/database.h"
#include "engine/store/workflow_repository.h"
#include "engine/workflow/document.h"

namespace faultline::pipeline {

/// What the store keeps with a workflow beside its automaton, as JSON.

[[nodiscard]] nlohmann::json toJson(const MiningSettings& settings);
/// What is missing or of another kind is as in new settings.
[[nodiscard]] MiningSettings settingsOf(const std::string& text);

/// What a project was like when its workflow was mined: another value, and the workflow is outdated.
/// Error StoreFailed.
Result<std::string> stateOf(store::Database& database);

/// What a workflow was mined from.
struct WorkflowSource {
  std::string state;  ///< Of `stateOf`.
  std::uint64_t leftOut = 0;
  std::map<workflow::LogKey, std::string> services;   ///< That log most of a key.
  std::map<workflow::LogKey, std::string> templates;  ///< Of keys with units: see `templatesWithUnits`.
  std::set<workflow::LogKey> linked;  ///< Keys of entries that name no session and were given to one.
};
[[nodiscard]] nlohmann::json toJson(const WorkflowSource& source);
[[nodiscard]] WorkflowSource sourceOf(const std::string& text);

/// What a workflow's texts are made of: templates, and what users called the keys.
[[nodiscard]] workflow::KeyTexts keyTexts(const KeyBook& book);

/// The workflow in use as it is stored.
struct StoredWorkflow {
  store::WorkflowRow row;
  workflow::Workflow automaton;
};
/// None when none was mined. Errors: WorkflowInvalid, StoreFailed.
Result<std::optional<StoredWorkflow>> activeWorkflow(store::Database& database);

}  // namespace faultline::pipeline
