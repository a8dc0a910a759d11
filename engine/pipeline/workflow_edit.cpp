#include "engine/pipeline/workflow_edit.h"

#include <algorithm>
#include <set>

#include "engine/pipeline/workflow_record.h"
#include "engine/workflow/edit.h"

namespace faultline::pipeline {

using nlohmann::json;
using workflow::LogKey;
using workflow::NodeIndex;
using workflow::Task;
using workflow::Workflow;

namespace {

/// Tasks are taken for the same when so much of the keys of both is in both.
constexpr double kSameTask = 0.5;

std::set<LogKey> keysOf(const Task& task) {
  std::set<LogKey> keys;
  for (const workflow::Node& node : task.nodes) keys.insert(node.key);
  return keys;
}

const Task* findTask(const Workflow& workflow, workflow::TaskId id) {
  const auto at = std::ranges::find(workflow.tasks, id, &Task::id);
  return at == workflow.tasks.end() ? nullptr : &*at;
}

/// The share of two key sets that they have in common.
double likeness(const std::set<LogKey>& a, const std::set<LogKey>& b) {
  std::size_t both = 0;
  for (const LogKey key : a) both += b.count(key);
  const std::size_t either = a.size() + b.size() - both;
  return either == 0 ? 0 : static_cast<double>(both) / static_cast<double>(either);
}

const Task* mostAlike(const Workflow& workflow, const std::set<LogKey>& keys) {
  const Task* best = nullptr;
  double most = kSameTask;
  for (const Task& task : workflow.tasks) {
    const double like = likeness(keysOf(task), keys);
    if (like > most || (like == most && best == nullptr)) {
      most = like;
      best = &task;
    }
  }
  return best;
}

std::optional<NodeIndex> nodeOf(const Task& task, LogKey key) {
  const auto at = std::ranges::find(task.nodes, key, &workflow::Node::key);
  if (at == task.nodes.end()) return std::nullopt;
  return static_cast<NodeIndex>(at - task.nodes.begin());
}

/// None when the tasks do not come again. Throws json::exception.
std::optional<WorkflowEdit> editOf(const Workflow& workflow, const json& described) {
  const auto taskWith = [&](const char* name) {
    return mostAlike(workflow, described.at(name).get<std::set<LogKey>>());
  };
  const std::string kind = described.at("kind").get<std::string>();
  WorkflowEdit edit;
  const Task* task = taskWith("keys");
  if (task == nullptr) return std::nullopt;
  edit.task = task->id;
  if (kind == "rename") {
    edit.kind = WorkflowEdit::Kind::Rename;
    edit.name = described.at("name").get<std::string>();
  } else if (kind == "merge") {
    edit.kind = WorkflowEdit::Kind::Merge;
    const Task* other = taskWith("other");
    if (other == nullptr || other == task) return std::nullopt;
    edit.other = other->id;
  } else {
    edit.kind = WorkflowEdit::Kind::Split;
    const auto node = nodeOf(*task, described.at("before").get<LogKey>());
    if (!node) return std::nullopt;
    edit.before = *node;
  }
  return edit;
}

json parsedEdits(const std::string& text) {
  json edits = json::parse(text, nullptr, false);
  return edits.is_array() ? edits : json::array();
}

const char* actionOf(WorkflowEdit::Kind kind) {
  switch (kind) {
    case WorkflowEdit::Kind::Rename:
      return "workflow.rename";
    case WorkflowEdit::Kind::Merge:
      return "workflow.merge";
    case WorkflowEdit::Kind::Split:
      return "workflow.split";
  }
  return "";
}

/// What `changePattern` is filled with.
json argumentsOf(const Workflow& before, const Workflow& after, const WorkflowEdit& edit,
                 const workflow::KeyTexts& texts) {
  const auto name = [&](const Workflow& of, workflow::TaskId id) {
    const Task* task = findTask(of, id);
    return task == nullptr ? std::string() : workflow::taskName(*task, texts);
  };
  switch (edit.kind) {
    case WorkflowEdit::Kind::Rename:
      return {name(before, edit.task), name(after, edit.task)};
    case WorkflowEdit::Kind::Merge:
      return {name(before, edit.other), name(before, edit.task)};
    case WorkflowEdit::Kind::Split:
      return {name(before, edit.task), texts(findTask(before, edit.task)->nodes[edit.before].key).label};
  }
  return json::array();
}

std::string written(const json& text) { return text.dump(-1, ' ', false, json::error_handler_t::replace); }

/// The row of the new workflow, the pointer to it and the journal's entry.
Status storeEdit(store::Database& database, const StoredWorkflow& before, const Workflow& after,
                 const WorkflowEdit& edit) {
  store::WorkflowRepository repository(database);
  store::WorkflowRow row = before.row;
  row.parent = before.row.id;
  row.created = now();
  json edits = parsedEdits(before.row.edits);
  edits.push_back(describeEdit(before.automaton, edit));
  row.edits = written(edits);
  FAULTLINE_TRY_ASSIGN(const std::int64_t id, repository.insert(row, workflow::save(after)));
  FAULTLINE_TRY(repository.activate(id));
  FAULTLINE_TRY_ASSIGN(const KeyBook book, KeyBook::read(database));
  const json forward = {{"workflow", id},
                        {"arguments", argumentsOf(before.automaton, after, edit, keyTexts(book))}};
  const json inverse = {{"workflow", before.row.id}};
  return store::Journal(database).record(actionOf(edit.kind), written(forward), written(inverse));
}

std::int64_t workflowIn(const std::string& text) {
  const json change = json::parse(text, nullptr, false);
  if (!change.is_object()) return 0;
  const auto id = change.find("workflow");
  return id != change.end() && id->is_number_integer() ? id->get<std::int64_t>() : 0;
}

}  // namespace

json describeEdit(const Workflow& workflow, const WorkflowEdit& edit) {
  const auto keys = [&](workflow::TaskId id) {
    const Task* task = findTask(workflow, id);
    return task == nullptr ? json::array() : json(keysOf(*task));
  };
  json described = {{"keys", keys(edit.task)}};
  switch (edit.kind) {
    case WorkflowEdit::Kind::Rename:
      described["kind"] = "rename";
      described["name"] = edit.name;
      break;
    case WorkflowEdit::Kind::Merge:
      described["kind"] = "merge";
      described["other"] = keys(edit.other);
      break;
    case WorkflowEdit::Kind::Split: {
      described["kind"] = "split";
      const Task* task = findTask(workflow, edit.task);
      if (task != nullptr && edit.before < task->nodes.size())
        described["before"] = task->nodes[edit.before].key;
      break;
    }
  }
  return described;
}

Result<Workflow> edited(const Workflow& workflow, const WorkflowEdit& edit) {
  switch (edit.kind) {
    case WorkflowEdit::Kind::Rename:
      return workflow::renamed(workflow, edit.task, edit.name);
    case WorkflowEdit::Kind::Merge:
      return workflow::merged(workflow, edit.task, edit.other);
    case WorkflowEdit::Kind::Split:
      return workflow::split(workflow, edit.task, edit.before);
  }
  return failure(ErrorCode::InvalidArgument, "workflow");
}

Workflow withEdits(Workflow workflow, const std::string& edits) {
  for (const json& described : parsedEdits(edits)) {
    try {
      const auto edit = editOf(workflow, described);
      if (!edit) continue;
      if (auto after = edited(workflow, *edit)) workflow = std::move(*after);
    } catch (const json::exception&) {
      // Written by another version: there is nothing that it could be done to.
    }
  }
  return workflow;
}

bool isWorkflowAction(const std::string& action) { return action.starts_with("workflow."); }

std::int64_t workflowAfter(const store::JournalRow& row) { return workflowIn(row.forward); }

namespace {

Status moveTo(store::Database& database, std::int64_t workflow) {
  if (workflow == 0) return failure(ErrorCode::ProjectDamaged, database.file().string(), "journal");
  return store::WorkflowRepository(database).activate(workflow);
}

}  // namespace

Status undoWorkflowEdit(store::Database& database, const store::JournalRow& row) {
  return moveTo(database, workflowIn(row.inverse));
}

Status redoWorkflowEdit(store::Database& database, const store::JournalRow& row) {
  return moveTo(database, workflowIn(row.forward));
}

Status editWorkflow(const std::filesystem::path& project, const WorkflowEdit& edit) {
  FAULTLINE_TRY_ASSIGN(const store::WriterLock lock,
                       store::WriterLock::take(project, "change of a workflow"));
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Write));
  FAULTLINE_TRY_ASSIGN(const std::optional<StoredWorkflow> before, activeWorkflow(database));
  if (!before) return failure(ErrorCode::NoWorkflow, project.string(), "none was mined yet");
  FAULTLINE_TRY_ASSIGN(const Workflow after, edited(before->automaton, edit));
  FAULTLINE_TRY_ASSIGN(store::Transaction transaction, store::Transaction::begin(database));
  FAULTLINE_TRY(storeEdit(database, *before, after, edit));
  return transaction.commit();
}

}  // namespace faultline::pipeline
