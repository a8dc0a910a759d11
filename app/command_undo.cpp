#include <iostream>

#include <fmt/format.h>

#include "app/command.h"
#include "engine/base/text.h"
#include "engine/pipeline/changes.h"

namespace faultline::app {

using nlohmann::json;
using pipeline::Change;

namespace {

struct UndoArguments {
  std::string project;
  bool list = false;
  bool redo = false;
};

json changeJson(const Change& change) {
  return {{"id", change.id},         {"at", isoUtc(change.at)},       {"who", change.who},
          {"action", change.action}, {"arguments", change.arguments}, {"title", change.title},
          {"undone", change.undone}, {"can_undo", change.canUndo}};
}

const char* stateOf(const Change& change) {
  if (change.undone) return "undone";
  return change.canUndo ? "" : "cannot be undone";
}

ExitCode listChanges(const CommandContext& context, const std::string& project) {
  const auto changes = pipeline::loadChanges(project);
  if (!changes) return fail(changes.error());
  if (context.json) {
    json list = json::array();
    for (const Change& change : *changes) list.push_back(changeJson(change));
    printJson({{"schema", 1}, {"changes", list}});
    return ExitCode::Done;
  }
  if (changes->empty()) std::cout << "No changes yet.\n";
  for (const Change& change : *changes) {
    std::cout << fmt::format("{:>4}  {}  {:<12}  {}  {}\n", change.id, isoUtc(change.at),
                             printable(change.who), change.title, stateOf(change));
  }
  return ExitCode::Done;
}

ExitCode runUndo(const CommandContext& context, const UndoArguments& arguments) {
  if (arguments.list) return listChanges(context, arguments.project);
  const auto change = arguments.redo
                          ? pipeline::redoChange(arguments.project, context.stop, context.progress)
                          : pipeline::undoChange(arguments.project, context.stop, context.progress);
  if (!change) return fail(change.error());
  if (context.json) {
    printJson({{"schema", 1}, {"change", changeJson(*change)}});
  } else {
    std::cout << (arguments.redo ? "done again: " : "undone: ") << change->title << '\n';
  }
  return ExitCode::Done;
}

}  // namespace

void addUndoCommand(CLI::App& root, CommandContext& context, CommandRun& run) {
  CLI::App* command = root.add_subcommand("undo", "take the last change back, or do it again");
  const auto arguments = std::make_shared<UndoArguments>();
  command->add_option("PROJECT", arguments->project, "the project")->required()->type_name("");
  CLI::Option* list = command->add_flag("--list", arguments->list, "list the changes, newest first");
  command->add_flag("--redo", arguments->redo, "do again what was undone last")->excludes(list);
  command->callback(
      [&context, &run, arguments] { run = [&context, arguments] { return runUndo(context, *arguments); }; });
}

}  // namespace faultline::app
