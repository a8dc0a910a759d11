#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "app/command.h"
#include "engine/pipeline/feedback.h"

namespace faultline::app {

using nlohmann::json;

namespace {

struct FeedbackArguments {
  std::string project;
  std::int64_t finding = 0;
  bool falsePositive = false;
  bool confirmed = false;
  bool clear = false;
  pipeline::Verdict verdict;
};

json reportJson(const std::vector<FindingId>& changed, const std::string& status,
                const std::optional<pipeline::TeachReport>& taught) {
  json findings = json::array();
  for (const FindingId id : changed) findings.push_back(id.value);
  json report = {{"schema", 1}, {"status", status}, {"findings", findings}, {"taught", nullptr}};
  if (taught) {
    report["taught"] = {{"model", taught->model.value},
                        {"verdicts", taught->verdicts},
                        {"cleared", taught->cleared},
                        {"appeared", taught->appeared},
                        {"seconds", taught->seconds}};
  }
  return report;
}

ExitCode runFeedback(const CommandContext& context, const FeedbackArguments& arguments) {
  pipeline::Verdict verdict = arguments.verdict;
  verdict.finding = FindingId{arguments.finding};
  verdict.status = arguments.falsePositive ? FindingStatus::FalsePositive
                   : arguments.confirmed   ? FindingStatus::Confirmed
                                           : FindingStatus::Open;
  const auto changed = pipeline::giveVerdict(arguments.project, verdict);
  if (!changed) return fail(changed.error());
  std::optional<pipeline::TeachReport> taught;
  if (arguments.falsePositive) {
    auto report = pipeline::teach(arguments.project, context.stop, context.progress);
    if (!report) return fail(report.error());
    for (const Notice& notice : report->notices) printNotice(context, notice);
    taught = std::move(*report);
  }
  const std::string status(statusName(verdict.status));
  if (context.json) {
    printJson(reportJson(*changed, status, taught));
    return ExitCode::Done;
  }
  std::cout << fmt::format(
      "{} now {}\n", changed->size() == 1 ? "1 finding is" : fmt::format("{} findings are", changed->size()),
      status);
  if (taught && taught->verdicts > 0) {
    std::cout << fmt::format(
        "model {} has learnt it ({} in all) in {:.1f} s; findings like this that it clears: {}, new ones: "
        "{}\n",
        taught->model.value, taught->verdicts, taught->seconds, taught->cleared, taught->appeared);
  }
  return ExitCode::Done;
}

}  // namespace

void addFeedbackCommand(CLI::App& root, CommandContext& context, CommandRun& run) {
  CLI::App* command =
      root.add_subcommand("feedback", "say whether a finding is right; false ones are learnt");
  const auto arguments = std::make_shared<FeedbackArguments>();
  command->add_option("PROJECT", arguments->project, "the project")->required()->type_name("");
  command->add_option("FINDING", arguments->finding, "its number, as findings lists it")
      ->required()
      ->type_name("");
  CLI::Option_group* verdict = command->add_option_group("verdict");
  verdict->add_flag("--false-positive", arguments->falsePositive, "it is normal; the model learns so");
  verdict->add_flag("--confirmed", arguments->confirmed, "it is a fault; never learnt");
  verdict->add_flag("--clear", arguments->clear,
                    "take back what was said of it; what was learnt stays, see undo");
  verdict->require_option(1);
  command->add_option("--note", arguments->verdict.note, "why")->type_name("TEXT");
  command->add_flag("--all-like-this", arguments->verdict.allLikeThis,
                    "also every open finding of this kind about the same log keys");
  command->callback([&context, &run, arguments] {
    run = [&context, arguments] { return runFeedback(context, *arguments); };
  });
}

}  // namespace faultline::app
