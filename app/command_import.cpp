#include "app/command.h"
#include "app/options.h"
#include "app/report.h"

namespace faultline::app {

namespace {

ExitCode runImport(const CommandContext& context, const std::string& project,
                   const ImportArguments& arguments) {
  const auto files = importFilesOf(arguments, project);
  if (!files) return failUsage(files.error());
  const auto report = pipeline::importFiles(project, *files, context.stop, context.progress);
  if (!report) return fail(report.error());
  const ExitCode code = importOutcome(context, *report);
  if (context.json) {
    printJson(importJson(*report));
  } else {
    printImport(*report);
  }
  return code;
}

}  // namespace

ExitCode importOutcome(const CommandContext& context, const pipeline::ImportReport& report) {
  std::size_t refused = 0;
  for (const pipeline::ImportedFile& file : report.files) {
    for (const Notice& notice : file.notices) printNotice(context, notice);
    if (!file.error) continue;
    printNotice(context, *file.error);
    if (file.outcome == pipeline::ImportOutcome::Refused) ++refused;
  }
  for (const Notice& notice : report.notices) printNotice(context, notice);
  if (report.cancelled) return fail({ErrorCode::Cancelled, {}, {}});
  return refused == report.files.size() ? ExitCode::Failed : ExitCode::Done;
}

void addImportCommand(CLI::App& root, CommandContext& context, CommandRun& run) {
  CLI::App* command =
      root.add_subcommand("import", "read log files into a project, which is made when it is not there");
  const auto project = std::make_shared<std::string>();
  const auto arguments = std::make_shared<ImportArguments>();
  command->add_option("PROJECT", *project, "the project")->required()->type_name("");
  command->add_option("PATH", arguments->paths, "files, folders, compressed files")
      ->required()
      ->type_name("");
  addImportOptions(*command, *arguments);
  command->callback([&context, &run, project, arguments] {
    run = [&context, project, arguments] { return runImport(context, *project, *arguments); };
  });
}

}  // namespace faultline::app
