#include <iostream>

#include <fmt/format.h>

#include "app/command.h"
#include "app/options.h"
#include "app/report.h"
#include "engine/pipeline/truth.h"

namespace faultline::app {

namespace {

nlohmann::json labelsJson(const pipeline::TruthReport& labels) {
  return {{"rows", labels.rows}, {"abnormal", labels.abnormal}, {"unknown", labels.unknown}};
}

void printLabels(const pipeline::TruthReport& labels) {
  std::cout << fmt::format("{} labels, {} of them abnormal; {} name no session of the project\n", labels.rows,
                           labels.abnormal, labels.unknown);
}

/// Labels are looked at before a log is read for minutes, and stored after it.
Result<pipeline::TruthReport> readLabels(const CommandContext& context, const std::string& project,
                                         const ImportArguments& arguments) {
  return pipeline::importLabels(project, arguments.labels, arguments.labelColumn, context.stop,
                                context.progress);
}

/// The labels of sessions that the project has already.
ExitCode runLabels(const CommandContext& context, const std::string& project,
                   const ImportArguments& arguments) {
  const auto labels = readLabels(context, project, arguments);
  if (!labels) return fail(labels.error());
  if (context.json) {
    printJson({{"schema", 1}, {"labels", labelsJson(*labels)}});
  } else {
    printLabels(*labels);
  }
  return ExitCode::Done;
}

ExitCode runImport(const CommandContext& context, const std::string& project,
                   const ImportArguments& arguments) {
  const auto files = importFilesOf(arguments, project);
  if (!files) return failUsage(files.error());
  std::optional<pipeline::TruthReport> labels;
  if (!arguments.labels.empty()) {
    const auto checked = pipeline::checkLabels(arguments.labels, arguments.labelColumn, context.stop);
    if (!checked) return fail(checked.error());
  }
  const auto report = pipeline::importFiles(project, *files, context.stop, context.progress);
  if (!report) return fail(report.error());
  const ExitCode code = importOutcome(context, *report);
  if (!arguments.labels.empty() && code == ExitCode::Done) {
    const auto stored = readLabels(context, project, arguments);
    if (!stored) return fail(stored.error());
    labels = *stored;
  }
  if (context.json) {
    nlohmann::json document = importJson(*report);
    if (labels) document["labels"] = labelsJson(*labels);
    printJson(document);
  } else {
    printImport(*report);
    if (labels) printLabels(*labels);
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
  command
      ->add_option("PATH", arguments->paths,
                   "files, folders, compressed files; those that have grown are read on where they ended")
      ->type_name("");
  addImportOptions(*command, *arguments);
  CLI::Option* labels =
      command
          ->add_option("--labels", arguments->labels,
                       "a CSV of sessions and what they are (BlockId,Label; Normal or Anomaly, 0 or 1), for "
                       "evaluation alone; may come without a PATH")
          ->type_name("CSV");
  command
      ->add_option("--label-column", arguments->labelColumn, "its column of labels, where there are several")
      ->needs(labels)
      ->type_name("NAME");
  command->callback([&context, &run, project, arguments] {
    if (arguments->paths.empty() && arguments->labels.empty()) throw CLI::RequiredError("PATH");
    run = [&context, project, arguments] {
      return arguments->paths.empty() ? runLabels(context, *project, *arguments)
                                      : runImport(context, *project, *arguments);
    };
  });
}

}  // namespace faultline::app
