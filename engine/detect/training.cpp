#include "engine/detect/training.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "engine/detect/held_out.h"
#include "engine/detect/material.h"
#include "engine/detect/phase.h"
#include "engine/model/rate_schedule.h"

namespace faultline::detect {

namespace {

using sequence::SessionKind;
using sequence::SessionSet;

constexpr std::size_t kFewSessions = 100;    // below, the user is told
constexpr std::size_t kFewestHeldOut = 5;    // pieces; below, the key model and the counts stay silent
constexpr std::uint32_t kFewWindows = 1000;  // below, five parts are cheap enough
constexpr int kEpochsUnwatched = 30;         // with nothing to hold out

/// Each signal may cost one false alarm in 2,000 sessions, or in 10,000 entries of a stream; the floors keep
/// what is hardly odd silent where the training data are too regular, or too few, to say.
constexpr Budget kPairBudget{1.0 / 2000, 1, 2.0, 0};   // less than one in a hundred
constexpr Budget kModelBudget{1.0 / 2000, 1, 2.0, 5};  // probability: less than one in a hundred
constexpr Budget kCountBudget{1.0 / 2000, 1, kSameCounts, 5};
constexpr double kStreamShare = 1.0 / 10000;

/// Unlabelled: so much of the data may be anomalous by each signal, but only what is strange enough.
constexpr double kSuspectShare = 0.01;
constexpr std::uint64_t kLeastSuspects = 2;
constexpr Budget kKeySuspects{kSuspectShare, kLeastSuspects, 0.0, kFewestHeldOut};
constexpr Budget kPairSuspects{kSuspectShare, kLeastSuspects, 3.0, kFewestHeldOut};
constexpr Budget kModelSuspects{kSuspectShare, kLeastSuspects, 3.0, kFewestHeldOut};
constexpr Budget kCountSuspects{kSuspectShare, kLeastSuspects, 0.2, kFewestHeldOut};

Budget forKind(Budget budget, SessionKind kind) {
  if (kind == SessionKind::Stream) budget.share = kStreamShare;
  return budget;
}

std::vector<double> pick(const std::vector<double>& scores, const std::vector<std::size_t>& units) {
  std::vector<double> picked;
  picked.reserve(units.size());
  for (const std::size_t unit : units) picked.push_back(scores[unit]);
  return picked;
}

std::vector<std::size_t> unitsOf(const Material& material, SessionKind kind) {
  std::vector<std::size_t> units;
  for (std::size_t unit = 0; unit < material.units().size(); ++unit) {
    if (material.units().kind(unit) == kind) units.push_back(unit);
  }
  return units;
}

SignalScales scalesFor(const Material& material, const UnitScores& scores, SessionKind kind, TrainMode mode) {
  const std::vector<std::size_t> units = unitsOf(material, kind);
  const bool normal = mode == TrainMode::Normal;
  const auto scale = [&](const std::vector<double>& all, const Budget& usual, const Budget& suspects) {
    std::vector<double> own = pick(all, units);
    const double bound = boundFor(own, normal ? forKind(usual, kind) : suspects);
    return Scale(std::move(own), bound);
  };
  return {scale(scores.key, {}, kKeySuspects), scale(scores.pair, kPairBudget, kPairSuspects),
          scale(scores.model, kModelBudget, kModelSuspects),
          scale(scores.counts, kCountBudget, kCountSuspects)};
}

/// Leaves out what some signal believes too little.
std::uint64_t leaveOutSuspects(Material& material, const UnitScores& scores, SessionKind kind,
                               const SignalScales& scales) {
  std::uint64_t suspects = 0;
  for (const std::size_t unit : unitsOf(material, kind)) {
    const bool suspect = scales.key.exceeds(scores.key[unit]) || scales.pair.exceeds(scores.pair[unit]) ||
                         scales.model.exceeds(scores.model[unit]) ||
                         scales.counts.exceeds(scores.counts[unit]);
    if (!suspect) continue;
    material.leaveOut(unit);
    ++suspects;
  }
  return suspects;
}

bool isSensible(const Settings& settings) {
  return settings.history >= 1 && settings.history <= 100 && settings.candidates >= 1 &&
         settings.layers >= 1 && settings.layers <= 8 && settings.units >= 1 && settings.units <= 512 &&
         (!settings.epochs || (*settings.epochs >= 1 && *settings.epochs <= 100000)) && settings.threads >= 0;
}

Status check(const SessionSet& sessions, const Settings& settings) {
  if (!isSensible(settings)) {
    return failure(
        ErrorCode::InvalidArgument, {},
        "history must be 1 to 100, candidates and epochs at least 1, layers 1 to 8, units 1 to 512");
  }
  if (sessions.entryCount() == 0) {
    return failure(ErrorCode::NothingToLearn, {}, "there are no sessions with a log key");
  }
  return {};
}

void tellFew(const Material& material, TrainReport& report) {
  const std::size_t pieces = material.pieces().size();
  if (pieces >= kFewSessions) return;
  report.notices.push_back(
      {ErrorCode::TooFewSessions,
       {},
       "there are only " + std::to_string(pieces) + " sessions (or stretches of a stream)"});
}

}  // namespace

Result<Learnt> learn(const SessionSet& sessions, const Settings& settings, const std::stop_token& stop,
                     const ProgressSink& progress, TrainReport& report) {
  const auto started = std::chrono::steady_clock::now();
  FAULTLINE_TRY(check(sessions, settings));
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  Material material(sessions);
  const auto everything = [](std::size_t) { return true; };
  FAULTLINE_TRY_ASSIGN(Lesson lesson, makeLesson(material, everything, settings.history, stop));
  CountTable counts = countsOf(material, lesson.vocabulary);
  report.sessions = sessions.size();
  report.events = sessions.entryCount();
  report.windows = lesson.windows.totalWeight();
  report.distinctWindows = lesson.windows.size();
  report.keys = static_cast<std::uint64_t>(lesson.vocabulary.size()) - 2;

  const bool holdsOut = material.pieces().size() >= kFewestHeldOut;
  const int folds = !holdsOut ? 0 : lesson.windows.size() < kFewWindows ? 5 : 2;
  Opinions opinions(sessions);
  if (holdsOut) {
    FAULTLINE_TRY_ASSIGN(opinions, crossFit(material, settings, folds, stop, progress));
  } else {
    opinions.rates = model::ratesFor(settings.epochs.value_or(kEpochsUnwatched));
  }
  FAULTLINE_TRY_ASSIGN(const UnitScores scores,
                       scoreUnits(material, lesson, counts, opinions, settings.history, stop));
  Learnt learnt;
  for (const SessionKind kind : {SessionKind::Whole, SessionKind::Stream}) {
    SignalScales& scales = learnt.knowledge.scales[static_cast<std::size_t>(kind)];
    scales = scalesFor(material, scores, kind, settings.mode);
    if (settings.mode == TrainMode::Normal) continue;
    report.leftOut += leaveOutSuspects(material, scores, kind, scales);
  }
  if (report.leftOut > 0) {
    FAULTLINE_TRY_ASSIGN(lesson, makeLesson(material, everything, settings.history, stop));
    counts = countsOf(material, lesson.vocabulary);
  }
  FAULTLINE_TRY_ASSIGN(learnt.keyModel,
                       model::makeKeyModel({settings.history, settings.layers, settings.units,
                                            lesson.vocabulary.size(), settings.seed},
                                           settings.threads));
  FAULTLINE_TRY(learnt.keyModel->train(lesson.windows, nullptr, {opinions.rates}, stop,
                                       phase(progress, folds, folds + 1)));
  Knowledge& knowledge = learnt.knowledge;
  knowledge.settings = settings;
  knowledge.vocabulary = std::move(lesson.vocabulary);
  knowledge.pairs = std::move(lesson.pairs);
  knowledge.counts = std::move(counts);

  tellFew(material, report);
  for (Notice& notice : model::modelNotices()) report.notices.push_back(std::move(notice));
  report.epochs = static_cast<int>(opinions.rates.size());
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return learnt;
}

}  // namespace faultline::detect
