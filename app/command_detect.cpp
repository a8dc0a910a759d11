#include "app/command.h"
#include "app/report.h"

namespace faultline::app {

namespace {

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

}  // namespace

void addDetectCommand(CLI::App& root, CommandContext& context, CommandRun& run) {
  CLI::App* command = root.add_subcommand("detect", "judge every session with what was learnt");
  const auto project = std::make_shared<std::string>();
  const auto follow = std::make_shared<bool>(false);
  const auto model = std::make_shared<std::string>();
  command->add_option("PROJECT", *project, "the project")->type_name("");
  command->add_flag("--follow", *follow, "keep reading files that grow (not there yet)");
  command->add_option("--model", *model,
                      "judge files with a model bundle, without a project (not there yet)");
  command->callback([&context, &run, project, follow, model] {
    run = [&context, project, follow, model] {
      if (*follow)
        return fail({ErrorCode::NotAvailableYet, "detect --follow",
                     "files that grow are judged by importing them again"});
      if (!model->empty())
        return fail({ErrorCode::NotAvailableYet, "detect --model", "a model is used in its project"});
      if (project->empty()) return fail({ErrorCode::ProjectMissing, {}, "no project was named"});
      return runDetect(context, *project);
    };
  });
}

}  // namespace faultline::app
