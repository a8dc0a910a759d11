#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "engine/base/error.h"
#include "engine/base/progress.h"

namespace faultline::app {

/// How a sub-command ends; what the process returns.
enum class ExitCode { Done = 0, Failed = 1, WrongUsage = 2, Cancelled = 130 };

/// The options that every sub-command shares, and where its output goes.
struct CommandContext {
  bool json = false;
  bool quiet = false;
  int threads = 0;  ///< 0: one a core.
  std::uint64_t seed = 1;
  std::stop_token stop;   ///< Stopped by SIGINT and SIGTERM.
  ProgressSink progress;  ///< Writes to stderr as --progress says.
};

/// What is to be run once the command line has been read; set by the chosen sub-command's callback.
using CommandRun = std::function<ExitCode()>;

/// Prints one JSON document to stdout.
void printJson(const nlohmann::json& document);

/// Prints the error's line to stderr and returns the exit code that goes with it.
[[nodiscard]] ExitCode fail(const Error& error);

/// `fail` for an error that came before anything was done: a layout, an expression, a zone, a time or a value
/// on the command line that cannot be used is wrong usage.
[[nodiscard]] ExitCode failUsage(const Error& error);

/// Prints notices to stderr, one line each, unless --quiet.
void printNotice(const CommandContext& context, const Notice& notice);

// One file a sub-command: command_NAME.cpp. Each adds its CLI::App and, when chosen, sets `run`.
void addAnalyzeCommand(CLI::App& root, CommandContext& context, CommandRun& run);
void addImportCommand(CLI::App& root, CommandContext& context, CommandRun& run);
void addLearnCommand(CLI::App& root, CommandContext& context, CommandRun& run);
void addDetectCommand(CLI::App& root, CommandContext& context, CommandRun& run);
void addExportCommand(CLI::App& root, CommandContext& context, CommandRun& run);
void addFeedbackCommand(CLI::App& root, CommandContext& context, CommandRun& run);
void addFindingsCommand(CLI::App& root, CommandContext& context, CommandRun& run);
void addExplainCommand(CLI::App& root, CommandContext& context, CommandRun& run);
void addLayoutsCommand(CLI::App& root, CommandContext& context, CommandRun& run);
void addSourcesCommand(CLI::App& root, CommandContext& context, CommandRun& run);
void addInfoCommand(CLI::App& root, CommandContext& context, CommandRun& run);
void addKeysCommand(CLI::App& root, CommandContext& context, CommandRun& run);
void addUndoCommand(CLI::App& root, CommandContext& context, CommandRun& run);
void addWorkflowCommand(CLI::App& root, CommandContext& context, CommandRun& run);
void addParseCommand(CLI::App& root, CommandContext& context, CommandRun& run);
void addEvaluateCommand(CLI::App& root, CommandContext& context, CommandRun& run);
/// `evaluate project`, a sub-command of `evaluate`.
void addEvaluateProject(CLI::App& evaluate, CommandContext& context, CommandRun& run);
void addDemoCommand(CLI::App& root, CommandContext& context, CommandRun& run);

/// Sub-commands that the contract names and this version has not: each says so and exits 2.
void addCommandsToCome(CLI::App& root, CommandRun& run);

}  // namespace faultline::app
