#include "engine/evaluate/sequences.h"

#include <chrono>
#include <memory>
#include <utility>

#include "engine/baseline/detectors.h"

namespace faultline::evaluate {

namespace {

using sequence::SessionSet;
using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point started) {
  return std::chrono::duration<double>(Clock::now() - started).count();
}

SessionSet joined(const SessionSet& first, const SessionSet& second) {
  SessionSet both;
  both.reserve(first.size() + second.size(), first.entryCount() + second.entryCount());
  for (const SessionSet* set : {&first, &second}) {
    for (std::size_t session = 0; session < set->size(); ++session)
      both.add((*set)[session], set->kind(session));
  }
  return both;
}

}  // namespace

Result<Evaluation> evaluateDetector(std::string name, detect::SessionDetector& detector,
                                    const LabelledSessions& sessions, double normalWeight,
                                    const std::stop_token& stop, const ProgressSink& progress) {
  Evaluation evaluation;
  evaluation.name = std::move(name);
  const SessionSet test = joined(sessions.normal, sessions.abnormal);
  evaluation.entries = test.entryCount();

  const auto trainingStarted = Clock::now();
  FAULTLINE_TRY(detector.train(sessions.train, stop, progress));
  evaluation.trainSeconds = secondsSince(trainingStarted);

  const auto judgingStarted = Clock::now();
  FAULTLINE_TRY_ASSIGN(const detect::Judgement judgement, detector.judge(test, stop, progress));
  evaluation.detectSeconds = secondsSince(judgingStarted);

  evaluation.windows = judgement.windows;
  evaluation.distinctWindows = judgement.distinctWindows;
  const auto border = judgement.flags.begin() + static_cast<std::ptrdiff_t>(sessions.normal.size());
  evaluation.normalFlags.assign(judgement.flags.begin(), border);
  evaluation.abnormalFlags.assign(border, judgement.flags.end());
  evaluation.confusion = countFlags(evaluation.normalFlags, evaluation.abnormalFlags);
  evaluation.score = scoreOf(evaluation.confusion, normalWeight);
  return evaluation;
}

Result<std::vector<Evaluation>> evaluateSequences(const std::vector<std::string>& names,
                                                  const detect::Settings& settings,
                                                  const LabelledSessions& sessions, double normalWeight,
                                                  const std::stop_token& stop, const ProgressSink& progress) {
  std::vector<std::unique_ptr<detect::SessionDetector>> detectors;
  for (const std::string& name : names) {
    FAULTLINE_TRY_ASSIGN(auto detector, baseline::makeDetector(name, settings));
    detectors.push_back(std::move(detector));
  }
  std::vector<Evaluation> evaluations;
  for (std::size_t index = 0; index < names.size(); ++index) {
    const auto own = [&](const Progress& step) {
      if (progress) progress({step.stage, step.done, step.total, names[index]});
    };
    FAULTLINE_TRY_ASSIGN(auto evaluation, evaluateDetector(names[index], *detectors[index], sessions,
                                                           normalWeight, stop, own));
    evaluations.push_back(std::move(evaluation));
  }
  return evaluations;
}

}  // namespace faultline::evaluate
