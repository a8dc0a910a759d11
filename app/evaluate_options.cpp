#include <algorithm>

#include <fmt/format.h>

#include "app/evaluate_report.h"
#include "app/options.h"
#include "engine/base/text.h"
#include "engine/baseline/detectors.h"
#include "engine/sequence/session_file.h"

namespace faultline::app {

void ModelOptions::addTo(CLI::App& command) { addModelOptions(command, settings, epochs); }

detect::Settings ModelOptions::with(const CommandContext& context) const {
  detect::Settings result = settings;
  result.seed = context.seed;
  result.threads = context.threads;
  result.epochs = epochs;
  return result;
}

void SessionFiles::addTo(CLI::App& command) {
  command.add_option("--train", train, "normal sessions to learn from, one a line")
      ->required()
      ->type_name("F");
  command.add_option("--normal", normal, "normal sessions to judge")->required()->type_name("F");
  command.add_option("--abnormal", abnormal, "abnormal sessions to judge")->required()->type_name("F");
  command.add_option("--normal-weight", normalWeight, "how many sessions each normal one stands for")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
}

Result<evaluate::Trial> SessionFiles::read(std::uint64_t seed, const std::stop_token& stop) const {
  evaluate::LabelledSessions sessions;
  FAULTLINE_TRY_ASSIGN(sessions.train, sequence::readSessionFile(train, stop));
  FAULTLINE_TRY_ASSIGN(sessions.normal, sequence::readSessionFile(normal, stop));
  FAULTLINE_TRY_ASSIGN(sessions.abnormal, sequence::readSessionFile(abnormal, stop));
  return evaluate::trialOf(sessions, normalWeight, seed);
}

std::vector<std::string> detectorNamesOf(const std::string& list) {
  std::vector<std::string> names;
  if (list == "all") {
    for (const auto& detector : baseline::detectorNames()) names.emplace_back(detector.name);
    return names;
  }
  for (std::size_t from = 0; from <= list.size();) {
    const std::size_t to = std::min(list.find(',', from), list.size());
    if (to > from) names.push_back(list.substr(from, to - from));
    from = to + 1;
  }
  return names;
}

std::string unknownDetector(const std::string& list) {
  const std::vector<std::string> names = detectorNamesOf(list);
  if (names.empty()) return "no detector is named";
  for (const std::string& name : names) {
    if (const auto detector = baseline::makeDetector(name, {}); !detector) return detector.error().detail;
  }
  return {};
}

std::string wrongVariations(const std::string& text) {
  const auto variations = evaluate::parseVariations(text);
  return variations ? std::string() : variations.error().detail;
}

std::string knownDetectors() {
  std::string known;
  for (const auto& detector : baseline::detectorNames())
    known += "\n" + fmt::format("{:<18} {}", detector.name, detector.description);
  return known;
}

nlohmann::json toJson(const detect::Settings& settings) {
  nlohmann::json json{{"history", settings.history}, {"candidates", settings.candidates},
                      {"layers", settings.layers},   {"units", settings.units},
                      {"epochs", nullptr},           {"seed", settings.seed},
                      {"threads", settings.threads}};
  if (settings.epochs) json["epochs"] = *settings.epochs;
  return json;
}

}  // namespace faultline::app
