#include <iostream>

#include <fmt/format.h>

#include "app/command.h"
#include "app/report.h"
#include "engine/base/text.h"
#include "engine/pipeline/detect_files.h"
#include "engine/pipeline/follow.h"

namespace faultline::app {

namespace {

using nlohmann::json;

struct DetectArguments {
  std::vector<std::string> paths;
  bool follow = false;
  std::string model;
};

ExitCode runDetect(const CommandContext& context, const std::string& project) {
  const auto report = pipeline::detect(project, context.stop, context.progress);
  if (!report) return fail(report.error());
  for (const Notice& notice : report->notices) printNotice(context, notice);
  if (context.json) {
    printJson(detectJson(*report));
    return ExitCode::Done;
  }
  printDetect(*report);
  const auto findings = pipeline::loadFindings(project);
  if (!findings) return fail(findings.error());
  printFindings(*findings);
  return ExitCode::Done;
}

/// One line, written at once: a reader at the other end of a pipe waits for it.
Status printLine(const json& document) {
  std::cout << document.dump(-1, ' ', false, json::error_handler_t::replace) << std::endl;
  if (std::cout) return {};
  return failure(ErrorCode::OutputUnwritable, "standard output", "it takes no more");
}

json fileFindingJson(const pipeline::FileFinding& found) {
  json document = findingJson(found.finding);
  document["expected"] = json::array();
  for (const pipeline::ExpectedKey& key : found.expected) {
    document["expected"].push_back(
        {{"key", key.key.value}, {"template", key.text}, {"probability", key.probability}});
  }
  return document;
}

void printFilesReport(const CommandContext& context, const pipeline::FilesReport& report) {
  for (const pipeline::FilesReport::File& file : report.files) {
    if (file.error) printNotice(context, *file.error);
    if (file.error || file.isKnownLayout || context.quiet) continue;
    std::cerr << fmt::format(
        "faultline: {}: read with the layout {}, session id {}; the model knows no such files\n",
        printable(file.path.string()), printable(file.layout), printable(file.sessionRule));
  }
  if (context.quiet) return;
  std::cerr << fmt::format(
      "faultline: {} findings in {} sessions, {} events ({} of a kind that the model has never seen); {} "
      "sessions were still going on, their ends are not judged; {:.1f} s\n",
      report.findings, report.sessions, report.events, report.unknown, report.open, report.seconds);
}

ExitCode runFiles(const CommandContext& context, const DetectArguments& arguments) {
  const auto files = pipeline::listFiles({arguments.paths.begin(), arguments.paths.end()});
  if (!files) return fail(files.error());
  const auto report = pipeline::detectFiles(
      arguments.model, *files, context.threads, context.stop, context.progress,
      [](const pipeline::FileFinding& found) { return printLine(fileFindingJson(found)); });
  if (!report) return fail(report.error());
  printFilesReport(context, *report);
  const bool readNone = std::ranges::all_of(
      report->files, [](const pipeline::FilesReport::File& file) { return file.error && file.events == 0; });
  return readNone ? ExitCode::Failed : ExitCode::Done;
}

ExitCode runFollow(const CommandContext& context, const std::string& project) {
  pipeline::FollowSinks sinks;
  sinks.finding = [&context](const pipeline::Finding& finding) {
    if (context.json) return printLine(findingJson(finding));
    std::cout << fmt::format("{}  {:<8}  {}  {}:{}  {}", finding.time ? isoUtc(*finding.time) : "-",
                             severityName(finding.severity), elided(printable(finding.session), 40),
                             printable(finding.source), finding.line, finding.title)
              << std::endl;
    return std::cout ? Status() : failure(ErrorCode::OutputUnwritable, "standard output", "it takes no more");
  };
  sinks.notice = [&context](const Notice& notice) { printNotice(context, notice); };
  sinks.following = [&context](std::size_t files) {
    if (!context.quiet) std::cerr << fmt::format("faultline: following {} files\n", files) << std::flush;
  };
  const Status status = pipeline::follow(project, context.stop, context.progress, sinks);
  return status ? ExitCode::Done : fail(status.error());
}

ExitCode runAny(const CommandContext& context, const DetectArguments& arguments) {
  if (!arguments.model.empty()) return runFiles(context, arguments);
  if (arguments.paths.size() > 1) {
    return failUsage({ErrorCode::InvalidArgument, arguments.paths[1],
                      "without --model there is one project and nothing else"});
  }
  return arguments.follow ? runFollow(context, arguments.paths.front())
                          : runDetect(context, arguments.paths.front());
}

}  // namespace

void addDetectCommand(CLI::App& root, CommandContext& context, CommandRun& run) {
  CLI::App* command = root.add_subcommand("detect", "judge every session with what was learnt");
  const auto arguments = std::make_shared<DetectArguments>();
  command->add_option("PROJECT", arguments->paths, "the project; with --model, files and folders to judge")
      ->required()
      ->type_name("");
  CLI::Option* follow = command->add_flag(
      "--follow", arguments->follow,
      "keep reading the project's files as they grow, until interrupted; one finding a line");
  command
      ->add_option("--model", arguments->model,
                   "judge files with a model that was exported, without a project; findings as JSON Lines")
      ->excludes(follow)
      ->type_name("BUNDLE");
  command->callback(
      [&context, &run, arguments] { run = [&context, arguments] { return runAny(context, *arguments); }; });
}

}  // namespace faultline::app
