#include <algorithm>

#include "engine/base/memory_guard.h"
#include "engine/base/named_parts.h"
#include "engine/detect/detector.h"
#include "engine/pipeline/analyze.h"
#include "engine/pipeline/key_findings.h"
#include "engine/pipeline/model_parts.h"
#include "engine/pipeline/rate_findings.h"
#include "engine/pipeline/relearning.h"
#include "engine/pipeline/run_writer.h"
#include "engine/pipeline/session_ends.h"
#include "engine/pipeline/session_loader.h"
#include "engine/pipeline/severity_rule.h"
#include "engine/pipeline/value_findings.h"

namespace faultline::pipeline {

namespace {

/// A model that knows none of the keys would call everything new.
Status checkVocabulary(const sequence::SessionSet& sessions, const detect::Detector& detector) {
  const std::vector<sequence::LogKey>& known = detector.vocabulary();
  if (sessions.entryCount() == 0) return {};
  for (std::size_t session = 0; session < sessions.size(); ++session) {
    for (const sequence::LogKey key : sessions[session]) {
      if (std::ranges::binary_search(known, key)) return {};
    }
  }
  return failure(ErrorCode::ModelForeign, {}, "none of the log keys here is one that it knows");
}

Result<DetectReport> detectGuarded(const std::filesystem::path& project, const std::stop_token& stop,
                                   const ProgressSink& progress) {
  const auto start = std::chrono::steady_clock::now();
  FAULTLINE_TRY_ASSIGN(const store::WriterLock lock, store::WriterLock::take(project, "detect"));
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Write));
  store::RunRow run;
  run.started = now();
  FAULTLINE_TRY_ASSIGN(const ActiveModel model, loadActiveModel(database));
  run.model = model.id;
  FAULTLINE_TRY_ASSIGN(const SessionLoader loader, SessionLoader::make(database));
  FAULTLINE_TRY_ASSIGN(const LoadedSessions sessions, loader.load({}, stop, progress));
  run.events = sessions.set.entryCount();
  run.sessions = sessions.set.size();
  FAULTLINE_TRY(checkVocabulary(sessions.set, model.keys));

  std::vector<FindingGroup> groups;
  std::vector<RunSeries> series;
  FAULTLINE_TRY_ASSIGN(SessionEnds ends, SessionEnds::make(database, model.parts));
  FAULTLINE_TRY(addKeyFindings(database, loader, sessions, model.keys, ends, stop, progress, groups));
  FAULTLINE_TRY(addValueFindings(database, model.parts, stop, progress, groups, series));
  FAULTLINE_TRY(addRateFindings(database, model.parts, stop, progress, groups, series));
  joinGroups(groups);
  rateSeverities(groups);

  DetectReport report;
  report.events = run.events;
  report.sessions = run.sessions;
  for (const FindingGroup& group : groups) report.findings += group.findings.size();
  FAULTLINE_TRY_ASSIGN(const KeyBook book, KeyBook::read(database));
  FAULTLINE_TRY_ASSIGN(const std::optional<Notice> notice, relearningNotice(database, book));
  if (notice) report.notices.push_back(*notice);
  run.finished = now();
  FAULTLINE_TRY_ASSIGN(report.run, storeRun(database, run, groups, series, stop));
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace

Result<DetectReport> detect(const std::filesystem::path& project, std::stop_token stop,
                            const ProgressSink& progress) {
  return withinMemory(project.string(), [&] { return detectGuarded(project, stop, progress); });
}

}  // namespace faultline::pipeline
