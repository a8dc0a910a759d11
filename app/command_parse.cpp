#include <iostream>
#include <memory>

#include "app/command.h"
#include "engine/base/text.h"
#include "engine/pipeline/parse_file.h"

namespace faultline::app {

namespace {

struct ParseArguments {
  std::string file;
  pipeline::ParseOptions options;
  std::string structured;
  std::string templates;
};

nlohmann::json reportJson(const pipeline::ParseReport& report) {
  return {{"schema", 1},           {"layout", report.layout},
          {"lines", report.lines}, {"unfitting", report.unfitting},
          {"keys", report.keys},   {"seconds", report.seconds}};
}

ExitCode runParse(const CommandContext& context, const ParseArguments& arguments) {
  pipeline::ParseOutput output{arguments.structured, {}};
  if (!arguments.templates.empty()) output.templates = arguments.templates;
  const auto report =
      pipeline::parseFile(arguments.file, arguments.options, output, context.stop, context.progress);
  if (!report) return failUsage(report.error());  // the settings are looked at before anything is written
  if (context.json) {
    printJson(reportJson(*report));
  } else if (!context.quiet) {
    std::cout << report->lines << " lines, " << report->keys << " log keys, " << report->unfitting
              << " lines that do not fit the layout " << printable(report->layout) << '\n';
  }
  return ExitCode::Done;
}

}  // namespace

void addParseCommand(CLI::App& root, CommandContext& context, CommandRun& run) {
  CLI::App* command = root.add_subcommand("parse", "find the log keys of a file and write them as CSV");
  const auto arguments = std::make_shared<ParseArguments>();
  command->add_option("file", arguments->file, "the log, compressed or not")->required()->type_name("FILE");
  command->add_option(
      "--layout", arguments->options.layout,
      "auto, a layout's name (see: faultline layouts), or a pattern like '<Date> <Time> <Level>: <Content>'");
  command->add_option("--parser", arguments->options.parser, "how log keys are found")
      ->check(CLI::IsMember({"auto", "spell"}));
  command
      ->add_option("--tau", arguments->options.tau,
                   "least share of a message's tokens that it has in common with its key's template")
      ->check(CLI::PositiveNumber)
      ->check(CLI::Range(0.0, 1.0));
  command->add_option("--mask", arguments->options.masks, "a regular expression for parameters (repeatable)")
      ->type_name("REGEX")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_option("--structured", arguments->structured, "CSV to write, a row a line")
      ->required()
      ->type_name("OUT.csv");
  command->add_option("--templates", arguments->templates, "CSV to write, a row a log key")
      ->type_name("OUT.csv");
  command->callback(
      [&context, &run, arguments] { run = [&context, arguments] { return runParse(context, *arguments); }; });
}

}  // namespace faultline::app
