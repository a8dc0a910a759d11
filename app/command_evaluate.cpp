#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "app/command.h"
#include "app/evaluate_report.h"
#include "engine/base/text.h"
#include "engine/evaluate/sequences.h"
#include "engine/model/key_model.h"
#include "engine/sequence/session_file.h"

namespace faultline::app {

namespace {

struct SequenceArguments {
  SessionFiles files;
  std::string detectors = "faultline";
  std::string flags;
  ModelOptions options;
};

Status prepareFolder(const std::filesystem::path& folder) {
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (problem) return failure(ErrorCode::OutputUnwritable, folder.string(), problem.message());
  return {};
}

/// The sessions judged are the normal ones, then the abnormal ones.
Status writeFlags(const std::filesystem::path& folder, const evaluate::Evaluation& evaluation) {
  const auto part = [&](const std::vector<std::uint8_t>& all, bool abnormal) {
    const auto normal =
        static_cast<std::ptrdiff_t>(evaluation.confusion.falsePositives + evaluation.confusion.trueNegatives);
    return abnormal ? std::vector(all.begin() + normal, all.end())
                    : std::vector(all.begin(), all.begin() + normal);
  };
  FAULTLINE_TRY(
      sequence::writeFlagFile(folder / (evaluation.name + ".normal.txt"), part(evaluation.flags, false)));
  FAULTLINE_TRY(
      sequence::writeFlagFile(folder / (evaluation.name + ".abnormal.txt"), part(evaluation.flags, true)));
  if (evaluation.learnt.empty()) return {};
  return sequence::writeFlagFile(folder / (evaluation.name + ".learnt.txt"), part(evaluation.learnt, true));
}

Result<std::vector<evaluate::Evaluation>> evaluateFiles(const CommandContext& context,
                                                        const SequenceArguments& arguments) {
  if (!arguments.flags.empty()) FAULTLINE_TRY(prepareFolder(arguments.flags));
  FAULTLINE_TRY_ASSIGN(const auto trial, arguments.files.read(context.seed, context.stop));
  FAULTLINE_TRY_ASSIGN(auto evaluations, evaluate::evaluateAll(detectorNamesOf(arguments.detectors),
                                                               arguments.options.with(context), trial,
                                                               context.stop, context.progress));
  for (const auto& evaluation : evaluations) {
    if (!arguments.flags.empty() && !evaluation.error) FAULTLINE_TRY(writeFlags(arguments.flags, evaluation));
  }
  return evaluations;
}

nlohmann::json settingsJson(const CommandContext& context, const SessionFiles& files,
                            const ModelOptions& options) {
  nlohmann::json json = toJson(options.with(context));
  json["train"] = toUtf8(files.train);
  json["normal"] = toUtf8(files.normal);
  json["abnormal"] = toUtf8(files.abnormal);
  json["normal_weight"] = files.normalWeight;
  return json;
}

ExitCode runSequences(const CommandContext& context, const SequenceArguments& arguments) {
  const auto evaluations = evaluateFiles(context, arguments);
  if (!evaluations) return fail(evaluations.error());
  for (const Notice& notice : model::modelNotices()) printNotice(context, notice);
  if (!context.json) {
    printTable(*evaluations, arguments.files.normalWeight);
    return ExitCode::Done;
  }
  nlohmann::json detectors = nlohmann::json::array();
  for (const auto& evaluation : *evaluations) detectors.push_back(toJson(evaluation));
  printJson({{"schema", 1},
             {"settings", settingsJson(context, arguments.files, arguments.options)},
             {"detectors", std::move(detectors)}});
  return ExitCode::Done;
}

void addSequences(CLI::App& evaluate, CommandContext& context, CommandRun& run) {
  CLI::App* const command =
      evaluate.add_subcommand("sequences", "compare detectors on labelled session files");
  const auto arguments = std::make_shared<SequenceArguments>();
  arguments->files.addTo(*command);
  command
      ->add_option("--detector", arguments->detectors,
                   "all, or names separated by commas:" + knownDetectors())
      ->capture_default_str()
      ->type_name("NAME,...")
      ->check(unknownDetector);
  command
      ->add_option("--flags", arguments->flags,
                   "folder to write each detector's verdicts to, 0 or 1 a session")
      ->type_name("DIR");
  arguments->options.addTo(*command);
  command->callback([&context, &run, arguments] {
    run = [&context, arguments] { return runSequences(context, *arguments); };
  });
}

struct SweepArguments {
  SessionFiles files;
  std::string vary;
  std::string detector = "deeplog";
  std::string out;
  ModelOptions options;
};

std::string wrongSingleDetector(const std::string& name) {
  if (name == "all" || name.find(',') != std::string::npos) return "name one detector";
  return unknownDetector(name);
}

Result<evaluate::Sweep> sweepFiles(const CommandContext& context, const SweepArguments& arguments) {
  FAULTLINE_TRY_ASSIGN(const auto variations, evaluate::parseVariations(arguments.vary));
  FAULTLINE_TRY_ASSIGN(const auto trial, arguments.files.read(context.seed, context.stop));
  FAULTLINE_TRY_ASSIGN(
      auto sweep, evaluate::sweepSettings(arguments.detector, arguments.options.with(context), variations,
                                          trial, context.stop, context.progress));
  if (!arguments.out.empty()) FAULTLINE_TRY(writeCsv(sweep, arguments.out));
  return sweep;
}

ExitCode runSweep(const CommandContext& context, const SweepArguments& arguments) {
  const auto sweep = sweepFiles(context, arguments);
  if (!sweep) return fail(sweep.error());
  for (const Notice& notice : model::modelNotices()) printNotice(context, notice);
  if (!context.json) {
    printTable(*sweep);
    return ExitCode::Done;
  }
  nlohmann::json document = toJson(*sweep);
  document["schema"] = 1;
  document["detector"] = arguments.detector;
  document["settings"] = settingsJson(context, arguments.files, arguments.options);
  printJson(document);
  return ExitCode::Done;
}

void addSweep(CLI::App& evaluate, CommandContext& context, CommandRun& run) {
  CLI::App* const command = evaluate.add_subcommand(
      "sweep", "vary a detector's settings, one at a time, on labelled session files");
  const auto arguments = std::make_shared<SweepArguments>();
  arguments->files.addTo(*command);
  command
      ->add_option(
          "--vary", arguments->vary,
          "settings and their values, such as history=5:15,candidates=7:11,layers=1:3,units=32,64,128")
      ->required()
      ->type_name("SETTING=VALUES,...")
      ->check(wrongVariations);
  command->add_option("--detector", arguments->detector, "whose settings:" + knownDetectors())
      ->capture_default_str()
      ->type_name("NAME")
      ->check(wrongSingleDetector);
  command->add_option("--out", arguments->out, "a CSV to write the figures to")->type_name("OUT.csv");
  arguments->options.addTo(*command);
  command->callback(
      [&context, &run, arguments] { run = [&context, arguments] { return runSweep(context, *arguments); }; });
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
  addSweep(*command, context, run);
  addToCome(*command, run, "metrics", "compare detectors on labelled metrics (to come)");
}

}  // namespace faultline::app
