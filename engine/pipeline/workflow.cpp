#include "engine/pipeline/workflow.h"

#include <algorithm>
#include <array>
#include <set>

#include "engine/pipeline/output_file.h"
#include "engine/pipeline/workflow_record.h"
#include "engine/store/session_repository.h"
#include "engine/workflow/document.h"

namespace faultline::pipeline {

namespace {

std::vector<WorkflowKey> keysOf(const workflow::Workflow& automaton, const KeyBook& book,
                                const WorkflowSource& source) {
  std::set<workflow::LogKey> keys(automaton.background.begin(), automaton.background.end());
  for (const workflow::Task& task : automaton.tasks) {
    for (const workflow::Node& node : task.nodes) keys.insert(node.key);
  }
  std::vector<std::string> said;
  for (const workflow::LogKey key : keys) said.push_back(book.tellingTextOf(KeyId{key}));
  const std::vector<std::string> labels = workflow::tellingLabels(said);
  const workflow::KeyTexts texts = keyTexts(book);
  std::vector<WorkflowKey> known;
  for (const workflow::LogKey key : keys) {
    workflow::KeyText text = texts(key);
    if (const std::string& label = labels[known.size()]; !label.empty()) text.label = label;
    if (const auto written = source.templates.find(key); written != source.templates.end())
      text.templateText = written->second;
    const auto service = source.services.find(key);
    known.push_back({KeyId{key}, std::move(text.templateText), std::move(text.label),
                     service == source.services.end() ? std::string() : service->second});
  }
  return known;
}

workflow::KeyTexts textsOf(const ProjectWorkflow& workflow) {
  return [&workflow](workflow::LogKey key) {
    const WorkflowKey* known = workflow.key(key);
    return known == nullptr ? workflow::KeyText() : workflow::KeyText{known->templateText, known->label};
  };
}

Result<std::string> documentOf(const ProjectWorkflow& workflow, const std::string& extension,
                               workflow::TaskId only, const std::stop_token& stop) {
  const workflow::KeyTexts texts = textsOf(workflow);
  if (extension == ".svg") return workflow::toSvg(workflow.automaton, texts, only, stop);
  if (extension == ".png") return workflow::toPng(workflow.automaton, texts, only, stop);
  if (extension == ".dot") return workflow::toDot(workflow.automaton, texts, only);
  return workflow::toJson(workflow.automaton, texts, only);
}

}  // namespace

const char* methodName(workflow::Method method) {
  return method == workflow::Method::Guided ? "lstm" : "cooccurrence";
}

std::optional<workflow::Method> methodFromName(const std::string& name) {
  for (const workflow::Method method : {workflow::Method::Cooccurrence, workflow::Method::Guided}) {
    if (name == methodName(method)) return method;
  }
  return std::nullopt;
}

const WorkflowKey* ProjectWorkflow::key(workflow::LogKey wanted) const {
  const auto at = std::ranges::lower_bound(keys, KeyId{wanted}, {}, &WorkflowKey::key);
  return at != keys.end() && at->key.value == wanted ? &*at : nullptr;
}

Result<std::shared_ptr<const ProjectWorkflow>> loadWorkflow(const std::filesystem::path& project) {
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  FAULTLINE_TRY_ASSIGN(std::optional<StoredWorkflow> stored, activeWorkflow(database));
  if (!stored) return std::shared_ptr<const ProjectWorkflow>();
  FAULTLINE_TRY_ASSIGN(const KeyBook book, KeyBook::read(database));
  FAULTLINE_TRY_ASSIGN(const std::string state, stateOf(database));
  const WorkflowSource source = sourceOf(stored->row.saw);
  auto loaded = std::make_shared<ProjectWorkflow>();
  loaded->id = stored->row.id;
  loaded->created = stored->row.created;
  loaded->settings = settingsOf(stored->row.settings);
  loaded->automaton = std::move(stored->automaton);
  loaded->outdated = source.state != state;
  loaded->keys = keysOf(loaded->automaton, book, source);
  loaded->taskNames = workflow::taskNames(loaded->automaton, textsOf(*loaded));
  return loaded;
}

Result<SessionId> findSession(const std::filesystem::path& project, const std::string& label) {
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  FAULTLINE_TRY_ASSIGN(const std::vector<SessionId> found,
                       store::SessionRepository(database).withLabel(label));
  if (found.empty()) {
    return failure(ErrorCode::InvalidArgument, project.string(), "no session is called “" + label + "”");
  }
  return found.front();
}

std::string workflowJson(const ProjectWorkflow& workflow, workflow::TaskId only) {
  return workflow::toJson(workflow.automaton, textsOf(workflow), only);
}

Status exportWorkflow(const std::filesystem::path& project, workflow::TaskId only,
                      const std::filesystem::path& out, std::stop_token stop) {
  const std::string extension = out.extension().string();
  constexpr std::array kKnown = {".svg", ".png", ".dot", ".json"};
  if (std::ranges::find(kKnown, extension) == kKnown.end()) {
    return failure(ErrorCode::InvalidArgument, out.string(),
                   "the name of a workflow's file ends in .svg, .png, .dot or .json");
  }
  FAULTLINE_TRY_ASSIGN(const std::shared_ptr<const ProjectWorkflow> workflow, loadWorkflow(project));
  if (!workflow) return failure(ErrorCode::NoWorkflow, project.string(), "none was mined yet");
  if (only && std::ranges::find(workflow->automaton.tasks, only, &workflow::Task::id) ==
                  workflow->automaton.tasks.end()) {
    return failure(ErrorCode::InvalidArgument, project.string(),
                   "there is no task " + std::to_string(only.value));
  }
  FAULTLINE_TRY_ASSIGN(const std::string bytes, documentOf(*workflow, extension, only, stop));
  return writeWholeFile(out, bytes);
}

}  // namespace faultline::pipeline
