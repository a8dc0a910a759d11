#include "app/command.h"
#include "app/options.h"
#include "app/report.h"

namespace faultline::app {

namespace {

ExitCode runLearn(const CommandContext& context, const std::string& project,
                  const LearnArguments& arguments) {
  const auto settings = learnSettingsOf(arguments, context);
  if (!settings) return failUsage(settings.error());
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
  command->callback([&context, &run, project, arguments] {
    run = [&context, project, arguments] { return runLearn(context, *project, *arguments); };
  });
}

}  // namespace faultline::app
