#include <filesystem>

#include "app/command.h"
#include "app/report.h"
#include "engine/pipeline/model_file.h"
#include "engine/pipeline/output_file.h"
#include "engine/pipeline/tables.h"

namespace faultline::app {

namespace {

struct ExportArguments {
  std::string project;
  std::string what;
  std::string out;
};

Status wrongExtension(const ExportArguments& arguments, const char* right) {
  return failure(ErrorCode::InvalidArgument, arguments.out,
                 "the name of exported " + arguments.what + " ends in " + right);
}

/// As CSV or JSON, as the name says.
Status exportTable(const ExportArguments& arguments) {
  const std::string extension = std::filesystem::path(arguments.out).extension().string();
  if (extension != ".csv" && extension != ".json") return wrongExtension(arguments, ".csv or .json");
  FAULTLINE_TRY_ASSIGN(const pipeline::Table table, pipeline::loadTable(arguments.project, arguments.what));
  return pipeline::writeWholeFile(
      arguments.out, extension == ".csv" ? pipeline::tableCsv(table) : pipeline::tableJson(table));
}

Status exportWhat(const ExportArguments& arguments) {
  if (arguments.what != "model") return exportTable(arguments);
  if (std::filesystem::path(arguments.out).extension() != ".bundle")
    return wrongExtension(arguments, ".bundle");
  return pipeline::exportModel(arguments.project, arguments.out);
}

ExitCode runExport(const ExportArguments& arguments) {
  for (const char* const later : {"events", "scores"}) {
    if (arguments.what == later)
      return fail({ErrorCode::NotAvailableYet, "export --what " + arguments.what,
                   "this version exports findings, sessions, templates and the model"});
  }
  const Status status = exportWhat(arguments);
  return status ? ExitCode::Done : failUsage(status.error());
}

}  // namespace

void addExportCommand(CLI::App& root, CommandContext&, CommandRun& run) {
  CLI::App* command =
      root.add_subcommand("export", "write a project's findings, sessions, templates or model to a file");
  const auto arguments = std::make_shared<ExportArguments>();
  command->add_option("PROJECT", arguments->project, "the project")->required()->type_name("");
  command->add_option("--what", arguments->what, "events, templates, sessions, findings, scores or model")
      ->required()
      ->check(CLI::IsMember({"events", "templates", "sessions", "findings", "scores", "model"}));
  command->add_option("--out", arguments->out, "the file: .csv or .json, of a model .bundle")
      ->required()
      ->type_name("FILE");
  command->callback([&run, arguments] { run = [arguments] { return runExport(*arguments); }; });
}

}  // namespace faultline::app
