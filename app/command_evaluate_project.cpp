#include <iostream>
#include <memory>

#include <fmt/format.h>

#include "app/command.h"
#include "app/evaluate_report.h"
#include "app/options.h"
#include "app/project_studies.h"
#include "engine/evaluate/score.h"
#include "engine/pipeline/truth.h"

namespace faultline::app {

namespace {

using nlohmann::json;
using pipeline::ProjectScore;

evaluate::Score scoreOf(const ProjectScore& counts) {
  return evaluate::scoreOf(
      {counts.truePositives, counts.falsePositives, counts.falseNegatives, counts.trueNegatives}, 1);
}

const char* partOf(const ProjectScore& score) { return score.heldOut ? "not-learnt-from" : "all"; }

json scoreJson(const ProjectScore& counts) {
  const evaluate::Score score = scoreOf(counts);
  return {{"name", "faultline"},
          {"unit", counts.unit},
          {"part", partOf(counts)},
          {"tp", counts.truePositives},
          {"fp", counts.falsePositives},
          {"fn", counts.falseNegatives},
          {"tn", counts.trueNegatives},
          {"precision", score.precision},
          {"recall", score.recall},
          {"f1", score.f1},
          {"f1_low", score.f1Interval.low},
          {"f1_high", score.f1Interval.high},
          {"unlabelled", counts.unlabelled},
          {"learnt_from", counts.learntFrom},
          {"train_s", nullptr},  // the project does not keep it
          {"detect_s", counts.detectSeconds},
          {"entries", counts.entries}};
}

void printScores(const std::vector<ProjectScore>& scores) {
  std::cout << fmt::format("{:<8} {:<16} {:>7} {:>6} {:>6} {:>8}  {:>9} {:>7} {:>7}  {:<15} {:>10}\n", "of",
                           "which", "tp", "fp", "fn", "tn", "precision", "recall", "F1", "95 % interval",
                           "unlabelled");
  for (const ProjectScore& counts : scores) {
    const evaluate::Score score = scoreOf(counts);
    std::cout << fmt::format(
        "{:<8} {:<16} {:>7} {:>6} {:>6} {:>8}  {:>9.4f} {:>7.4f} {:>7.4f}  {:.4f} - {:.4f} {:>10}\n",
        counts.unit + "s", counts.heldOut ? "not learnt from" : "all", counts.truePositives,
        counts.falsePositives, counts.falseNegatives, counts.trueNegatives, score.precision, score.recall,
        score.f1, score.f1Interval.low, score.f1Interval.high, counts.unlabelled);
  }
}

/// What the figures depend on.
void printModel(const ProjectScore& score) {
  const json document = json::parse(score.settings, nullptr, false);
  const json& saw = document["saw"];
  std::string split = "all events";
  if (saw.contains("normal")) split = saw["normal"].value("from", "") + ".." + saw["normal"].value("to", "");
  if (saw.contains("sources")) split = "sources " + saw["sources"].dump() + ", " + split;
  std::cout << fmt::format(
      "Model {} ({}), learnt from {}: {} sessions, {} events. Labels were not looked at.\n",
      document["model"].dump(), document["settings"].dump(), split, saw.value("sessions", 0),
      saw.value("events", 0));
  if (score.learntFrom != 0) {
    std::cout << fmt::format(
        "{} of the {}s counted were learnt from. Learn from a normal period (--normal, "
        "--sources) to see how the model does on what it does not know.\n",
        score.learntFrom, score.unit);
  }
}

ExitCode runProject(const CommandContext& context, const std::string& project) {
  const auto scores = pipeline::evaluateProject(project);
  if (!scores) return fail(scores.error());
  const ProjectScore& first = scores->front();
  if (first.notJudged != 0) {
    printNotice(context,
                {ErrorCode::NothingDetected, project,
                 std::to_string(first.notJudged) + " log entries or more came after the last detection"});
  }
  if (!context.json) {
    printScores(*scores);
    printModel(first);
    return ExitCode::Done;
  }
  json detectors = json::array();
  for (const ProjectScore& score : *scores) detectors.push_back(scoreJson(score));
  printJson({{"schema", 1},
             {"settings", json::parse(first.settings, nullptr, false)},
             {"detectors", std::move(detectors)}});
  return ExitCode::Done;
}

struct ProjectArguments {
  std::string project;
  std::string detectors;
  std::string vary;
  LearnArguments learning;
};

ExitCode runChosen(const CommandContext& context, const ProjectArguments& arguments) {
  if (arguments.vary.empty() && arguments.detectors.empty()) return runProject(context, arguments.project);
  const auto settings = learnSettingsOf(arguments.learning, context);
  if (!settings) return failUsage(settings.error());
  if (arguments.vary.empty())
    return compareOnProject(context, arguments.project, arguments.detectors, *settings);
  return sweepOnProject(context, arguments.project, arguments.vary, *settings);
}

}  // namespace

void addEvaluateProject(CLI::App& evaluate, CommandContext& context, CommandRun& run) {
  CLI::App* const command = evaluate.add_subcommand(
      "project", "count a project's findings against its labels, or compare detectors on its sessions");
  const auto arguments = std::make_shared<ProjectArguments>();
  command->add_option("PROJECT", arguments->project, "a project")->required()->type_name("");
  CLI::Option* const detectors =
      command
          ->add_option("--detector", arguments->detectors,
                       "compare these on the project's own sessions, with labels or without; all, or names "
                       "separated by commas")
          ->type_name("NAME,...")
          ->check(unknownDetector);
  command
      ->add_option("--vary", arguments->vary,
                   "vary settings of `deeplog`, one at a time, such as history=5:15,candidates=7:11")
      ->type_name("SETTING=VALUES,...")
      ->check(wrongVariations)
      ->excludes(detectors);
  addLearnOptions(*command, arguments->learning, "--sources");
  command->callback([&context, &run, arguments] {
    run = [&context, arguments] { return runChosen(context, *arguments); };
  });
}

}  // namespace faultline::app
