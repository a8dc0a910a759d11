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

/// The options of a key model's shape, for whatever has such settings.
template <class Settings>
void addModelOptions(CLI::App& command, Settings& settings, std::optional<int>& epochs) {
  command.add_option("--history", settings.history, "keys the model looks back on")
      ->capture_default_str()
      ->check(CLI::Range(1, 100));
  command.add_option("--candidates", settings.candidates, "likeliest keys that count as expected")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  command.add_option("--layers", settings.layers, "stacked LSTM layers")
      ->capture_default_str()
      ->check(CLI::Range(1, 8));
  command.add_option("--units", settings.units, "memory units a layer")
      ->capture_default_str()
      ->check(CLI::Range(1, 1024));
  command.add_option("--epochs", epochs, "passes over the distinct windows; found by itself if not given")
      ->check(CLI::Range(1, 100000));
}

/// Wrong for a clock offset that is no number of seconds, or more than 30 years; for CLI::Option::check.
[[nodiscard]] std::string clockOffsetProblem(const std::string& text);

/// Folders walked, each file with the options. Errors as `pipeline::checkImportOptions` and `listFiles`.
Result<std::vector<pipeline::ImportFile>> importFilesOf(const ImportArguments& arguments,
                                                        const std::filesystem::path& project);

/// With the common options' seed and threads. Error TimeInvalid.
Result<pipeline::LearnSettings> learnSettingsOf(const LearnArguments& arguments,
                                                const CommandContext& context);

/// What `--normal` says, `T..T`; none when it is empty. Error TimeInvalid.
Result<std::optional<pipeline::TimeRange>> normalPeriodOf(const std::string& text);

}  // namespace faultline::app
