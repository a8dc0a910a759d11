#include <cstdlib>
#include <iostream>
#include <map>

#include "app/command.h"
#include "app/terminal.h"
#include "ui/window/run_window.h"

namespace faultline::app {

namespace {

struct Options {
  CommandContext context;
  ProgressMode progress = ProgressMode::Auto;
  std::string project;  ///< Of the window.
  bool demo = false;
};

void addCommonOptions(CLI::App& root, Options& options) {
  static const std::map<std::string, ProgressMode> kModes = {{"auto", ProgressMode::Auto},
                                                             {"bar", ProgressMode::Bar},
                                                             {"json", ProgressMode::Json},
                                                             {"none", ProgressMode::None}};
  root.set_version_flag("--version", "faultline " FAULTLINE_VERSION);
  root.add_flag("--json", options.context.json, "print one JSON document to stdout, and nothing else");
  root.add_flag("--quiet", options.context.quiet, "print no notices");
  root.add_option("--threads", options.context.threads, "threads to compute with; 0 is one a core")
      ->check(CLI::Range(0, 1024));
  root.add_option("--seed", options.context.seed, "same seed, data and thread count: same result")
      ->capture_default_str();
  root.add_option("--progress", options.progress, "auto, bar, json or none, to stderr")
      ->transform(CLI::CheckedTransformer(kModes).description(""));
  root.add_option("PROJECT", options.project, "a project to open in the window")->type_name("");
  root.add_flag("--demo", options.demo, "open the window on the demo project");
}

void addCommands(CLI::App& root, CommandContext& context, CommandRun& run) {
  addAnalyzeCommand(root, context, run);
  addImportCommand(root, context, run);
  addLearnCommand(root, context, run);
  addDetectCommand(root, context, run);
  addFindingsCommand(root, context, run);
  addFeedbackCommand(root, context, run);
  addExportCommand(root, context, run);
  addExplainCommand(root, context, run);
  addLayoutsCommand(root, context, run);
  addSourcesCommand(root, context, run);
  addInfoCommand(root, context, run);
  addKeysCommand(root, context, run);
  addWorkflowCommand(root, context, run);
  addUndoCommand(root, context, run);
  addParseCommand(root, context, run);
  addEvaluateCommand(root, context, run);
  addDemoCommand(root, context, run);
  addCommandsToCome(root, run);
}

ExitCode wrongUsage(const std::string& what) {
  std::cerr << "faultline: this command line cannot be read: " << what << ". See faultline --help.\n";
  return ExitCode::WrongUsage;
}

ExitCode openWindow(int argc, char** argv, const Options& options) {
  const bool display = std::getenv("DISPLAY") != nullptr || std::getenv("WAYLAND_DISPLAY") != nullptr ||
                       std::getenv("QT_QPA_PLATFORM") != nullptr;
  if (!display) return fail({ErrorCode::NoDisplay, {}, "neither DISPLAY nor WAYLAND_DISPLAY is set"});
  ui::WindowOptions window;
  if (!options.project.empty()) window.project = options.project;
  window.demo = options.demo;
  return ui::runWindow(argc, argv, window) == 0 ? ExitCode::Done : ExitCode::Failed;
}

ExitCode runProgram(int argc, char** argv) {
  CLI::App root("Finds and explains faults in logs. Without a command it opens the window.", "faultline");
  Options options;
  CommandRun run;
  addCommonOptions(root, options);
  root.require_subcommand(0, 1);
  root.fallthrough();
  addCommands(root, options.context, run);
  for (CLI::App* command : root.get_subcommands({})) {
    command->fallthrough();
    command->footer(
        "Options of every command (--json, --quiet, --threads, --seed, --progress): faultline --help");
  }
  try {
    root.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return static_cast<ExitCode>(root.exit(error));
    return wrongUsage(error.what());
  }
  if (!run) return openWindow(argc, argv, options);
  if (!options.project.empty()) return wrongUsage("“" + options.project + "” is one argument too many");
  const SignalWatcher signals;
  options.context.stop = signals.token();
  options.context.progress = makeProgressSink(options.progress);
  const ExitCode code = run();
  clearProgressBar();
  return code;
}

}  // namespace

}  // namespace faultline::app

int main(int argc, char** argv) { return static_cast<int>(faultline::app::runProgram(argc, argv)); }
