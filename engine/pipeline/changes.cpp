#include "engine/pipeline/changes.h"

#include <algorithm>
#include <optional>
#include <unordered_set>

#include <nlohmann/json.hpp>

#include "engine/base/text.h"
#include "engine/pipeline/feedback_change.h"
#include "engine/pipeline/key_change.h"
#include "engine/pipeline/workflow_edit.h"
#include "engine/store/journal.h"
#include "engine/store/source_repository.h"
#include "engine/store/workflow_repository.h"

namespace faultline::pipeline {

using nlohmann::json;
using store::JournalRow;

namespace {

bool isKeyAction(const std::string& action) { return action.starts_with("keys."); }
bool isFeedback(const std::string& action) { return action == "feedback"; }
bool isSourceAction(const std::string& action) {
  return action == "source.change" || action == "source.relink";
}

json parsed(const std::string& text) { return json::parse(text, nullptr, false); }

std::int64_t sourceOf(const JournalRow& row) {
  const json forward = parsed(row.forward);
  return forward.is_object() ? forward.value("source", std::int64_t{0}) : 0;
}

std::vector<std::string> argumentsOf(const JournalRow& row) {
  const json forward = parsed(row.forward);
  const json inverse = parsed(row.inverse);
  std::vector<std::string> arguments;
  if (!forward.is_object() || !inverse.is_object()) return arguments;
  if (const auto listed = forward.find("arguments"); listed != forward.end() && listed->is_array()) {
    for (const json& argument : *listed) {
      if (argument.is_string()) arguments.push_back(argument.get<std::string>());
    }
  } else if (row.action.starts_with("source.")) {
    arguments = {inverse.value("path", std::string()), forward.value("path", std::string())};
  } else {
    arguments = {row.action};
  }
  return arguments;
}

std::string titleOf(const std::string& action, const std::vector<std::string>& arguments) {
  std::string title;
  for (const char* at = changePattern(action); *at != '\0'; ++at) {
    const bool placeholder = *at == '%' && at[1] >= '1' && at[1] <= '9';
    if (!placeholder) {
      title.push_back(*at);
      continue;
    }
    const auto index = static_cast<std::size_t>(*++at - '1');
    if (index < arguments.size()) title += printable(arguments[index]);
  }
  return title;
}

Change changeOf(const JournalRow& row, bool canUndo) {
  Change change;
  change.id = row.id;
  change.at = row.at;
  change.who = row.who;
  change.action = row.action;
  change.arguments = argumentsOf(row);
  change.title = titleOf(row.action, change.arguments);
  change.undone = row.undone;
  change.canUndo = canUndo && !row.undone;
  return change;
}

/// For each row, newest first, whether there is a way back (or forth again): not when its source was removed
/// or another workflow was mined since.
Result<std::vector<bool>> reversible(store::Database& database, const std::vector<JournalRow>& rows) {
  FAULTLINE_TRY_ASSIGN(const std::vector<std::int64_t> workflows,
                       store::WorkflowRepository(database).ancestry());
  std::unordered_set<std::int64_t> removed;
  std::vector<bool> result;
  for (const JournalRow& row : rows) {
    if (row.action == "source.remove") removed.insert(sourceOf(row));
    const bool isWorkflowInUse =
        isWorkflowAction(row.action) && std::ranges::find(workflows, workflowAfter(row)) != workflows.end();
    result.push_back(isKeyAction(row.action) || isFeedback(row.action) || isWorkflowInUse ||
                     (isSourceAction(row.action) && !removed.contains(sourceOf(row))));
  }
  return result;
}

std::optional<std::string> wordOf(const json& change, const char* name) {
  const json& word = change.at(name);
  return word.is_null() ? std::nullopt : std::optional(word.get<std::string>());
}

/// What the action touches of the source, and nothing else.
Status applySourceChange(store::Database& database, const std::string& action, const json& change) {
  try {
    store::SourceRepository sources(database);
    FAULTLINE_TRY_ASSIGN(store::SourceRow row,
                         sources.get(SourceId{change.at("source").get<std::int64_t>()}));
    if (action == "source.relink") {
      row.path = change.at("path").get<std::string>();
    } else {
      row.clock.zone = change.at("zone").get<std::string>();
      row.clock.offset = std::chrono::nanoseconds(change.at("clock_offset").get<std::int64_t>());
      row.host = wordOf(change, "host");
      row.service = wordOf(change, "service");
    }
    return sources.update(row);
  } catch (const json::exception& exception) {
    return failure(ErrorCode::ProjectDamaged, database.file().string(), exception.what());
  }
}

Status apply(store::Database& database, const std::string& action, const std::string& text,
             const std::stop_token& stop, const ProgressSink& progress) {
  const json change = parsed(text);
  if (!change.is_object()) return failure(ErrorCode::ProjectDamaged, database.file().string(), "journal");
  if (isSourceAction(action)) return applySourceChange(database, action, change);
  FAULTLINE_TRY(applyKeyChange(database, change, stop, progress));
  return {};
}

enum class Way { Undo, Redo };

/// The place of the row to take back: the newest that stands and has a way back.
std::optional<std::size_t> rowToUndo(const std::vector<JournalRow>& rows, const std::vector<bool>& canUndo) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!rows[i].undone && canUndo[i]) return i;
  }
  return std::nullopt;
}

/// The place of the row to do again: the oldest undone one that is newer than all that stand or were dropped.
std::optional<std::size_t> rowToRedo(const std::vector<JournalRow>& rows) {
  std::optional<std::size_t> oldest;
  for (std::size_t i = 0; i < rows.size() && rows[i].undone; ++i) {
    if (!rows[i].dropped) oldest = i;
  }
  return oldest;
}

Result<Change> go(Way way, const std::filesystem::path& project, const std::stop_token& stop,
                  const ProgressSink& progress) {
  const bool undo = way == Way::Undo;
  FAULTLINE_TRY_ASSIGN(const store::WriterLock lock,
                       store::WriterLock::take(project, undo ? "undo" : "redo"));
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Write));
  FAULTLINE_TRY_ASSIGN(store::Transaction transaction, store::Transaction::begin(database));
  store::Journal journal(database);
  FAULTLINE_TRY_ASSIGN(std::vector<JournalRow> rows, journal.all());
  FAULTLINE_TRY_ASSIGN(const std::vector<bool> canUndo, reversible(database, rows));
  const auto place = undo ? rowToUndo(rows, canUndo) : rowToRedo(rows);
  if (!place) {
    return undo ? failure(ErrorCode::NothingToUndo, project.string(), "no change stands that has a way back")
                : failure(ErrorCode::NothingToRedo, project.string(),
                          "nothing was undone since the last change");
  }
  JournalRow& row = rows[*place];
  if (isFeedback(row.action)) {
    FAULTLINE_TRY(undo ? undoFeedback(database, row) : redoFeedback(database, row));
  } else if (isWorkflowAction(row.action)) {
    FAULTLINE_TRY(undo ? undoWorkflowEdit(database, row) : redoWorkflowEdit(database, row));
  } else {
    FAULTLINE_TRY(apply(database, row.action, undo ? row.inverse : row.forward, stop, progress));
  }
  FAULTLINE_TRY(journal.setUndone(row.id, undo));
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  FAULTLINE_TRY(transaction.commit());
  row.undone = undo;
  return changeOf(row, canUndo[*place]);
}

}  // namespace

const char* changePattern(const std::string& action) {
  if (action == "keys.merge") return "Log keys %1 merged into %2: %3";
  if (action == "keys.split") return "Log key %1 split on \u201c%3\u201d: %2";
  if (action == "keys.rename") return "Log key %1 named \u201c%2\u201d";
  if (action == "keys.mask") return "Mask added: %1";
  if (action == "source.change") return "Source changed: %1";
  if (action == "source.relink") return "Source relinked: %1 is now %2";
  if (action == "source.remove") return "Source removed: %1";
  if (action == "feedback") return "Findings marked %1: %2";
  if (action == "workflow.rename") return "Task %1 named \u201c%2\u201d";
  if (action == "workflow.merge") return "Task %1 merged into %2";
  if (action == "workflow.split") return "Task %1 split before %2";
  return "%1";
}

Result<std::vector<Change>> loadChanges(const std::filesystem::path& project) {
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  FAULTLINE_TRY_ASSIGN(const std::vector<JournalRow> rows, store::Journal(database).all());
  FAULTLINE_TRY_ASSIGN(const std::vector<bool> canUndo, reversible(database, rows));
  std::vector<Change> changes;
  for (std::size_t i = 0; i < rows.size(); ++i) changes.push_back(changeOf(rows[i], canUndo[i]));
  return changes;
}

Result<Change> undoChange(const std::filesystem::path& project, std::stop_token stop,
                          const ProgressSink& progress) {
  return go(Way::Undo, project, stop, progress);
}

Result<Change> redoChange(const std::filesystem::path& project, std::stop_token stop,
                          const ProgressSink& progress) {
  return go(Way::Redo, project, stop, progress);
}

}  // namespace faultline::pipeline
