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

constexpr int kEpochsUnwatched = 30;  // with nothing held out to watch

void raise(float& score, double to) { score = std::max(score, static_cast<float>(to)); }

Status scoreCounts(const Material& material, const Lesson& lesson, const CountTable& counts,
                   const std::stop_token& stop, UnitScores& scores) {
  std::size_t done = 0;
  for (const Piece& piece : material.pieces()) {
    if (piece.kind != SessionKind::Whole) continue;
    if (++done % 16 == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
    const CountVector vector = countVectorOf(material.sessions()[piece.session], lesson.vocabulary);
    raise(scores.counts[material.units().of(piece.session, 0)],
          counts.nearest(vector, Vouching::Others, kSameCounts).distance);
  }
  return {};
}

/// The opinions on the pieces of one part, by a lesson on the others.
Status askFold(const Material& material, const Lesson& lesson, const KeyModel& keyModel,
               const std::vector<std::uint8_t>& folds, int fold, const std::stop_token& stop,
               Opinions& opinions) {
  FAULTLINE_TRY_ASSIGN(const WindowScores windows,
                       WindowScores::of(material.sessions(), lesson.vocabulary, keyModel, stop, {}));
  std::vector<KeyClass> classes;
  for (std::size_t session = 0; session < material.sessions().size(); ++session) {
    boundedClasses(material.sessions()[session], material.sessions().kind(session), lesson.vocabulary,
                   classes);
    forEachPlace(
        classes, material.sessions().kind(session), {lesson.pairs, lesson.orders, Vouching::All},
        keyModel.settings().history, [&](const Place& place) {
          const std::uint32_t row = windows.row(session, place.position);
          if (row == WindowScores::kNoRow || folds[material.pieceOf(session, place.position)] != fold) return;
          opinions.at(session, place.position) = {static_cast<float>(windows.surprise(row)),
                                                  place.signal == Signal::Model};
        });
  }
  return {};
}

/// The strangest place of each unit of a session.
void scorePlaces(const Material& material, std::size_t session, std::span<const KeyClass> classes,
                 const Lesson& lesson, const Opinions& opinions, int history, UnitScores& scores) {
  const bool isStream = material.sessions().kind(session) == SessionKind::Stream;
  std::uint32_t burstEnd = 0;
  forEachPlace(classes, material.sessions().kind(session), {lesson.pairs, lesson.orders, Vouching::Others},
               history, [&](const Place& place) {
                 const std::size_t unit = material.units().of(session, place.position);
                 const Opinions::Opinion& opinion = opinions.at(session, place.position);
                 if (opinion.counts) raise(scores.model[unit], opinion.surprise);
                 if (place.signal == Signal::Model || place.signal == Signal::None) return;
                 // In a stream a burst counts once, as it is told once.
                 const bool follows = isStream && place.position < burstEnd;
                 burstEnd = place.position + static_cast<std::uint32_t>(history) + 1;
                 if (follows) return;
                 if (place.signal == Signal::Key) raise(scores.key[unit], place.oddness);
                 if (place.signal == Signal::Order)
                   raise(scores.order[unit], place.oddness + opinion.surprise);
                 if (place.signal == Signal::Pair) raise(scores.pair[unit], place.oddness + opinion.surprise);
                 if (place.signal == Signal::Neighbours)
                   raise(scores.neighbours[unit], place.oddness + opinion.surprise);
               });
}

}  // namespace

Opinions::Opinions(const sequence::SessionSet& sessions) {
  std::size_t places = 0;
  for (std::size_t session = 0; session < sessions.size(); ++session) {
    m_first.push_back(places);
    places += sessions[session].size() + 1;
  }
  m_opinions.resize(places);
}

Result<CrossFit> crossFit(const Material& material, const sequence::Vocabulary& numbering,
                          const Settings& settings, int parts, const std::stop_token& stop,
                          const ProgressSink& progress) {
  CrossFit fit{Opinions(material.sessions()), {}, 0, {}};
  const std::vector<std::uint8_t> drawn = drawFolds(material.pieces().size(), parts, settings.seed);
  for (int part = 0; part < parts; ++part) {
    const auto isOther = [&](std::size_t piece) { return parts == 1 || drawn[piece] != part; };
    const auto isOwn = [&](std::size_t piece) { return parts > 1 && drawn[piece] == part; };
    FAULTLINE_TRY_ASSIGN(const Lesson lesson,
                         makeLesson(material, isOther, numbering, settings.history, stop));
    FAULTLINE_TRY_ASSIGN(const auto heldOut,
                         windowsOf(material, isOwn, lesson.vocabulary, settings.history, stop));
    FAULTLINE_TRY_ASSIGN(
        auto keyModel,
        model::makeKeyModel({settings.history, settings.layers, settings.units, numbering.size(),
                             settings.seed + static_cast<std::uint64_t>(part)},
                            settings.threads));
    model::TrainingPlan plan;
    if (settings.epochs || parts == 1)
      plan.rates = model::ratesFor(settings.epochs.value_or(kEpochsUnwatched));
    FAULTLINE_TRY_ASSIGN(auto outcome,
                         keyModel->train(lesson.windows, heldOut.size() == 0 ? nullptr : &heldOut, plan, stop,
                                         phase(progress, part, parts)));
    if (parts > 1) FAULTLINE_TRY(askFold(material, lesson, *keyModel, drawn, part, stop, fit.opinions));
    fit.epochs = std::max(fit.epochs, static_cast<int>(outcome.rates.size()));
    fit.curves.push_back({std::move(outcome.losses), outcome.kept});
    fit.models.push_back(std::move(keyModel));
  }
  return fit;
}

Result<UnitScores> scoreUnits(const Material& material, const Lesson& lesson, const CountTable& counts,
                              const Opinions& opinions, int history, const std::stop_token& stop) {
  const std::vector<float> zeros(material.units().size());
  UnitScores scores{zeros, zeros, zeros, zeros, zeros, zeros};
  std::vector<KeyClass> classes;
  for (std::size_t session = 0; session < material.sessions().size(); ++session) {
    if (session % 64 == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
    boundedClasses(material.sessions()[session], material.sessions().kind(session), lesson.vocabulary,
                   classes);
    scorePlaces(material, session, classes, lesson, opinions, history, scores);
  }
  FAULTLINE_TRY(scoreCounts(material, lesson, counts, stop, scores));
  return scores;
}

}  // namespace faultline::detect
