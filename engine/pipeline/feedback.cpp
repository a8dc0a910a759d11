#include "engine/pipeline/feedback.h"

#include <algorithm>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include <nlohmann/json.hpp>

#include "engine/pipeline/false_positives.h"
#include "engine/pipeline/feedback_change.h"
#include "engine/pipeline/feedback_run.h"
#include "engine/pipeline/relearning.h"
#include "engine/pipeline/run_writer.h"
#include "engine/store/journal.h"
#include "engine/store/model_repository.h"

namespace faultline::pipeline {

using nlohmann::json;
using store::FindingRow;
using store::VerdictRow;

namespace {

constexpr const char* kAction = "feedback";
constexpr int kMostAttempts = 3;
constexpr std::chrono::seconds kLongestWait{60};
constexpr std::chrono::milliseconds kBetweenTries{50};

/// The log keys that a finding is about: numbers among its arguments stand for them.
std::vector<std::int64_t> keysOf(const FindingRow& row) {
  const json arguments = json::parse(row.arguments, nullptr, false);
  std::vector<std::int64_t> keys;
  for (const json& argument : arguments) {
    if (argument.is_number_integer()) keys.push_back(argument.get<std::int64_t>());
  }
  return keys;
}

bool isLike(const FindingRow& row, const FindingRow& one) {
  return row.status == FindingStatus::Open && row.kind == one.kind && row.code == one.code &&
         keysOf(row) == keysOf(one);
}

/// What a verdict is about, each once, those that it names first.
Result<std::vector<FindingRow>> findingsOf(const store::FindingRepository& findings, const Verdict& verdict) {
  std::vector<FindingRow> chosen;
  std::set<FindingId> known;
  std::vector<FindingId> named{verdict.finding};
  named.insert(named.end(), verdict.others.begin(), verdict.others.end());
  for (const FindingId id : named) {
    if (!known.insert(id).second) continue;
    FAULTLINE_TRY_ASSIGN(FindingRow row, findings.named(id));
    chosen.push_back(std::move(row));
  }
  if (!verdict.allLikeThis) return chosen;
  FAULTLINE_TRY_ASSIGN(const auto run, findings.latestRun());
  if (!run) return chosen;
  const std::vector<FindingRow> meant = chosen;
  FAULTLINE_TRY_ASSIGN(const std::vector<FindingRow> rows, findings.ofRun(run->id));
  for (const FindingRow& row : rows) {
    const bool isMeant = std::ranges::any_of(meant, [&](const FindingRow& one) { return isLike(row, one); });
    if (isMeant && known.insert(row.id).second) chosen.push_back(row);
  }
  return chosen;
}

/// What one teaching found out, before anything is written.
struct Lesson {
  ActiveModel before;
  std::optional<ActiveModel> after;  ///< None: there is nothing to learn.
  std::optional<store::RunRow> run;
  std::vector<FalsePositive> pending;
  Rescored rescored;
};

/// Reads only: detection may go on with the old model meanwhile.
Result<Lesson> makeLesson(const std::filesystem::path& project, const std::stop_token& stop,
                          const ProgressSink& progress) {
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  FAULTLINE_TRY_ASSIGN(ActiveModel before, loadActiveModel(database));
  Lesson lesson{std::move(before), {}, {}, {}, {}};
  FAULTLINE_TRY_ASSIGN(const std::vector<FalsePositive> all, falsePositives(database));
  std::ranges::copy_if(all, std::back_inserter(lesson.pending),
                       [](const FalsePositive& one) { return !one.taught; });
  if (lesson.pending.empty()) return lesson;
  FAULTLINE_TRY_ASSIGN(const SessionLoader loader, SessionLoader::make(database));
  FAULTLINE_TRY_ASSIGN(lesson.after,
                       taughtModel(database, loader, lesson.before, all, Lessons::Pending, stop, progress));
  FAULTLINE_TRY_ASSIGN(lesson.run, store::FindingRepository(database).latestRun());
  if (!lesson.run) return lesson;
  FAULTLINE_TRY_ASSIGN(lesson.rescored, rescore(database, loader, lesson.before, *lesson.after,
                                                lesson.run->id, stop, progress));
  return lesson;
}

/// Waits for a detection or the like to end.
Result<store::WriterLock> lockPatiently(const std::filesystem::path& project, const std::stop_token& stop) {
  const auto end = std::chrono::steady_clock::now() + kLongestWait;
  for (;;) {
    auto lock = store::WriterLock::take(project, "feedback");
    if (lock || lock.error().code != ErrorCode::ProjectLocked || std::chrono::steady_clock::now() > end)
      return lock;
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    std::this_thread::sleep_for(kBetweenTries);
  }
}

/// Whether the project is as it was when the lesson was made.
Result<bool> stillHolds(store::Database& database, const Lesson& lesson) {
  FAULTLINE_TRY_ASSIGN(const auto active, store::ModelRepository(database).active());
  FAULTLINE_TRY_ASSIGN(const auto run, store::FindingRepository(database).latestRun());
  if (active != lesson.before.id || run.has_value() != lesson.run.has_value()) return false;
  if (run && run->id != lesson.run->id) return false;
  const store::VerdictRepository verdicts(database);
  for (const FalsePositive& one : lesson.pending) {
    FAULTLINE_TRY_ASSIGN(const auto verdict, verdicts.get(one.finding.fingerprint));
    if (!verdict || verdict->status != FindingStatus::FalsePositive || verdict->taught) return false;
  }
  return true;
}

Result<ModelId> insertModel(store::Database& database, const Lesson& lesson) {
  store::ModelRepository models(database);
  FAULTLINE_TRY_ASSIGN(const std::vector<store::ModelRow> rows, models.all());
  const auto parent = std::ranges::find(rows, lesson.before.id, &store::ModelRow::id);
  store::ModelRow row;
  row.parent = lesson.before.id;
  row.created = now();
  row.settings = parent == rows.end() ? "{}" : parent->settings;
  json saw = json::parse(parent == rows.end() ? "{}" : parent->saw, nullptr, false);
  if (!saw.is_object()) saw = json::object();
  saw["taught"] = saw.value("taught", std::uint64_t{0}) + lesson.pending.size();
  row.saw = saw.dump();
  FAULTLINE_TRY_ASSIGN(const ModelId model, models.insert(row, lesson.after->parts.save()));
  FAULTLINE_TRY(storeModelKeys(database, model, lesson.after->keys.vocabulary()));
  FAULTLINE_TRY(models.activate(model));
  return model;
}

/// The former run's findings go over to a new one, but for those that were cleared.
Status storeRescored(store::Database& database, const Lesson& lesson, const std::stop_token& stop,
                     TaughtChange& change) {
  if (!lesson.run) return {};
  store::FindingRepository findings(database);
  store::RunRow run = *lesson.run;
  change.runBefore = run.id;
  run.model = change.modelAfter;
  run.started = run.finished = now();
  FAULTLINE_TRY_ASSIGN(change.runAfter, findings.insertRun(run));
  FAULTLINE_TRY_ASSIGN(change.last, findings.lastOf(change.runBefore));
  change.cleared = lesson.rescored.cleared;
  change.leaders = lesson.rescored.leaders;
  FAULTLINE_TRY(moveFindings(database, change));
  return insertGroups(findings, change.runAfter, lesson.rescored.appeared, stop);
}

/// With the newest verdict that was taught, so that taking that one back takes the model back.
Status noteInJournal(store::Database& database, const TaughtChange& change) {
  store::Journal journal(database);
  FAULTLINE_TRY_ASSIGN(const std::vector<store::JournalRow> rows, journal.all());
  const std::set<std::uint64_t> taught(change.fingerprints.begin(), change.fingerprints.end());
  for (const store::JournalRow& row : rows) {
    if (row.action != kAction || row.undone) continue;
    json forward = json::parse(row.forward, nullptr, false);
    if (!forward.is_object() || !forward.contains("verdicts")) continue;
    const bool isAbout = std::ranges::any_of(forward["verdicts"], [&](const json& verdict) {
      return taught.contains(verdict.value("fingerprint", std::uint64_t{0}));
    });
    if (!isAbout || forward.contains("taught")) continue;
    forward["taught"] = toJson(change);
    return journal.amend(row.id, forward.dump());
  }
  return {};
}

/// False when the project has changed meanwhile.
Result<bool> storeLesson(const std::filesystem::path& project, const Lesson& lesson,
                         const std::stop_token& stop, TeachReport& report) {
  FAULTLINE_TRY_ASSIGN(const store::WriterLock lock, lockPatiently(project, stop));
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Write));
  FAULTLINE_TRY_ASSIGN(store::Transaction transaction, store::Transaction::begin(database));
  FAULTLINE_TRY_ASSIGN(const bool holds, stillHolds(database, lesson));
  if (!holds) return false;
  TaughtChange change;
  change.modelBefore = lesson.before.id;
  FAULTLINE_TRY_ASSIGN(change.modelAfter, insertModel(database, lesson));
  for (const FalsePositive& one : lesson.pending) change.fingerprints.push_back(one.finding.fingerprint);
  FAULTLINE_TRY(storeRescored(database, lesson, stop, change));
  store::VerdictRepository verdicts(database);
  for (const std::uint64_t one : change.fingerprints)
    FAULTLINE_TRY(verdicts.setTaught(one, change.modelAfter));
  FAULTLINE_TRY(noteInJournal(database, change));
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  FAULTLINE_TRY(transaction.commit());
  report.model = change.modelAfter;
  report.verdicts = lesson.pending.size();
  report.cleared = lesson.rescored.cleared.size();
  for (const FindingGroup& group : lesson.rescored.appeared) report.appeared += group.findings.size();
  return true;
}

}  // namespace

Result<std::vector<FindingId>> giveVerdict(const std::filesystem::path& project, const Verdict& verdict) {
  FAULTLINE_TRY_ASSIGN(const store::WriterLock lock, store::WriterLock::take(project, "feedback"));
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Write));
  FAULTLINE_TRY_ASSIGN(store::Transaction transaction, store::Transaction::begin(database));
  const store::FindingRepository findings(database);
  FAULTLINE_TRY_ASSIGN(const auto chosen, findingsOf(findings, verdict));
  store::VerdictRepository verdicts(database);
  std::vector<FindingId> changed;
  json forward = json::array();
  json inverse = json::array();
  for (const FindingRow& row : chosen) {
    FAULTLINE_TRY_ASSIGN(const auto before, verdicts.get(row.fingerprint));
    const std::string note = verdict.note.value_or(before ? before->note : std::string());
    VerdictRow after{row.fingerprint, verdict.status, note, store::userName(), now(), {}};
    if (before && before->status == verdict.status) {
      if (before->note == note) continue;
      after.taught = before->taught;
    } else if (row.status != verdict.status) {
      changed.push_back(row.id);
    }
    if (verdict.status == FindingStatus::Open) {
      if (!before) continue;
      FAULTLINE_TRY(verdicts.remove(row.fingerprint));
    } else {
      FAULTLINE_TRY(verdicts.put(after));
    }
    VerdictRow none;
    none.fingerprint = row.fingerprint;
    none.status = FindingStatus::Open;
    forward.push_back(toJson(after));
    inverse.push_back(toJson(before.value_or(none)));
  }
  if (forward.empty()) return changed;
  const json arguments{std::string(statusName(verdict.status)), std::to_string(forward.size())};
  FAULTLINE_TRY(store::Journal(database).record(kAction,
                                                json{{"verdicts", forward}, {"arguments", arguments}}.dump(),
                                                json{{"verdicts", inverse}}.dump()));
  FAULTLINE_TRY(transaction.commit());
  return changed;
}

Result<TeachReport> teach(const std::filesystem::path& project, std::stop_token stop,
                          const ProgressSink& progress) {
  const auto start = std::chrono::steady_clock::now();
  TeachReport report;
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    FAULTLINE_TRY_ASSIGN(const Lesson lesson, makeLesson(project, stop, progress));
    report.model = lesson.before.id;
    if (!lesson.after) break;
    FAULTLINE_TRY_ASSIGN(const bool isStored, storeLesson(project, lesson, stop, report));
    if (isStored) break;
    if (attempt + 1 == kMostAttempts) {
      return failure(ErrorCode::ProjectLocked, project.string(), "another job changes its model or findings");
    }
  }
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace faultline::pipeline
