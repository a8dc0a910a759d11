#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/base/memory_guard.h"
#include "engine/base/named_parts.h"
#include "engine/base/text.h"
#include "engine/detect/detector.h"
#include "engine/pipeline/analyze.h"
#include "engine/pipeline/detector_settings.h"
#include "engine/pipeline/false_positives.h"
#include "engine/pipeline/model_parts.h"
#include "engine/pipeline/model_report.h"
#include "engine/pipeline/rate_findings.h"
#include "engine/pipeline/relearning.h"
#include "engine/pipeline/session_ends.h"
#include "engine/pipeline/session_loader.h"
#include "engine/pipeline/value_findings.h"
#include "engine/store/model_repository.h"
#include "engine/store/session_repository.h"

namespace faultline::pipeline {

using nlohmann::json;

namespace {

std::string settingsJson(const LearnSettings& settings, const detect::TrainReport& trained) {
  return json{{"history", settings.history}, {"candidates", settings.candidates}, {"layers", settings.layers},
              {"units", settings.units},     {"epochs", trained.epochs},          {"seed", settings.seed},
              {"threads", settings.threads}}
      .dump();
}

std::string sawJson(const LearnSettings& settings, const detect::TrainReport& trained, std::size_t taught) {
  json saw = {{"sessions", trained.sessions}, {"events", trained.events},
              {"windows", trained.windows},   {"distinct_windows", trained.distinctWindows},
              {"keys", trained.keys},         {"left_out", trained.leftOut}};
  if (taught != 0) saw["taught"] = taught;
  if (settings.normal)
    saw["normal"] = {{"from", isoUtc(settings.normal->from)}, {"to", isoUtc(settings.normal->to)}};
  if (!settings.sources.empty()) {
    saw["sources"] = json::array();
    for (const SourceId source : settings.sources) saw["sources"].push_back(source.value);
  }
  return saw.dump();
}

LearnReport reportOf(const LearnSettings& settings, const detect::TrainReport& trained) {
  LearnReport report;
  report.sessions = trained.sessions;
  report.events = trained.events;
  report.windows = trained.windows;
  report.distinctWindows = trained.distinctWindows;
  report.keys = trained.keys;
  report.leftOut = trained.leftOut;
  report.notices = trained.notices;
  if (!settings.normal && settings.sources.empty()) {
    report.notices.push_back(
        {ErrorCode::LearntFromEverything,
         {},
         "what the model believed least was left out: " + std::to_string(trained.leftOut) +
             " sessions, or lines outside of sessions"});
  }
  return report;
}

/// A new row and the pointer to it, together.
Result<ModelId> store(store::Database& database, const store::ModelRow& row, const NamedParts& parts,
                      const detect::Detector& detector) {
  store::ModelRepository models(database);
  FAULTLINE_TRY_ASSIGN(store::Transaction transaction, store::Transaction::begin(database));
  FAULTLINE_TRY_ASSIGN(const ModelId model, models.insert(row, parts.save()));
  FAULTLINE_TRY(storeModelKeys(database, model, detector.vocabulary()));
  FAULTLINE_TRY(models.activate(model));
  FAULTLINE_TRY(transaction.commit());
  return model;
}

}  // namespace

namespace {

/// What of a normal period was left out, with some sessions by name.
Status addDoubtful(store::Database& database, const LoadedSessions& sessions,
                   const detect::TrainReport& trained, LearnReport& report) {
  if (trained.doubtful.empty()) return {};
  const store::SessionRepository repository(database);
  std::string names;
  for (const std::uint32_t session : trained.doubtful) {
    FAULTLINE_TRY_ASSIGN(const store::SessionRow row, repository.get(sessions.ids[session]));
    names += (names.empty() ? "" : ", ") + elided(row.label, 60);
  }
  report.notices.push_back(
      {ErrorCode::NormalPeriodDoubtful,
       {},
       fmt::format("{} sessions (or lines outside of sessions) stand out and were not learnt, among them {}",
                   trained.leftOut, names)});
  return {};
}

/// What former models were taught the new one learns too. What none was taught so far is left to `teach`, so
/// that it can be undone. Returns how many false positives that were.
Result<std::size_t> learnVerdicts(store::Database& database, const SessionLoader& loader,
                                  const std::stop_token& stop, const ProgressSink& progress,
                                  ActiveModel& model) {
  FAULTLINE_TRY_ASSIGN(std::vector<FalsePositive> taught, falsePositives(database));
  std::erase_if(taught, [](const FalsePositive& one) { return !one.taught; });
  if (taught.empty()) return std::size_t{0};
  FAULTLINE_TRY_ASSIGN(model,
                       taughtModel(database, loader, std::move(model), taught, Lessons::All, stop, progress));
  return taught.size();
}

Result<LearnReport> learnGuarded(const std::filesystem::path& project, const LearnSettings& settings,
                                 const std::stop_token& stop, const ProgressSink& progress) {
  const auto start = std::chrono::steady_clock::now();
  FAULTLINE_TRY_ASSIGN(const store::WriterLock lock, store::WriterLock::take(project, "learn"));
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Write));
  FAULTLINE_TRY_ASSIGN(const SessionLoader loader, SessionLoader::make(database));
  EventFilter filter;
  filter.range = settings.normal;
  filter.sources.insert(settings.sources.begin(), settings.sources.end());
  FAULTLINE_TRY_ASSIGN(const LoadedSessions sessions, loader.load(filter, stop, progress));
  if (sessions.set.empty()) {
    return failure(ErrorCode::NothingToLearn, project.string(), "no session lies in what was chosen");
  }

  detect::TrainReport trained;
  const bool normalGiven = settings.normal || !settings.sources.empty();
  FAULTLINE_TRY_ASSIGN(const detect::Detector detector,
                       detect::Detector::train(sessions.set, detectorSettings(settings, normalGiven), stop,
                                               progress, &trained));
  LearnReport report = reportOf(settings, trained);
  FAULTLINE_TRY(addDoubtful(database, sessions, trained, report));
  NamedParts parts;
  parts.set(kKeyPart, detector.save());
  FAULTLINE_TRY(learnValues(database, filter, settings, stop, progress, parts, report));
  FAULTLINE_TRY(learnRates(database, filter, settings, stop, progress, parts, report));
  FAULTLINE_TRY(learnPauses(database, filter, stop, parts));
  parts.set(kReportPart, writeModelReport(modelReport(trained)));
  ActiveModel model{{}, std::move(parts), detector};
  FAULTLINE_TRY_ASSIGN(const std::size_t taught, learnVerdicts(database, loader, stop, progress, model));
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  store::ModelRow row;
  row.created = now();
  row.settings = settingsJson(settings, trained);
  row.saw = sawJson(settings, trained, taught);
  FAULTLINE_TRY_ASSIGN(report.model, store(database, row, model.parts, model.keys));
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace

Result<LearnReport> learn(const std::filesystem::path& project, const LearnSettings& settings,
                          std::stop_token stop, const ProgressSink& progress) {
  return withinMemory(project.string(), [&] { return learnGuarded(project, settings, stop, progress); });
}

}  // namespace faultline::pipeline
