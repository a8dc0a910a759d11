#include "engine/pipeline/studies.h"

#include <algorithm>
#include <utility>

#include "engine/baseline/detectors.h"
#include "engine/evaluate/sequences.h"
#include "engine/evaluate/sweep.h"
#include "engine/pipeline/detector_settings.h"
#include "engine/pipeline/study_json.h"
#include "engine/pipeline/study_trial.h"
#include "engine/store/study_repository.h"

namespace faultline::pipeline {

namespace {

using evaluate::Evaluation;
using evaluate::Truth;

constexpr const char* kComparison = "comparison";
constexpr const char* kSweep = "sweep";
constexpr const char* kOwn = "faultline";
constexpr const char* kVaried = "deeplog";

/// The product's own first: the others are compared with what it says.
std::vector<std::string> withOwn(std::vector<std::string> names) {
  if (names.empty()) {
    for (const auto& detector : baseline::detectorNames()) names.emplace_back(detector.name);
  }
  std::erase(names, kOwn);
  names.insert(names.begin(), kOwn);
  return names;
}

/// Flagged sessions that count, and those of them that `own` flags as well.
std::pair<std::uint64_t, std::uint64_t> countFlagged(const Evaluation& evaluation, const Evaluation& own) {
  std::uint64_t flagged = 0;
  std::uint64_t agreeing = 0;
  for (std::size_t session = 0; session < evaluation.flags.size(); ++session) {
    const bool learnt = !evaluation.learnt.empty() && evaluation.learnt[session] != 0;
    if (learnt || evaluation.flags[session] == 0) continue;
    ++flagged;
    if (!own.flags.empty() && own.flags[session] != 0) ++agreeing;
  }
  return {flagged, agreeing};
}

DetectorResult resultOf(const Evaluation& evaluation, const Evaluation& own, bool labelled) {
  DetectorResult result;
  result.name = evaluation.name;
  result.error = evaluation.error;
  if (evaluation.error) return result;
  std::tie(result.flagged, result.agreeing) = countFlagged(evaluation, own);
  result.labelled = labelled;
  result.truePositives = evaluation.confusion.truePositives;
  result.falsePositives = evaluation.confusion.falsePositives;
  result.falseNegatives = evaluation.confusion.falseNegatives;
  result.trueNegatives = evaluation.confusion.trueNegatives;
  result.precision = evaluation.score.precision;
  result.recall = evaluation.score.recall;
  result.f1 = evaluation.score.f1;
  result.trainSeconds = evaluation.trainSeconds;
  result.detectSeconds = evaluation.detectSeconds;
  return result;
}

SweepPoint pointOf(const evaluate::SweepPoint& swept, const StudyTrial& study) {
  SweepPoint point;
  point.setting = swept.setting;
  point.value = swept.value;
  point.error = swept.evaluation.error;
  if (point.error) return point;
  std::uint64_t flagged = 0;
  std::uint64_t judged = 0;
  for (std::size_t session = 0; session < swept.evaluation.flags.size(); ++session) {
    if (study.trial.truthOf(session) == Truth::Abnormal) continue;
    ++judged;
    flagged += swept.evaluation.flags[session];
  }
  point.flaggedShare = judged == 0 ? 0 : static_cast<double>(flagged) / static_cast<double>(judged);
  point.labelled = study.labelled;
  point.precision = swept.evaluation.score.precision;
  point.recall = swept.evaluation.score.recall;
  point.f1 = swept.evaluation.score.f1;
  point.seconds = swept.reused ? 0 : swept.evaluation.trainSeconds;
  return point;
}

Status keep(store::Database& database, const char* kind, UtcTime created, const std::string& result) {
  FAULTLINE_TRY_ASSIGN(store::Transaction transaction, store::Transaction::begin(database));
  FAULTLINE_TRY(store::StudyRepository(database).put(kind, created, result));
  return transaction.commit();
}

Result<std::optional<std::string>> newest(const std::filesystem::path& project, const char* kind) {
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  return store::StudyRepository(database).newest(kind);
}

}  // namespace

Result<Comparison> compareDetectors(const std::filesystem::path& project,
                                    const std::vector<std::string>& names, const LearnSettings& settings,
                                    std::stop_token stop, const ProgressSink& progress) {
  FAULTLINE_TRY_ASSIGN(const store::WriterLock lock, store::WriterLock::take(project, "compare"));
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Write));
  FAULTLINE_TRY_ASSIGN(const StudyTrial study, makeStudyTrial(database, settings, stop, progress));
  FAULTLINE_TRY_ASSIGN(const auto evaluations,
                       evaluate::evaluateAll(withOwn(names), detectorSettings(settings, study.normalGiven),
                                             study.trial, stop, progress));
  Comparison comparison;
  comparison.created = now();
  comparison.trained = study.trial.train.size();
  comparison.judged = study.trial.judged.size();
  comparison.stretches = study.stretches;
  comparison.normalGiven = study.normalGiven;
  comparison.seed = settings.seed;
  for (const Evaluation& evaluation : evaluations)
    comparison.detectors.push_back(resultOf(evaluation, evaluations.front(), study.labelled));
  FAULTLINE_TRY(keep(database, kComparison, comparison.created, toStudyJson(comparison)));
  return comparison;
}

Result<std::optional<Comparison>> loadComparison(const std::filesystem::path& project) {
  FAULTLINE_TRY_ASSIGN(const auto result, newest(project, kComparison));
  return result ? comparisonOf(*result) : std::nullopt;
}

Result<Sweep> sweepSettings(const std::filesystem::path& project, const std::vector<Variation>& variations,
                            const LearnSettings& settings, std::stop_token stop,
                            const ProgressSink& progress) {
  std::vector<evaluate::Variation> wanted;
  for (const Variation& variation : variations) wanted.push_back({variation.setting, variation.values});
  FAULTLINE_TRY(evaluate::checkVariations(wanted));
  FAULTLINE_TRY_ASSIGN(const store::WriterLock lock, store::WriterLock::take(project, "sweep"));
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Write));
  FAULTLINE_TRY_ASSIGN(const StudyTrial study, makeStudyTrial(database, settings, stop, progress));
  FAULTLINE_TRY_ASSIGN(const evaluate::Sweep swept,
                       evaluate::sweepSettings(kVaried, detectorSettings(settings, study.normalGiven), wanted,
                                               study.trial, stop, progress));
  Sweep sweep;
  sweep.created = now();
  sweep.detector = kVaried;
  sweep.topShare = swept.topShare;
  for (const evaluate::SweepPoint& point : swept.points) sweep.points.push_back(pointOf(point, study));
  FAULTLINE_TRY(keep(database, kSweep, sweep.created, toStudyJson(sweep)));
  return sweep;
}

Result<std::optional<Sweep>> loadSweep(const std::filesystem::path& project) {
  FAULTLINE_TRY_ASSIGN(const auto result, newest(project, kSweep));
  return result ? sweepOf(*result) : std::nullopt;
}

}  // namespace faultline::pipeline
