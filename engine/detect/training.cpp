#include "engine/detect/training.h"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "engine/detect/bounds.h"
#include "engine/detect/held_out.h"
#include "engine/detect/material.h"
#include "engine/detect/phase.h"

namespace faultline::detect {

namespace {

using sequence::SessionSet;

constexpr std::size_t kFewPieces = 100;      // below, the user is told
constexpr std::uint32_t kFewWindows = 1000;  // below, more parts are cheap
constexpr double kRareKeys = 1.0 / 200;      // of the sessions, without labels
constexpr int kPartsOfLittle = 3;
constexpr int kParts = 2;

bool isSensible(const Settings& settings) {
  return settings.history >= 1 && settings.history <= 100 && settings.candidates >= 1 &&
         settings.layers >= 1 && settings.layers <= 8 && settings.units >= 1 && settings.units <= 1024 &&
         (!settings.epochs || (*settings.epochs >= 1 && *settings.epochs <= 100000)) && settings.threads >= 0;
}

Status check(const SessionSet& sessions, const Settings& settings) {
  if (!isSensible(settings)) {
    return failure(
        ErrorCode::InvalidArgument, {},
        "history must be 1 to 100, candidates and epochs at least 1, layers 1 to 8, units 1 to 1024");
  }
  if (sessions.entryCount() == 0) {
    return failure(ErrorCode::NothingToLearn, {}, "there are no sessions with a log key");
  }
  return {};
}

/// One training from its first look at the sessions to what is known in the end.
class Teacher {
 public:
  Teacher(const SessionSet& sessions, const Settings& settings, const std::stop_token& stop,
          const ProgressSink& progress, TrainReport& report)
      : m_settings(settings), m_stop(stop), m_progress(progress), m_report(report), m_material(sessions) {}

  Result<Learnt> teach() {
    FAULTLINE_TRY(look());
    tellWhatThereIs();
    const int rounds = m_settings.mode == TrainMode::Normal ? 1 : 2;
    FAULTLINE_TRY_ASSIGN(CrossFit fit, fitParts(0, rounds));
    FAULTLINE_TRY(setBounds(fit.opinions));
    if (m_report.leftOut > 0) {
      FAULTLINE_TRY(look());
      FAULTLINE_TRY_ASSIGN(fit, fitParts(1, 2));
    }
    return finish(std::move(fit));
  }

 private:
  /// Keys, pairs, windows and counts of what is not left out.
  Status look() {
    m_numbering = vocabularyOf(m_material);
    FAULTLINE_TRY_ASSIGN(
        m_lesson, makeLesson(
                      m_material, [](std::size_t) { return true; }, m_numbering, m_settings.history, m_stop));
    if (m_settings.mode == TrainMode::Unlabelled) m_lesson->pairs.setRareKeys(kRareKeys);
    m_counts = countsOf(m_material, m_lesson->vocabulary);
    return {};
  }

  void tellWhatThereIs() {
    const std::size_t pieces = m_material.pieces().size();
    m_parts = pieces < kFewestPieces ? 1 : m_lesson->windows.size() < kFewWindows ? kPartsOfLittle : kParts;
    m_report.sessions = m_material.sessions().size();
    m_report.events = m_material.sessions().entryCount();
    m_report.windows = m_lesson->windows.totalWeight();
    m_report.distinctWindows = m_lesson->windows.size();
    m_report.keys = static_cast<std::uint64_t>(m_lesson->vocabulary.size()) - 2;
    if (pieces >= kFewPieces) return;
    const char* const what =
        pieces == 1 ? " session (or stretch of a stream)" : " sessions (or stretches of a stream)";
    m_report.notices.push_back({ErrorCode::TooFewSessions, {}, std::to_string(pieces) + what});
  }

  Result<CrossFit> fitParts(int round, int rounds) {
    return crossFit(m_material, m_numbering, m_settings, m_parts, m_stop, phase(m_progress, round, rounds));
  }

  /// By what held-out parts say. Without labels, what exceeds the bounds is left out from then on; of a
  /// normal period, what stands out far.
  Status setBounds(const Opinions& opinions) {
    FAULTLINE_TRY_ASSIGN(const UnitScores scores,
                         scoreUnits(m_material, *m_lesson, m_counts, opinions, m_settings.history, m_stop));
    m_scales = scalesFor(m_material, scores, m_settings.mode);
    if (m_settings.mode == TrainMode::Unlabelled) {
      m_report.leftOut = leaveOutSuspects(scores, m_scales, m_material);
      return {};
    }
    const std::vector<std::size_t> doubtful = leaveOutDoubtful(scores, m_material);
    m_report.leftOut = doubtful.size();
    if (doubtful.empty()) return {};
    m_scales = scalesFor(m_material, scores, m_settings.mode);
    for (const std::size_t unit : doubtful) nameDoubtful(m_material.units().sessionOf(unit));
    return {};
  }

  void nameDoubtful(std::size_t session) {
    constexpr std::size_t kNamed = 5;
    const auto named = static_cast<std::uint32_t>(session);
    if (m_report.doubtful.size() < kNamed && (m_report.doubtful.empty() || m_report.doubtful.back() != named))
      m_report.doubtful.push_back(named);
  }

  Learnt finish(CrossFit fit) {
    m_report.epochs = fit.epochs;
    m_report.curves = std::move(fit.curves);
    for (Notice& notice : model::modelNotices()) m_report.notices.push_back(std::move(notice));
    return {{m_settings,
             std::move(m_numbering),
             std::move(m_lesson->pairs),
             std::move(m_lesson->orders),
             std::move(m_counts),
             std::move(m_scales),
             Replay(m_lesson->windows, m_settings.seed),
             {}},
            std::make_shared<const Committee>(std::move(fit.models))};
  }

  const Settings& m_settings;
  const std::stop_token& m_stop;
  const ProgressSink& m_progress;
  TrainReport& m_report;
  Material m_material;
  std::optional<Lesson> m_lesson;
  CountTable m_counts;
  sequence::Vocabulary m_numbering;
  int m_parts = 1;  // to hold out in turn; 1 when there is too little
  std::array<SignalScales, 2> m_scales;
};

}  // namespace

Result<Learnt> learn(const SessionSet& sessions, const Settings& settings, const std::stop_token& stop,
                     const ProgressSink& progress, TrainReport& report) {
  const auto started = std::chrono::steady_clock::now();
  FAULTLINE_TRY(check(sessions, settings));
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  Result<Learnt> learnt = Teacher(sessions, settings, stop, progress, report).teach();
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return learnt;
}

}  // namespace faultline::detect
