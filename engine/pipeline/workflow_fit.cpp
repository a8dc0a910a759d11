#include "engine/pipeline/workflow_fit.h"

#include <unordered_map>

#include "engine/pipeline/workflow_links.h"
#include "engine/pipeline/workflow_material.h"
#include "engine/pipeline/workflow_record.h"
#include "engine/store/workflow_repository.h"

namespace faultline::pipeline {

namespace {

/// Its sessions with the lines that name none. The links are found anew and not kept: no commit.
Result<WorkflowMaterial> materialOf(store::Database& database, const std::stop_token& stop,
                                    const ProgressSink& progress) {
  FAULTLINE_TRY_ASSIGN(const store::Transaction transaction, store::Transaction::begin(database));
  FAULTLINE_TRY_ASSIGN(const SessionLoader sessions, SessionLoader::make(database));
  FAULTLINE_TRY_ASSIGN(const FoundLinks found, findLinks(database, sessions, stop, progress));
  FAULTLINE_TRY(store::WorkflowRepository(database).replaceLinks(found.links));
  FAULTLINE_TRY_ASSIGN(const MaterialLoader loader, MaterialLoader::make(database));
  return loader.load({}, {}, stop, progress);
}

/// By key of `other`: the same of `own`, or a number that is none of its keys.
std::unordered_map<workflow::LogKey, workflow::LogKey> sameKeys(const KeyBook& own, const KeyBook& other) {
  std::unordered_map<std::string, KeyId> known;
  KeyId last;
  for (const store::KeyRow& row : own.rows()) {
    known.try_emplace(row.text, own.canonical(row.id));
    last = std::max(last, row.id);
  }
  std::unordered_map<workflow::LogKey, workflow::LogKey> same;
  for (const store::KeyRow& row : other.rows()) {
    const auto found = known.find(row.text);
    const std::int64_t key = found == known.end() ? last.value + row.id.value : found->second.value;
    same[static_cast<workflow::LogKey>(row.id.value)] = static_cast<workflow::LogKey>(key);
  }
  return same;
}

sequence::SessionSet renamed(const sequence::SessionSet& sessions,
                             const std::unordered_map<workflow::LogKey, workflow::LogKey>& names) {
  sequence::SessionSet all;
  all.reserve(sessions.size(), sessions.entryCount());
  std::vector<workflow::LogKey> keys;
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    keys.clear();
    for (const workflow::LogKey key : sessions[i]) keys.push_back(names.at(key));
    all.add(keys, sessions.kind(i));
  }
  return all;
}

}  // namespace

Result<workflow::Conformance> workflowFit(const std::filesystem::path& project,
                                          const std::filesystem::path& other, const std::stop_token& stop,
                                          const ProgressSink& progress) {
  FAULTLINE_TRY_ASSIGN(store::Database own, store::Database::open(project, store::Access::Read));
  FAULTLINE_TRY_ASSIGN(const std::optional<StoredWorkflow> workflow, activeWorkflow(own));
  if (!workflow) return failure(ErrorCode::NoWorkflow, project.string(), "none was mined yet");
  FAULTLINE_TRY_ASSIGN(const KeyBook ownKeys, KeyBook::read(own));
  FAULTLINE_TRY_ASSIGN(const store::WriterLock lock,
                       store::WriterLock::take(other, "comparison with a workflow"));
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(other, store::Access::Write));
  FAULTLINE_TRY_ASSIGN(const WorkflowMaterial material, materialOf(database, stop, progress));
  if (material.sessions.empty())
    return failure(ErrorCode::NothingToLearn, other.string(), "it has no session");
  FAULTLINE_TRY_ASSIGN(const KeyBook otherKeys, KeyBook::read(database));
  const sequence::SessionSet sessions = renamed(material.sessions, sameKeys(ownKeys, otherKeys));
  return workflow::conformance(workflow->automaton, {sessions}, stop);
}

}  // namespace faultline::pipeline
