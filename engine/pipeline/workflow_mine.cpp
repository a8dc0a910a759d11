#include <chrono>
#include <set>

#include "engine/base/memory_guard.h"
#include "engine/pipeline/key_units.h"
#include "engine/pipeline/workflow_edit.h"
#include "engine/pipeline/workflow_links.h"
#include "engine/pipeline/workflow_material.h"
#include "engine/pipeline/workflow_record.h"
#include "engine/store/finding_repository.h"
#include "engine/store/journal.h"
#include "engine/store/source_repository.h"
#include "engine/workflow/builder.h"
#include "engine/workflow/cooccurrence.h"
#include "engine/workflow/guided.h"

namespace faultline::pipeline {

using workflow::Separation;
using workflow::Workflow;

namespace {

/// Workflows of former minings that are kept.
constexpr int kKept = 20;

/// Sessions with findings are left out where at least this share of all is left, and at least so many.
constexpr double kEnoughShare = 0.5;
constexpr std::size_t kEnoughSessions = 10;

struct Mining {
  store::Database& database;
  const MiningSettings& settings;
  const std::stop_token& stop;
  const ProgressSink& progress;
};

/// Whole sessions with a finding that nobody called a false positive or harmless.
Result<std::unordered_set<SessionId>> suspects(store::Database& database, const SessionLoader& sessions) {
  const store::FindingRepository repository(database);
  FAULTLINE_TRY_ASSIGN(const auto run, repository.latestRun());
  std::unordered_set<SessionId> found;
  if (!run) return found;
  FAULTLINE_TRY_ASSIGN(const std::vector<store::FindingRow> findings, repository.ofRun(run->id));
  for (const store::FindingRow& finding : findings) {
    const bool stands = finding.status == FindingStatus::Open || finding.status == FindingStatus::Confirmed;
    const bool isWhole = finding.session && sessions.kindOf(finding.session) == sequence::SessionKind::Whole;
    if (stands && isWhole) found.insert(finding.session);
  }
  return found;
}

/// What is to be mined, without suspects where enough is left.
Result<WorkflowMaterial> materialOf(const Mining& mining, MineReport& report) {
  FAULTLINE_TRY_ASSIGN(const MaterialLoader loader, MaterialLoader::make(mining.database));
  EventFilter filter;
  filter.range = mining.settings.normal;
  filter.sources.insert(mining.settings.sources.begin(), mining.settings.sources.end());
  FAULTLINE_TRY_ASSIGN(const auto suspicious, suspects(mining.database, loader.sessions()));
  FAULTLINE_TRY_ASSIGN(WorkflowMaterial rest, loader.load(filter, suspicious, mining.stop, mining.progress));
  report.leftOut = rest.leftOut;
  const auto left = static_cast<double>(rest.sessions.size());
  const double all = left + static_cast<double>(rest.leftOut);
  if (rest.leftOut == 0 || (left >= kEnoughShare * all && rest.sessions.size() >= kEnoughSessions))
    return rest;
  report.leftOut = 0;
  return loader.load(filter, {}, mining.stop, mining.progress);
}

Result<Separation> separate(const Mining& mining, const WorkflowMaterial& material) {
  const MiningSettings& settings = mining.settings;
  if (settings.method == workflow::Method::Guided) {
    workflow::GuidedSettings guided;
    guided.seed = settings.seed;
    guided.threads = settings.threads;
    return workflow::separateByPrediction(material.view(), guided, mining.stop, mining.progress);
  }
  workflow::CooccurrenceSettings cooccurrence;
  cooccurrence.tau = settings.tau;
  return workflow::separateByCooccurrence(material.view(), cooccurrence, mining.stop, mining.progress);
}

/// The service that logs most of each key.
Result<std::map<workflow::LogKey, std::string>> servicesOf(store::Database& database) {
  const store::SourceRepository repository(database);
  FAULTLINE_TRY_ASSIGN(const std::vector<store::SourceRow> sources, repository.all());
  FAULTLINE_TRY_ASSIGN(const std::vector<store::StreamRow> streams, repository.streams());
  FAULTLINE_TRY_ASSIGN(const auto ofKeys, store::EventRepository(database).streamsOfKeys());
  std::unordered_map<SourceId, std::string> said;
  for (const store::SourceRow& source : sources) {
    if (source.service) said[source.id] = *source.service;
  }
  std::unordered_map<StreamId, std::string> named;
  for (const store::StreamRow& stream : streams) {
    const auto overriding = said.find(stream.source);
    named[stream.id] = overriding == said.end() ? stream.service : overriding->second;
  }
  std::map<workflow::LogKey, std::string> services;
  for (const auto& [key, stream] : ofKeys) {
    const std::string& service = named[stream];
    if (!service.empty()) services[static_cast<workflow::LogKey>(key.value)] = service;
  }
  return services;
}

/// Of the workflow's keys, those that have units.
Result<std::map<workflow::LogKey, std::string>> templatesOf(const Mining& mining, const Workflow& mined) {
  std::set<KeyId> keys;
  for (const workflow::Task& task : mined.tasks) {
    for (const workflow::Node& node : task.nodes) keys.insert(KeyId{node.key});
  }
  FAULTLINE_TRY_ASSIGN(const KeyBook book, KeyBook::read(mining.database));
  const std::vector<KeyId> wanted(keys.begin(), keys.end());
  FAULTLINE_TRY_ASSIGN(const auto found, templatesWithUnits(mining.database, book, wanted, mining.stop));
  std::map<workflow::LogKey, std::string> templates;
  for (const auto& [key, text] : found) templates[static_cast<workflow::LogKey>(key.value)] = text;
  return templates;
}

/// The keys of entries that name no session and were given to one.
Result<std::set<workflow::LogKey>> linkedKeys(store::Database& database) {
  FAULTLINE_TRY_ASSIGN(const KeyBook book, KeyBook::read(database));
  FAULTLINE_TRY_ASSIGN(const auto events, store::WorkflowRepository(database).linkedEvents());
  std::set<workflow::LogKey> keys;
  for (const store::EventRef& event : events)
    keys.insert(static_cast<workflow::LogKey>(book.canonical(event.key).value));
  return keys;
}

/// The row of the new workflow and the pointer to it. Edits of the one in use are done to it.
Result<std::int64_t> storeMined(const Mining& mining, Workflow mined, const MineReport& report) {
  store::WorkflowRepository repository(mining.database);
  FAULTLINE_TRY_ASSIGN(const auto former, repository.active());
  store::WorkflowRow row;
  row.created = now();
  row.settings = toJson(mining.settings).dump();
  if (former) row.edits = former->edits;
  WorkflowSource source;
  source.leftOut = report.leftOut;
  FAULTLINE_TRY_ASSIGN(source.state, stateOf(mining.database));
  FAULTLINE_TRY_ASSIGN(source.services, servicesOf(mining.database));
  FAULTLINE_TRY_ASSIGN(source.templates, templatesOf(mining, mined));
  FAULTLINE_TRY_ASSIGN(source.linked, linkedKeys(mining.database));
  row.saw = toJson(source).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  FAULTLINE_TRY_ASSIGN(const std::int64_t id,
                       repository.insert(row, workflow::save(withEdits(std::move(mined), row.edits))));
  FAULTLINE_TRY(repository.activate(id));
  // There is no way back to tasks of former workflows: what was undone of them stays undone.
  FAULTLINE_TRY(store::Journal(mining.database).dropUndone("workflow."));
  FAULTLINE_TRY(repository.dropOld(kKept));
  return id;
}

/// Whether the workflow in use has tasks: nothing that has none takes its place.
Result<bool> hasGoodOne(store::Database& database) {
  const auto inUse = activeWorkflow(database);
  // One that cannot be read is no use to anybody.
  if (!inUse && inUse.error().code != ErrorCode::WorkflowInvalid) return tl::unexpected<Error>(inUse.error());
  return inUse && *inUse && !(*inUse)->automaton.tasks.empty();
}

void sayThatItStays(std::vector<Notice>& notices) {
  for (Notice& notice : notices) {
    if (notice.code == ErrorCode::NoWorkflow) notice.detail += "; the workflow in use stays";
  }
}

Result<MineReport> mine(const Mining& mining) {
  MineReport report;
  FAULTLINE_TRY_ASSIGN(const SessionLoader sessions, SessionLoader::make(mining.database));
  FAULTLINE_TRY_ASSIGN(FoundLinks found, findLinks(mining.database, sessions, mining.stop, mining.progress));
  FAULTLINE_TRY(store::WorkflowRepository(mining.database).replaceLinks(found.links));
  FAULTLINE_TRY_ASSIGN(const WorkflowMaterial material, materialOf(mining, report));
  if (material.sessions.empty()) {
    return failure(ErrorCode::NothingToLearn, mining.database.file().string(),
                   "no session lies in what was chosen");
  }
  FAULTLINE_TRY_ASSIGN(const Separation separation, separate(mining, material));
  FAULTLINE_TRY_ASSIGN(Workflow mined, workflow::buildWorkflow(material.view(), separation, mining.stop));
  mined.method = mining.settings.method;
  mined.tau = mining.settings.tau;
  mined.seed = mining.settings.seed;
  report.tasks = mined.tasks.size();
  report.sessions = material.sessions.size();
  report.events = material.sessions.entryCount();
  report.linked = material.linked;
  report.notices = std::move(found.notices);
  report.notices.insert(report.notices.end(), mined.notices.begin(), mined.notices.end());
  if (mined.tasks.empty()) {
    FAULTLINE_TRY_ASSIGN(report.isKept, hasGoodOne(mining.database));
    if (report.isKept) {
      sayThatItStays(report.notices);
      return report;
    }
  }
  FAULTLINE_TRY_ASSIGN(report.workflow, storeMined(mining, std::move(mined), report));
  return report;
}

Result<MineReport> mineGuarded(const std::filesystem::path& project, const MiningSettings& settings,
                               const std::stop_token& stop, const ProgressSink& progress) {
  const auto start = std::chrono::steady_clock::now();
  FAULTLINE_TRY_ASSIGN(const store::WriterLock lock,
                       store::WriterLock::take(project, "mining of a workflow"));
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Write));
  FAULTLINE_TRY_ASSIGN(store::Transaction transaction, store::Transaction::begin(database));
  FAULTLINE_TRY_ASSIGN(MineReport report, mine({database, settings, stop, progress}));
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled, project.string());
  if (!report.isKept) FAULTLINE_TRY(transaction.commit());
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace

Result<MineReport> mineWorkflow(const std::filesystem::path& project, const MiningSettings& settings,
                                std::stop_token stop, const ProgressSink& progress) {
  return withinMemory(project.string(), [&] { return mineGuarded(project, settings, stop, progress); });
}

Result<MineReport> mineAfterDetection(const std::filesystem::path& project, const LearnSettings& learnt,
                                      std::stop_token stop, const ProgressSink& progress) {
  MiningSettings settings;
  settings.normal = learnt.normal;
  settings.sources = learnt.sources;
  if (const auto former = loadWorkflow(project); former && *former) settings = (*former)->settings;
  settings.seed = learnt.seed;
  settings.threads = learnt.threads;
  Result<MineReport> report = mineWorkflow(project, settings, stop, progress);
  if (report) return report;
  const ErrorCode code = report.error().code;
  if (code == ErrorCode::Cancelled || code == ErrorCode::ProjectLocked) return report;
  MineReport none;
  none.notices.push_back(report.error());
  return none;
}

}  // namespace faultline::pipeline
