#include "engine/evaluate/sequences.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/baseline/detectors.h"

namespace faultline::evaluate {

using sequence::SessionSet;

Trial trialOf(const LabelledSessions& sessions, double normalWeight, std::uint64_t seed) {
  Trial trial;
  trial.train = sessions.train;
  trial.normalWeight = normalWeight;
  trial.seed = seed;
  trial.judged.reserve(sessions.normal.size() + sessions.abnormal.size(),
                       sessions.normal.entryCount() + sessions.abnormal.entryCount());
  for (const SessionSet* set : {&sessions.normal, &sessions.abnormal}) {
    for (std::size_t session = 0; session < set->size(); ++session) {
      trial.judged.add((*set)[session], set->kind(session));
      trial.truth.push_back(set == &sessions.normal ? Truth::Normal : Truth::Abnormal);
    }
  }
  return trial;
}

Result<Evaluation> judgeDetector(std::string name, const detect::SessionDetector& detector, Verdicts verdicts,
                                 const Trial& trial, const std::stop_token& stop,
                                 const ProgressSink& progress) {
  FAULTLINE_TRY(judgeTrial(detector, trial, verdicts, stop, progress));
  Evaluation evaluation;
  evaluation.name = std::move(name);
  evaluation.confusion = confusionOf(trial, verdicts);
  evaluation.score = scoreOf(evaluation.confusion, trial.normalWeight);
  evaluation.trainSeconds = verdicts.trainSeconds;
  evaluation.detectSeconds = verdicts.detectSeconds;
  evaluation.entries = trial.judged.entryCount();
  evaluation.windows = verdicts.windows;
  evaluation.distinctWindows = verdicts.distinctWindows;
  evaluation.learntAbnormal = static_cast<std::uint64_t>(std::ranges::count(verdicts.learnt, 1));
  evaluation.flags = std::move(verdicts.flags);
  evaluation.learnt = std::move(verdicts.learnt);
  return evaluation;
}

Result<Evaluation> evaluateDetector(std::string name, detect::SessionDetector& detector, const Trial& trial,
                                    const std::stop_token& stop, const ProgressSink& progress) {
  FAULTLINE_TRY_ASSIGN(Verdicts trained, trainTimed(detector, trial, stop, progress));
  return judgeDetector(std::move(name), detector, std::move(trained), trial, stop, progress);
}

Result<std::vector<Evaluation>> evaluateAll(const std::vector<std::string>& names,
                                            const detect::Settings& settings, const Trial& trial,
                                            const std::stop_token& stop, const ProgressSink& progress) {
  std::vector<std::unique_ptr<detect::SessionDetector>> detectors;
  for (const std::string& name : names) {
    FAULTLINE_TRY_ASSIGN(auto detector, baseline::makeDetector(name, settings));
    detectors.push_back(std::move(detector));
  }
  std::vector<Evaluation> evaluations;
  for (std::size_t index = 0; index < names.size(); ++index) {
    const auto own = [&](Progress step) {
      step.subject = names[index];
      if (progress) progress(step);
    };
    auto evaluation = evaluateDetector(names[index], *detectors[index], trial, stop, own);
    detectors[index].reset();
    if (!evaluation && evaluation.error().code == ErrorCode::Cancelled) {
      return tl::unexpected(std::move(evaluation).error());
    }
    if (evaluation) {
      evaluations.push_back(std::move(*evaluation));
    } else {
      evaluations.emplace_back();
      evaluations.back().name = names[index];
      evaluations.back().error = std::move(evaluation).error();
    }
  }
  const bool allFailed =
      std::ranges::all_of(evaluations, [](const Evaluation& each) { return each.error.has_value(); });
  if (allFailed && !evaluations.empty()) return tl::unexpected(*evaluations.front().error);
  return evaluations;
}

Result<std::vector<Evaluation>> evaluateSequences(const std::vector<std::string>& names,
                                                  const detect::Settings& settings,
                                                  const LabelledSessions& sessions, double normalWeight,
                                                  const std::stop_token& stop, const ProgressSink& progress) {
  return evaluateAll(names, settings, trialOf(sessions, normalWeight, settings.seed), stop, progress);
}

}  // namespace faultline::evaluate
