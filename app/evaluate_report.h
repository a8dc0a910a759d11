#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "engine/evaluate/sequences.h"
#include "engine/evaluate/sweep.h"

namespace faultline::app {

/// The model's settings as all of `evaluate` takes them.
struct ModelOptions {
  detect::Settings settings;
  std::optional<int> epochs;

  void addTo(CLI::App& command);
  /// With what every command takes.
  [[nodiscard]] detect::Settings with(const CommandContext& context) const;
};

/// Three files of sessions and what normal ones weigh.
struct SessionFiles {
  std::string train;
  std::string normal;
  std::string abnormal;
  double normalWeight = 1;

  void addTo(CLI::App& command);
  [[nodiscard]] Result<evaluate::Trial> read(std::uint64_t seed, const std::stop_token& stop) const;
};

/// `all`, or names separated by commas.
[[nodiscard]] std::vector<std::string> detectorNamesOf(const std::string& list);
/// What is wrong with such a list; empty when nothing is.
[[nodiscard]] std::string unknownDetector(const std::string& list);
/// What is wrong with `--vary`; empty when nothing is.
[[nodiscard]] std::string wrongVariations(const std::string& text);
/// One a line, with descriptions.
[[nodiscard]] std::string knownDetectors();

[[nodiscard]] nlohmann::json toJson(const detect::Settings& settings);
[[nodiscard]] nlohmann::json toJson(const evaluate::Evaluation& evaluation);
[[nodiscard]] nlohmann::json toJson(const evaluate::Sweep& sweep);
[[nodiscard]] nlohmann::json toJson(const Error& error);

/// The paper's Table 4 and Figure 6a, and what each took.
void printTable(const std::vector<evaluate::Evaluation>& evaluations, double normalWeight);
/// Figures 8 and 6b, with bars.
void printTable(const evaluate::Sweep& sweep);

/// Figure 8 a row a point, then Figure 6b as setting `top`. Errors: OutputUnwritable, DiskFull.
Status writeCsv(const evaluate::Sweep& sweep, const std::string& path);

}  // namespace faultline::app
