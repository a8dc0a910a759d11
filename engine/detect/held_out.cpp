#include "engine/detect/held_out.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/detect/phase.h"
#include "engine/detect/place.h"
#include "engine/detect/window_scores.h"
#include "engine/model/key_model.h"
#include "engine/model/rate_schedule.h"

namespace faultline::detect {

namespace {

using model::KeyModel;
using sequence::KeyClass;
using sequence::SessionKind;

void raise(double& score, double to) { score = std::max(score, to); }

Status scoreCounts(const Material& material, const Lesson& lesson, const CountTable& counts,
                   const std::stop_token& stop, UnitScores& scores) {
  std::size_t done = 0;
  for (const Piece& piece : material.pieces()) {
    if (piece.kind != SessionKind::Whole) continue;
    if (++done % 16 == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
    const CountVector vector = countVectorOf(material.sessions()[piece.session], lesson.vocabulary);
    scores.counts[material.units().of(piece.session, 0)] =
        counts.nearest(vector, Vouching::Others, kSameCounts).distance;
  }
  return {};
}

/// The model's opinion on the pieces of one part, by a lesson on the others.
Status scoreFold(const Material& material, const Lesson& lesson, const KeyModel& keyModel,
                 const std::vector<std::uint8_t>& folds, int fold, const std::stop_token& stop,
                 UnitScores& scores) {
  FAULTLINE_TRY_ASSIGN(const WindowScores windows,
                       WindowScores::of(material.sessions(), lesson.vocabulary, keyModel, stop, {}));
  std::vector<KeyClass> classes;
  for (std::size_t session = 0; session < material.sessions().size(); ++session) {
    boundedClasses(material.sessions()[session], material.sessions().kind(session), lesson.vocabulary,
                   classes);
    forEachPlace(classes, lesson.pairs, Vouching::All, keyModel.settings().history, [&](const Place& place) {
      if (place.signal != Signal::Model || folds[material.pieceOf(session, place.position)] != fold) return;
      const std::uint32_t row = windows.row(session, place.position);
      if (row == WindowScores::kNoRow) return;
      raise(scores.model[material.units().of(session, place.position)], windows.surprise(row));
    });
  }
  return {};
}

}  // namespace

Status scoreLeavingOneOut(const Material& material, const Lesson& lesson, const CountTable& counts,
                          int history, const std::stop_token& stop, UnitScores& scores) {
  scores.key.assign(material.units().size(), 0);
  scores.pair.assign(material.units().size(), 0);
  scores.counts.assign(material.units().size(), 0);
  std::vector<KeyClass> classes;
  for (std::size_t session = 0; session < material.sessions().size(); ++session) {
    if (session % 64 == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
    const SessionKind kind = material.sessions().kind(session);
    boundedClasses(material.sessions()[session], kind, lesson.vocabulary, classes);
    std::uint32_t quietUntil = 0;
    forEachPlace(classes, lesson.pairs, Vouching::Others, history, [&](const Place& place) {
      if (place.signal != Signal::Key && place.signal != Signal::Pair) return;
      // In a stream a burst counts once, as it is told once.
      const bool told = kind == SessionKind::Stream && place.position < quietUntil;
      quietUntil = place.position + static_cast<std::uint32_t>(history) + 1;
      if (told) return;
      const std::size_t unit = material.units().of(session, place.position);
      if (place.signal == Signal::Key) raise(scores.key[unit], 1 + place.novelty);
      if (place.signal == Signal::Pair) raise(scores.pair[unit], place.novelty);
    });
  }
  return scoreCounts(material, lesson, counts, stop, scores);
}

Result<std::vector<double>> scoreCrossFitted(const Material& material, const Settings& settings, int folds,
                                             const std::stop_token& stop, const ProgressSink& progress,
                                             UnitScores& scores) {
  scores.model.assign(material.units().size(), 0);
  const std::vector<std::uint8_t> drawn = drawFolds(material.pieces().size(), folds, settings.seed);
  model::TrainingPlan plan;
  if (settings.epochs) plan.rates = model::ratesFor(*settings.epochs);
  std::vector<std::vector<double>> rates;
  for (int fold = 0; fold < folds; ++fold) {
    const auto isOther = [&](std::size_t piece) { return drawn[piece] != fold; };
    const auto isOwn = [&](std::size_t piece) { return drawn[piece] == fold; };
    FAULTLINE_TRY_ASSIGN(const Lesson lesson, makeLesson(material, isOther, settings.history, stop));
    FAULTLINE_TRY_ASSIGN(const auto heldOut,
                         windowsOf(material, isOwn, lesson.vocabulary, settings.history, stop));
    FAULTLINE_TRY_ASSIGN(const auto keyModel,
                         model::makeKeyModel({settings.history, settings.layers, settings.units,
                                              lesson.vocabulary.size(), settings.seed},
                                             settings.threads));
    FAULTLINE_TRY_ASSIGN(auto outcome,
                         keyModel->train(lesson.windows, heldOut.size() == 0 ? nullptr : &heldOut, plan, stop,
                                         phase(progress, fold, folds + 1)));
    FAULTLINE_TRY(scoreFold(material, lesson, *keyModel, drawn, fold, stop, scores));
    rates.push_back(std::move(outcome.rates));
  }
  std::ranges::nth_element(rates, rates.begin() + folds / 2, {}, [](const auto& r) { return r.size(); });
  return std::move(rates[static_cast<std::size_t>(folds) / 2]);
}

}  // namespace faultline::detect
