#include <charconv>
#include <cmath>
#include <iostream>

#include <fmt/format.h>

#include "app/command.h"
#include "app/options.h"
#include "app/project_report.h"
#include "engine/base/text.h"

namespace faultline::app {

namespace {

struct SourcesArguments {
  std::string project;
  std::optional<std::int64_t> set;
  std::optional<std::string> timeZone;
  std::optional<double> clockOffset;
  std::optional<std::string> host;
  std::optional<std::string> service;
  std::vector<std::string> relink;
  std::optional<std::int64_t> remove;
};

/// The number of the source that --relink names.
Result<SourceId> relinkedSource(const SourcesArguments& arguments) {
  std::int64_t id = 0;
  if (CLI::detail::lexical_cast(arguments.relink.front(), id)) return SourceId{id};
  return failure(ErrorCode::InvalidArgument, "--relink",
                 "“" + arguments.relink.front() + "” is no source's number");
}

/// What can be known to be wrong before anything is written.
Status check(const SourcesArguments& arguments) {
  if (arguments.timeZone) FAULTLINE_TRY(ClockReader::make({*arguments.timeZone, {}}));
  if (!arguments.relink.empty()) FAULTLINE_TRY(relinkedSource(arguments));
  return {};
}

Status change(const SourcesArguments& arguments) {
  if (arguments.set) {
    pipeline::SourceChange change;
    change.timeZone = arguments.timeZone;
    if (arguments.clockOffset)
      change.clockOffset = std::chrono::nanoseconds(std::llround(*arguments.clockOffset * 1e9));
    change.host = arguments.host;
    change.service = arguments.service;
    FAULTLINE_TRY(pipeline::changeSource(arguments.project, SourceId{*arguments.set}, change));
  }
  if (!arguments.relink.empty()) {
    FAULTLINE_TRY_ASSIGN(const SourceId source, relinkedSource(arguments));
    FAULTLINE_TRY(pipeline::relinkSource(arguments.project, source, arguments.relink.back()));
  }
  if (arguments.remove) FAULTLINE_TRY(pipeline::removeSource(arguments.project, SourceId{*arguments.remove}));
  return {};
}

ExitCode runSources(const CommandContext& context, const SourcesArguments& arguments) {
  if (const Status usable = check(arguments); !usable) return failUsage(usable.error());
  if (const Status changed = change(arguments); !changed) return fail(changed.error());
  const auto info = pipeline::loadProject(arguments.project);
  if (!info) return fail(info.error());
  if (context.json) {
    printJson({{"schema", 1}, {"sources", sourcesJson(*info)}});
  } else {
    printSources(*info);
  }
  return ExitCode::Done;
}

}  // namespace

void addSourcesCommand(CLI::App& root, CommandContext& context, CommandRun& run) {
  CLI::App* command = root.add_subcommand("sources", "list and change the imported files");
  const auto arguments = std::make_shared<SourcesArguments>();
  command->add_option("PROJECT", arguments->project, "the project")->required()->type_name("");
  CLI::Option* set = command->add_option("--set", arguments->set, "the source to change")->type_name("ID");
  const auto addSetting = [&](const char* name, auto& value, const char* text, const char* type) {
    return command->add_option(name, value, text)->needs(set)->type_name(type);
  };
  addSetting("--timezone", arguments->timeZone, "the zone of its times; nothing is read again", "TZ");
  addSetting("--clock-offset", arguments->clockOffset, "seconds to add to its times; nothing is read again",
             "SECONDS")
      ->check(clockOffsetProblem);
  addSetting("--host", arguments->host, "its host; empty: what the lines say", "H");
  addSetting("--service", arguments->service, "its service; empty: what the lines say", "S");
  command->add_option("--relink", arguments->relink, "where its file is now")
      ->expected(2)
      ->type_name("ID PATH");
  command->add_option("--remove", arguments->remove, "take a source out of the project")->type_name("ID");
  command->callback([&context, &run, arguments] {
    run = [&context, arguments] { return runSources(context, *arguments); };
  });
}

}  // namespace faultline::app
