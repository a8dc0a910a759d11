#include "engine/evaluate/trial.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <new>
#include <random>

namespace faultline::evaluate {

namespace {

using detect::Needs;
using sequence::SessionSet;
using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point started) {
  return std::chrono::duration<double>(Clock::now() - started).count();
}

template <class Chosen>
void addChosen(const SessionSet& sessions, SessionSet& into, Chosen&& chosen) {
  for (std::size_t session = 0; session < sessions.size(); ++session) {
    if (chosen(session)) into.add(sessions[session], sessions.kind(session));
  }
}

Status trainSupervised(detect::SessionDetector& detector, const Trial& trial,
                       std::vector<std::uint8_t>& learnt, const std::stop_token& stop,
                       const ProgressSink& progress) {
  const auto trainTruth = [&](std::size_t session) {
    return trial.trainTruth.empty() ? Truth::Normal : trial.trainTruth[session];
  };
  SessionSet normal;
  SessionSet abnormal;
  addChosen(trial.train, normal, [&](std::size_t session) { return trainTruth(session) == Truth::Normal; });
  addChosen(trial.train, abnormal,
            [&](std::size_t session) { return trainTruth(session) == Truth::Abnormal; });
  if (abnormal.empty()) {
    learnt = drawLearnt(trial);
    addChosen(trial.judged, abnormal, [&](std::size_t session) { return learnt[session] != 0; });
  }
  if (abnormal.empty()) {
    return failure(ErrorCode::NeedsLabels, {}, "fewer than two sessions are known to be abnormal");
  }
  return detector.trainWith({normal, &abnormal}, stop, progress);
}

Status trainOffline(detect::SessionDetector& detector, const Trial& trial, const std::stop_token& stop,
                    const ProgressSink& progress) {
  std::vector<double> weights(trial.judged.size(), 1.0);
  for (std::size_t session = 0; session < weights.size(); ++session) {
    if (trial.truthOf(session) == Truth::Normal) weights[session] = trial.normalWeight;
  }
  return detector.trainWith({trial.train, nullptr, &trial.judged, weights}, stop, progress);
}

Status outOfMemory() { return failure(ErrorCode::ModelFailed, {}, "there is not enough memory for it"); }

Status trainAsNeeded(detect::SessionDetector& detector, const Trial& trial, std::vector<std::uint8_t>& learnt,
                     const std::stop_token& stop, const ProgressSink& progress) {
  try {
    switch (detector.needs()) {
      case Needs::Labels:
        return trainSupervised(detector, trial, learnt, stop, progress);
      case Needs::Judged:
        return trainOffline(detector, trial, stop, progress);
      case Needs::Normal:
        break;
    }
    return detector.trainWith({trial.train}, stop, progress);
  } catch (const std::bad_alloc&) {
    return outOfMemory();
  }
}

}  // namespace

std::vector<std::uint8_t> drawLearnt(const Trial& trial) {
  std::vector<std::size_t> abnormal;
  for (std::size_t session = 0; session < trial.judged.size(); ++session) {
    if (trial.truthOf(session) == Truth::Abnormal) abnormal.push_back(session);
  }
  std::vector<std::uint8_t> learnt(trial.judged.size());
  if (abnormal.size() < 2) return learnt;
  const auto wanted = std::max(1L, std::lround(kLearntShare * static_cast<double>(abnormal.size())));
  std::mt19937_64 random(trial.seed);
  for (std::size_t drawn = 0; drawn < static_cast<std::size_t>(wanted); ++drawn) {
    std::swap(abnormal[drawn], abnormal[drawn + random() % (abnormal.size() - drawn)]);
    learnt[abnormal[drawn]] = 1;
  }
  return learnt;
}

Result<Verdicts> trainTimed(detect::SessionDetector& detector, const Trial& trial,
                            const std::stop_token& stop, const ProgressSink& progress) {
  Verdicts verdicts;
  const auto started = Clock::now();
  FAULTLINE_TRY(trainAsNeeded(detector, trial, verdicts.learnt, stop, progress));
  verdicts.trainSeconds = secondsSince(started);
  return verdicts;
}

Status judgeTrial(const detect::SessionDetector& detector, const Trial& trial, Verdicts& verdicts,
                  const std::stop_token& stop, const ProgressSink& progress) {
  try {
    const auto started = Clock::now();
    FAULTLINE_TRY_ASSIGN(detect::Judgement judgement, detector.judge(trial.judged, stop, progress));
    verdicts.detectSeconds = secondsSince(started);
    verdicts.flags = std::move(judgement.flags);
    verdicts.windows = judgement.windows;
    verdicts.distinctWindows = judgement.distinctWindows;
    return {};
  } catch (const std::bad_alloc&) {
    return outOfMemory();
  }
}

Confusion confusionOf(const Trial& trial, const Verdicts& verdicts) {
  Confusion confusion;
  for (std::size_t session = 0; session < verdicts.flags.size(); ++session) {
    const Truth truth = trial.truthOf(session);
    if (truth == Truth::Unknown || !verdicts.counts(session)) continue;
    const bool flagged = verdicts.flags[session] != 0;
    if (truth == Truth::Abnormal) {
      ++(flagged ? confusion.truePositives : confusion.falseNegatives);
    } else {
      ++(flagged ? confusion.falsePositives : confusion.trueNegatives);
    }
  }
  return confusion;
}

}  // namespace faultline::evaluate
