#include <iostream>

#include <fmt/format.h>

#include "app/command.h"
#include "app/report.h"
#include "engine/pipeline/tables.h"

namespace faultline::app {

namespace {

struct FindingsArguments {
  std::string project;
  std::string kind;
  std::string status;
  std::string since;
  std::size_t limit = 0;
  bool csv = false;
  bool all = false;
};

Result<pipeline::FindingFilter> filterOf(const FindingsArguments& arguments) {
  pipeline::FindingFilter filter;
  if (!arguments.kind.empty()) filter.kind = arguments.kind;
  if (!arguments.status.empty()) filter.status = statusFromName(arguments.status);
  if (arguments.limit != 0) filter.limit = arguments.limit;
  if (!arguments.since.empty()) {
    FAULTLINE_TRY_ASSIGN(filter.since, parseMoment(arguments.since, now()));
  }
  return filter;
}

using pipeline::csvText;

void printCsv(const pipeline::FindingList& list) {
  std::cout
      << "id,kind,code,severity,score,p,time,host,service,session,source,line,title,status,incident,leader\n";
  for (const pipeline::Finding& finding : list.findings) {
    std::cout << fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", finding.id.value,
                             finding.kind, finding.code, severityName(finding.severity), finding.score,
                             finding.p, finding.time ? isoUtc(*finding.time) : "", csvText(finding.host),
                             csvText(finding.service), csvText(finding.session), csvText(finding.source),
                             finding.line, csvText(finding.title), statusName(finding.status),
                             finding.incident, finding.leader ? std::to_string(finding.leader.value) : "");
  }
}

ExitCode runFindings(const CommandContext& context, const FindingsArguments& arguments) {
  const auto filter = filterOf(arguments);
  if (!filter) return failUsage(filter.error());
  const auto list = pipeline::loadFindings(arguments.project, *filter);
  if (!list) return fail(list.error());
  if (context.json) {
    printJson(findingListJson(*list));
  } else if (arguments.csv) {
    printCsv(*list);
  } else {
    printFindings(*list, arguments.all ? Followers::Shown : Followers::Counted);
  }
  return ExitCode::Done;
}

}  // namespace

void addFindingsCommand(CLI::App& root, CommandContext& context, CommandRun& run) {
  CLI::App* command = root.add_subcommand("findings", "list the findings, strangest first");
  const auto arguments = std::make_shared<FindingsArguments>();
  command->add_option("PROJECT", arguments->project, "the project")->required()->type_name("");
  command->add_option("--kind", arguments->kind, "only findings of this kind");
  command->add_option("--status", arguments->status, "only findings of this status")
      ->check(CLI::IsMember({"open", "confirmed", "false-positive", "harmless"}));
  command->add_option("--since", arguments->since, "only findings from this time on");
  command->add_option("--limit", arguments->limit, "at most so many");
  command->add_flag("--csv", arguments->csv, "as CSV");
  command->add_flag("--all", arguments->all, "also those that follow from another one of their session");
  command->callback([&context, &run, arguments] {
    run = [&context, arguments] { return runFindings(context, *arguments); };
  });
}

}  // namespace faultline::app
