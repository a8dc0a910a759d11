#include "app/command.h"
#include "app/options.h"
#include "app/report.h"
#include "engine/pipeline/workflow.h"

namespace faultline::app {

namespace {

enum class Lengths { AsGiven, AsSuggested };

/// h and g as the workflow in use suggests them. Error NoWorkflow.
Status takeSuggested(const std::string& project, pipeline::LearnSettings& settings) {
  FAULTLINE_TRY_ASSIGN(const auto workflow, pipeline::loadWorkflow(project));
  if (!workflow || workflow->automaton.suggestedHistory <= 0) {
    return failure(ErrorCode::NoWorkflow, project, "there is none that could suggest anything");
  }
  settings.history = workflow->automaton.suggestedHistory;
  settings.candidates = workflow->automaton.suggestedCandidates;
  return {};
}

ExitCode runLearn(const CommandContext& context, const std::string& project, const LearnArguments& arguments,
                  Lengths lengths) {
  auto settings = learnSettingsOf(arguments, context);
  if (!settings) return failUsage(settings.error());
  if (lengths == Lengths::AsSuggested) {
    if (const Status taken = takeSuggested(project, *settings); !taken) return fail(taken.error());
  }
  const auto report = pipeline::learn(project, *settings, context.stop, context.progress);
  if (!report) return fail(report.error());
  for (const Notice& notice : report->notices) printNotice(context, notice);
  if (context.json) {
    printJson(learnJson(*report));
  } else {
    printLearn(*report);
  }
  return ExitCode::Done;
}

}  // namespace

void addLearnCommand(CLI::App& root, CommandContext& context, CommandRun& run) {
  CLI::App* command = root.add_subcommand("learn", "learn what is normal");
  const auto project = std::make_shared<std::string>();
  const auto arguments = std::make_shared<LearnArguments>();
  command->add_option("PROJECT", *project, "the project")->required()->type_name("");
  addLearnOptions(*command, *arguments, "--sources");
  const auto suggested = std::make_shared<bool>(false);
  command
      ->add_flag("--suggested", *suggested,
                 "--history and --candidates as the workflow in use suggests them, see: faultline workflow")
      ->excludes("--history")
      ->excludes("--candidates");
  command->callback([&context, &run, project, arguments, suggested] {
    run = [&context, project, arguments, suggested] {
      return runLearn(context, *project, *arguments, *suggested ? Lengths::AsSuggested : Lengths::AsGiven);
    };
  });
}

}  // namespace faultline::app
