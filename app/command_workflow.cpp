#include <algorithm>
#include <iostream>

#include <fmt/format.h>

#include "app/command.h"
#include "app/options.h"
#include "app/workflow_report.h"
#include "engine/base/text.h"
#include "engine/pipeline/workflow_fit.h"

namespace faultline::app {

using pipeline::ProjectWorkflow;
using pipeline::WorkflowEdit;
using WorkflowPtr = std::shared_ptr<const ProjectWorkflow>;

namespace {

struct WorkflowArguments {
  std::string project;
  std::optional<std::string> method;
  std::optional<double> tau;
  std::string normal;
  std::vector<std::int64_t> sources;
  bool again = false;
  std::int64_t task = 0;
  std::string out;
  std::vector<std::string> rename;
  std::vector<std::int64_t> merge;
  std::optional<std::int64_t> split;
  std::int64_t before = 0;
  std::string session;
  std::string against;

  [[nodiscard]] bool asksToMine() const {
    return again || method || tau || !normal.empty() || !sources.empty();
  }
};

Result<pipeline::MiningSettings> settingsOf(const WorkflowArguments& arguments, const CommandContext& context,
                                            const WorkflowPtr& former) {
  pipeline::MiningSettings settings;
  if (former) settings = former->settings;
  settings.seed = context.seed;
  settings.threads = context.threads;
  if (arguments.method) settings.method = *pipeline::methodFromName(*arguments.method);
  if (arguments.tau) settings.tau = *arguments.tau;
  if (!arguments.normal.empty()) {
    FAULTLINE_TRY_ASSIGN(settings.normal, normalPeriodOf(arguments.normal));
  }
  if (!arguments.sources.empty()) settings.sources.clear();
  for (const std::int64_t id : arguments.sources) settings.sources.push_back(SourceId{id});
  return settings;
}

/// The node of the task with this log key; the second one where the first is what the task begins with.
Result<workflow::NodeIndex> nodeBefore(const WorkflowPtr& workflow, const WorkflowArguments& arguments) {
  const auto& tasks = workflow->automaton.tasks;
  const auto task = std::ranges::find(tasks, workflow::TaskId{*arguments.split}, &workflow::Task::id);
  if (task == tasks.end()) {
    return failure(ErrorCode::InvalidArgument, arguments.project,
                   fmt::format("there is no task {}", *arguments.split));
  }
  for (workflow::NodeIndex node = 1; node < task->nodes.size(); ++node) {
    if (task->nodes[node].key == arguments.before) return node;
  }
  return failure(
      ErrorCode::InvalidArgument, arguments.project,
      fmt::format("task {} has no log key {} after its first one", *arguments.split, arguments.before));
}

/// None when nothing is to be changed.
Result<std::optional<WorkflowEdit>> editOf(const WorkflowArguments& arguments) {
  WorkflowEdit edit;
  if (!arguments.rename.empty()) {
    std::int64_t task = 0;
    if (!CLI::detail::lexical_cast(arguments.rename.front(), task)) {
      return failure(ErrorCode::InvalidArgument, arguments.project,
                     "“" + arguments.rename.front() + "” is no task's number");
    }
    edit.kind = WorkflowEdit::Kind::Rename;
    edit.task = workflow::TaskId{task};
    edit.name = arguments.rename.back();
  } else if (!arguments.merge.empty()) {
    edit.kind = WorkflowEdit::Kind::Merge;
    edit.task = workflow::TaskId{arguments.merge.front()};
    edit.other = workflow::TaskId{arguments.merge.back()};
  } else if (arguments.split) {
    edit.kind = WorkflowEdit::Kind::Split;
    edit.task = workflow::TaskId{*arguments.split};
    FAULTLINE_TRY_ASSIGN(const WorkflowPtr workflow, pipeline::loadWorkflow(arguments.project));
    if (!workflow) return edit;
    FAULTLINE_TRY_ASSIGN(edit.before, nodeBefore(workflow, arguments));
  } else {
    return std::nullopt;
  }
  return edit;
}

/// The workflow in use, mined first where that is asked for, or where there is none.
Result<WorkflowPtr> workflowFor(const CommandContext& context, const WorkflowArguments& arguments) {
  FAULTLINE_TRY_ASSIGN(const WorkflowPtr former, pipeline::loadWorkflow(arguments.project));
  if (former && !arguments.asksToMine()) return former;
  FAULTLINE_TRY_ASSIGN(const pipeline::MiningSettings settings, settingsOf(arguments, context, former));
  FAULTLINE_TRY_ASSIGN(const pipeline::MineReport report,
                       pipeline::mineWorkflow(arguments.project, settings, context.stop, context.progress));
  for (const Notice& notice : report.notices) printNotice(context, notice);
  if (!context.json) printMining(report);
  return pipeline::loadWorkflow(arguments.project);
}

ExitCode showSession(const CommandContext& context, const WorkflowArguments& arguments,
                     const ProjectWorkflow& workflow) {
  const auto session = pipeline::findSession(arguments.project, arguments.session);
  if (!session) return fail(session.error());
  const auto trace = pipeline::traceSession(arguments.project, *session, context.stop);
  if (!trace) return fail(trace.error());
  if (context.json) {
    printJson(traceJson(workflow, *trace));
  } else {
    printTrace(workflow, *trace);
  }
  return ExitCode::Done;
}

Status hasTask(const ProjectWorkflow& workflow, const WorkflowArguments& arguments) {
  const workflow::TaskId task{arguments.task};
  const auto& tasks = workflow.automaton.tasks;
  if (!task || std::ranges::find(tasks, task, &workflow::Task::id) != tasks.end()) return {};
  return failure(ErrorCode::InvalidArgument, arguments.project,
                 fmt::format("there is no task {}", arguments.task));
}

ExitCode showWorkflow(const CommandContext& context, const WorkflowArguments& arguments,
                      const ProjectWorkflow& workflow) {
  const workflow::TaskId task{arguments.task};
  if (context.json) {
    std::cout << pipeline::workflowJson(workflow, task) << '\n';
  } else {
    printWorkflow(workflow, task);
  }
  return ExitCode::Done;
}

ExitCode showFit(const CommandContext& context, const WorkflowArguments& arguments) {
  const auto fit =
      pipeline::workflowFit(arguments.project, arguments.against, context.stop, context.progress);
  if (!fit) return fail(fit.error());
  if (context.json) {
    printJson(fitJson(*fit));
  } else {
    printFit(*fit);
  }
  return ExitCode::Done;
}

ExitCode runWorkflow(const CommandContext& context, const WorkflowArguments& arguments) {
  const auto edit = editOf(arguments);
  if (!edit) return fail(edit.error());
  if (*edit) {
    const Status changed = pipeline::editWorkflow(arguments.project, **edit);
    if (!changed) return fail(changed.error());
  }
  const auto workflow = workflowFor(context, arguments);
  if (!workflow) return failUsage(workflow.error());
  if (!arguments.session.empty()) return showSession(context, arguments, **workflow);
  if (const Status there = hasTask(**workflow, arguments); !there) return fail(there.error());
  if (!arguments.against.empty()) return showFit(context, arguments);
  if (arguments.out.empty()) return showWorkflow(context, arguments, **workflow);
  const Status written = pipeline::exportWorkflow(arguments.project, workflow::TaskId{arguments.task},
                                                  arguments.out, context.stop);
  return written ? ExitCode::Done : failUsage(written.error());
}

void addMiningOptions(CLI::App& command, WorkflowArguments& arguments) {
  command
      .add_option("--method", arguments.method,
                  "mine with it: cooccurrence (which log keys come together), or lstm (what a key model "
                  "predicts)")
      ->check(CLI::IsMember({"cooccurrence", "lstm"}));
  command
      .add_option("--tau", arguments.tau,
                  "mine with it: keys that come together more often than this are of one task (0.9)")
      ->check(CLI::Range(0.5, 0.99));
  command.add_option("--normal", arguments.normal, "T..T: mine the events in this range alone");
  command.add_option("--sources", arguments.sources, "mine these sources alone")->delimiter(',');
  command.add_flag("--again", arguments.again, "mine again, as the last time");
}

void addEditOptions(CLI::App& command, WorkflowArguments& arguments) {
  CLI::Option* rename = command
                            .add_option("--rename", arguments.rename,
                                        "call the task something; an empty name: by its log keys again")
                            ->expected(2)
                            ->type_name("N NAME");
  CLI::Option* merge = command.add_option("--merge", arguments.merge, "make two tasks one")
                           ->delimiter(',')
                           ->expected(2)
                           ->type_name("A,B");
  CLI::Option* split = command.add_option("--split", arguments.split, "make one task two")->type_name("N");
  CLI::Option* before =
      command.add_option("--before", arguments.before, "the log key that the second begins with")
          ->type_name("KEY")
          ->needs(split);
  split->needs(before);
  rename->excludes(merge)->excludes(split);
  merge->excludes(split);
}

}  // namespace

void addWorkflowCommand(CLI::App& root, CommandContext& context, CommandRun& run) {
  CLI::App* command =
      root.add_subcommand("workflow", "the tasks that the log shows: mine, show, change and draw them");
  const auto arguments = std::make_shared<WorkflowArguments>();
  command->add_option("PROJECT", arguments->project, "the project")->required()->type_name("");
  command->add_option("--task", arguments->task, "this task alone")->type_name("N");
  command->add_option("--out", arguments->out, "write it to a file")->type_name("FILE.svg|.png|.dot|.json");
  command->add_option("--session", arguments->session, "show a session's way through it")->type_name("LABEL");
  command
      ->add_option("--against", arguments->against,
                   "how well it and the sessions of another project fit each other")
      ->type_name("PROJECT");
  addMiningOptions(*command, *arguments);
  addEditOptions(*command, *arguments);
  command->callback([&context, &run, arguments] {
    run = [&context, arguments] { return runWorkflow(context, *arguments); };
  });
}

}  // namespace faultline::app
