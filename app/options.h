#pragma once

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/command.h"
#include "engine/pipeline/analyze.h"

namespace faultline::app {

/// The options of `import`, as they are on the command line.
struct ImportArguments {
  std::vector<std::string> paths;
  pipeline::ImportOptions options;
  std::string host;
  std::string service;
  std::string timeZone;
  std::optional<double> clockOffsetSeconds;
  std::string labels;  ///< A CSV; empty: none.
  std::optional<std::string> labelColumn;
};

/// The options of `learn`, as they are on the command line.
struct LearnArguments {
  pipeline::LearnSettings settings;
  std::optional<int> epochs;
  std::string normal;  ///< `T..T`
  std::vector<std::int64_t> sources;
};

/// Where the option that names the normal sources is `--sources` in one command and `--normal-sources` in
/// another.
void addImportOptions(CLI::App& command, ImportArguments& arguments);
void addLearnOptions(CLI::App& command, LearnArguments& arguments, const char* sourcesOption);

/// Wrong for a clock offset that is no number of seconds, or more than 30 years; for CLI::Option::check.
[[nodiscard]] std::string clockOffsetProblem(const std::string& text);

/// Folders walked, each file with the options. Errors as `pipeline::checkImportOptions` and `listFiles`.
Result<std::vector<pipeline::ImportFile>> importFilesOf(const ImportArguments& arguments,
                                                        const std::filesystem::path& project);

/// With the common options' seed and threads. Error TimeInvalid.
Result<pipeline::LearnSettings> learnSettingsOf(const LearnArguments& arguments,
                                                const CommandContext& context);

}  // namespace faultline::app
