#pragma once

#include <cstdint>
#include <stop_token>

#include "engine/base/error.h"
#include "engine/base/progress.h"
#include "engine/evaluate/trial.h"
#include "engine/pipeline/analyze.h"
#include "engine/store/database.h"

namespace faultline::pipeline {

/// Entries of a stretch, which is what becomes of a log without session ids: these detectors need sessions.
/// Where sessions hold the greater part of a log, what is written outside of them is left out.
inline constexpr std::size_t kStretch = 100;

/// A project's sessions, parted for a study.
struct StudyTrial {
  evaluate::Trial trial;
  std::uint64_t stretches = 0;  ///< Of those judged: parts of streams.
  bool labelled = false;        ///< Something is known of the sessions judged.
  bool normalGiven = false;     ///< What is learnt from was said to be normal.
};

/// Learns from what `settings` names, or else from what the active model did; the other sessions are judged.
/// Where neither names anything, a half of the sessions, drawn with the seed, is learnt from. A session is
/// abnormal when its label says so or one of its lines is. Errors: NothingToLearn (no session to learn from,
/// or none left to judge), StoreFailed, Cancelled.
Result<StudyTrial> makeStudyTrial(store::Database& database, const LearnSettings& settings,
                                  const std::stop_token& stop, const ProgressSink& progress);

}  // namespace faultline::pipeline
