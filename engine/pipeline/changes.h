#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/base/time.h"

namespace faultline::pipeline {

/// Something a user did to the project, as the journal has it.
struct Change {
  std::int64_t id = 0;
  UtcTime at;
  std::string who;
  std::string action;  ///< `keys.merge`, `keys.split`, `keys.rename`, `keys.mask`, `source.change`,
                       ///< `source.relink`,
                       ///< `feedback`, `workflow.rename`, `workflow.merge`, `workflow.split`, ...
  std::vector<std::string> arguments;  ///< Of `changePattern(action)`.
  std::string title;                   ///< `changePattern` filled in, English, plain text.
  bool undone = false;
  bool canUndo = false;  ///< False for what can only be done again by hand (a source that was removed).
};

/// Newest first. Errors as `loadProject`.
Result<std::vector<Change>> loadChanges(const std::filesystem::path& project);

/// Takes the newest change back that has not been yet, across restarts. Errors: NothingToUndo, ProjectLocked,
/// StoreFailed, FileMissing, FileChanged, Cancelled (the change stays).
Result<Change> undoChange(const std::filesystem::path& project, std::stop_token stop,
                          const ProgressSink& progress);

/// Does the oldest undone change again that was made after the last one that stands. Errors as `undoChange`,
/// NothingToRedo.
Result<Change> redoChange(const std::filesystem::path& project, std::stop_token stop,
                          const ProgressSink& progress);

/// The English text of an action, `%1`, `%2`, ... standing for its arguments; what a translation starts from.
[[nodiscard]] const char* changePattern(const std::string& action);

}  // namespace faultline::pipeline
