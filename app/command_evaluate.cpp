#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "app/command.h"
#include "engine/base/text.h"
#include "engine/baseline/detectors.h"
#include "engine/evaluate/sequences.h"
#include "engine/model/key_model.h"
#include "engine/sequence/session_file.h"

namespace faultline::app {

namespace {

struct SequenceArguments {
  std::string train;
  std::string normal;
  std::string abnormal;
  double normalWeight = 1;
  std::string detectors = "faultline";
  std::string flags;
  detect::Settings settings;
  std::optional<int> epochs;
};

std::vector<std::string> namesOf(const std::string& list) {
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

/// What is wrong with a list of detectors; empty when nothing is.
std::string unknownDetector(const std::string& list) {
  const std::vector<std::string> names = namesOf(list);
  if (names.empty()) return "no detector is named";
  for (const std::string& name : names) {
    if (const auto detector = baseline::makeDetector(name, {}); !detector) return detector.error().detail;
  }
  return {};
}

Result<evaluate::LabelledSessions> readSessions(const SequenceArguments& arguments,
                                                const std::stop_token& stop) {
  evaluate::LabelledSessions sessions;
  FAULTLINE_TRY_ASSIGN(sessions.train, sequence::readSessionFile(arguments.train, stop));
  FAULTLINE_TRY_ASSIGN(sessions.normal, sequence::readSessionFile(arguments.normal, stop));
  FAULTLINE_TRY_ASSIGN(sessions.abnormal, sequence::readSessionFile(arguments.abnormal, stop));
  return sessions;
}

Status prepareFolder(const std::filesystem::path& folder) {
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (problem) return failure(ErrorCode::OutputUnwritable, folder.string(), problem.message());
  return {};
}

Status writeFlags(const std::filesystem::path& folder, const std::vector<evaluate::Evaluation>& evaluations) {
  for (const auto& evaluation : evaluations) {
    FAULTLINE_TRY(
        sequence::writeFlagFile(folder / (evaluation.name + ".normal.txt"), evaluation.normalFlags));
    FAULTLINE_TRY(
        sequence::writeFlagFile(folder / (evaluation.name + ".abnormal.txt"), evaluation.abnormalFlags));
  }
  return {};
}

Result<std::vector<evaluate::Evaluation>> evaluateAll(const CommandContext& context,
                                                      const SequenceArguments& arguments) {
  const std::vector<std::string> names = namesOf(arguments.detectors);
  if (!arguments.flags.empty()) FAULTLINE_TRY(prepareFolder(arguments.flags));
  FAULTLINE_TRY_ASSIGN(const auto sessions, readSessions(arguments, context.stop));
  FAULTLINE_TRY_ASSIGN(auto evaluations,
                       evaluate::evaluateSequences(names, arguments.settings, sessions,
                                                   arguments.normalWeight, context.stop, context.progress));
  if (!arguments.flags.empty()) FAULTLINE_TRY(writeFlags(arguments.flags, evaluations));
  return evaluations;
}

nlohmann::json toJson(const evaluate::Evaluation& evaluation) {
  const auto& [tp, fp, fn, tn] = evaluation.confusion;
  const evaluate::Score& score = evaluation.score;
  return {{"name", evaluation.name},
          {"tp", tp},
          {"fp", fp},
          {"fn", fn},
          {"tn", tn},
          {"precision", score.precision},
          {"recall", score.recall},
          {"f1", score.f1},
          {"f1_low", score.f1Interval.low},
          {"f1_high", score.f1Interval.high},
          {"train_s", evaluation.trainSeconds},
          {"detect_s", evaluation.detectSeconds},
          {"entries", evaluation.entries},
          {"windows", evaluation.windows},
          {"distinct_windows", evaluation.distinctWindows}};
}

nlohmann::json toJson(const SequenceArguments& arguments) {
  const detect::Settings& settings = arguments.settings;
  nlohmann::json json{{"train", toUtf8(arguments.train)},
                      {"normal", toUtf8(arguments.normal)},
                      {"abnormal", toUtf8(arguments.abnormal)},
                      {"normal_weight", arguments.normalWeight},
                      {"history", settings.history},
                      {"candidates", settings.candidates},
                      {"layers", settings.layers},
                      {"units", settings.units},
                      {"epochs", nullptr},
                      {"seed", settings.seed},
                      {"threads", settings.threads}};
  if (settings.epochs) json["epochs"] = *settings.epochs;
  return json;
}

void printTable(const std::vector<evaluate::Evaluation>& evaluations, double normalWeight) {
  std::cout << fmt::format("{:<15} {:>7} {:>6} {:>6} {:>8}  {:>9} {:>7} {:>7}  {:<15} {:>8} {:>9} {:>11}\n",
                           "detector", "tp", "fp", "fn", "tn", "precision", "recall", "F1", "95 % interval",
                           "train s", "detect s", "entries/s");
  for (const auto& evaluation : evaluations) {
    const auto& [tp, fp, fn, tn] = evaluation.confusion;
    const evaluate::Score& score = evaluation.score;
    const double rate = static_cast<double>(evaluation.entries) / std::max(evaluation.detectSeconds, 1e-9);
    std::cout << fmt::format(
        "{:<15} {:>7} {:>6} {:>6} {:>8}  {:>9.4f} {:>7.4f} {:>7.4f}  {:.4f} - {:.4f} {:>8.1f} {:>9.2f} "
        "{:>11.0f}\n",
        evaluation.name, tp, fp, fn, tn, score.precision, score.recall, score.f1, score.f1Interval.low,
        score.f1Interval.high, evaluation.trainSeconds, evaluation.detectSeconds, rate);
  }
  if (normalWeight != 1) {
    std::cout << fmt::format("Counts are raw; precision and F1 count each false positive {} times.\n",
                             normalWeight);
  }
}

ExitCode runSequences(const CommandContext& context, SequenceArguments arguments) {
  arguments.settings.seed = context.seed;
  arguments.settings.threads = context.threads;
  arguments.settings.epochs = arguments.epochs;
  const auto evaluations = evaluateAll(context, arguments);
  if (!evaluations) return fail(evaluations.error());
  for (const Notice& notice : model::modelNotices()) printNotice(context, notice);
  if (!context.json) {
    printTable(*evaluations, arguments.normalWeight);
    return ExitCode::Done;
  }
  nlohmann::json detectors = nlohmann::json::array();
  for (const auto& evaluation : *evaluations) detectors.push_back(toJson(evaluation));
  printJson({{"schema", 1}, {"settings", toJson(arguments)}, {"detectors", std::move(detectors)}});
  return ExitCode::Done;
}

void addSequences(CLI::App& evaluate, CommandContext& context, CommandRun& run) {
  CLI::App* const command =
      evaluate.add_subcommand("sequences", "compare detectors on labelled session files");
  const auto arguments = std::make_shared<SequenceArguments>();
  command->add_option("--train", arguments->train, "normal sessions to learn from, one a line")
      ->required()
      ->type_name("F");
  command->add_option("--normal", arguments->normal, "normal sessions to judge")->required()->type_name("F");
  command->add_option("--abnormal", arguments->abnormal, "abnormal sessions to judge")
      ->required()
      ->type_name("F");
  command
      ->add_option("--normal-weight", arguments->normalWeight, "how many sessions each normal one stands for")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  std::string known;
  for (const auto& detector : baseline::detectorNames())
    known += "\n" + fmt::format("{:<15} {}", detector.name, detector.description);
  command->add_option("--detector", arguments->detectors, "all, or names separated by commas:" + known)
      ->capture_default_str()
      ->type_name("NAME,...")
      ->check(unknownDetector);
  command
      ->add_option("--flags", arguments->flags,
                   "folder to write each detector's verdicts to, 0 or 1 a session")
      ->type_name("DIR");
  detect::Settings& settings = arguments->settings;
  command->add_option("--history", settings.history, "keys that the model looks back on")
      ->capture_default_str()
      ->check(CLI::Range(1, 100));
  command->add_option("--candidates", settings.candidates, "likeliest keys that count as expected")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  command->add_option("--layers", settings.layers, "stacked LSTM layers")
      ->capture_default_str()
      ->check(CLI::Range(1, 8));
  command->add_option("--units", settings.units, "memory units a layer")
      ->capture_default_str()
      ->check(CLI::Range(1, 1024));
  command
      ->add_option("--epochs", arguments->epochs,
                   "passes over the different windows; found by itself if not given")
      ->check(CLI::Range(1, 100000));
  command->callback([&context, &run, arguments] {
    run = [&context, arguments] { return runSequences(context, *arguments); };
  });
}

/// A sub-command that the contract names and that is still to come.
void addToCome(CLI::App& evaluate, CommandRun& run, const char* name, const char* what) {
  CLI::App* const command = evaluate.add_subcommand(name, what);
  command->allow_extras();
  command->prefix_command();
  command->fallthrough(false);
  command->callback([&run, name] {
    run = [name] {
      return fail({ErrorCode::NotAvailableYet, std::string("evaluate ") + name,
                   "this version does not have the command"});
    };
  });
}

}  // namespace

void addEvaluateCommand(CLI::App& root, CommandContext& context, CommandRun& run) {
  CLI::App* const command = root.add_subcommand("evaluate", "compare detectors on labelled data");
  command->require_subcommand(1);
  addSequences(*command, context, run);
  addEvaluateProject(*command, context, run);
  addToCome(*command, run, "metrics", "compare detectors on labelled metrics (to come)");
  addToCome(*command, run, "sweep", "vary the settings (to come)");
}

}  // namespace faultline::app
