#include "app/command.h"
#include "app/options.h"
#include "app/report.h"
#include "app/workflow_report.h"

namespace faultline::app {

ExitCode printAnalysis(const CommandContext& context, const std::string& project,
                       const pipeline::AnalyzeReport& report) {
  const ExitCode code = importOutcome(context, report.import);
  if (report.learn) {
    for (const Notice& notice : report.learn->notices) printNotice(context, notice);
  }
  if (report.mine) {
    for (const Notice& notice : report.mine->notices) printNotice(context, notice);
  }
  const auto findings = pipeline::loadFindings(project);
  if (!findings) return fail(findings.error());
  if (context.json) {
    nlohmann::json document = findingListJson(*findings);
    document["import"] = importJson(report.import);
    if (report.learn) document["learn"] = learnJson(*report.learn);
    if (report.detect) document["detect"] = detectJson(*report.detect);
    if (report.mine) document["workflow"] = miningJson(*report.mine);
    printJson(document);
    return code;
  }
  printImport(report.import);
  if (report.learn) printLearn(*report.learn);
  if (report.detect) printDetect(*report.detect);
  if (report.mine) printMining(*report.mine);
  printFindings(*findings);
  return code;
}

namespace {

ExitCode runAnalyze(const CommandContext& context, const std::string& project,
                    const ImportArguments& imported, const LearnArguments& learnt) {
  const auto files = importFilesOf(imported, project);
  if (!files) return failUsage(files.error());
  const auto settings = learnSettingsOf(learnt, context);
  if (!settings) return failUsage(settings.error());
  const auto report = pipeline::analyze(project, *files, *settings, context.stop, context.progress);
  if (!report) return fail(report.error());
  return printAnalysis(context, project, *report);
}

}  // namespace

void addAnalyzeCommand(CLI::App& root, CommandContext& context, CommandRun& run) {
  CLI::App* command = root.add_subcommand("analyze", "import, learn, detect, and print the findings");
  const auto project = std::make_shared<std::string>();
  const auto imported = std::make_shared<ImportArguments>();
  const auto learnt = std::make_shared<LearnArguments>();
  command->add_option("PROJECT", *project, "the project, made when it is not there")
      ->required()
      ->type_name("");
  command->add_option("PATH", imported->paths, "files, folders, compressed files")->required()->type_name("");
  addImportOptions(*command, *imported);
  addLearnOptions(*command, *learnt, "--normal-sources");
  command->callback([&context, &run, project, imported, learnt] {
    run = [&context, project, imported, learnt] { return runAnalyze(context, *project, *imported, *learnt); };
  });
}

void addDemoCommand(CLI::App& root, CommandContext& context, CommandRun& run) {
  CLI::App* command =
      root.add_subcommand("demo", "make the demo project, analyze it, and print the findings");
  const auto project = std::make_shared<std::string>();
  command->add_option("PROJECT", *project, "where to make it")->required()->type_name("");
  command->callback([&context, &run, project] {
    run = [&context, project] {
      const auto report = pipeline::makeDemo(*project, context.stop, context.progress);
      return report ? printAnalysis(context, *project, *report) : fail(report.error());
    };
  });
}

}  // namespace faultline::app
