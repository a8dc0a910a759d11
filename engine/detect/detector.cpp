#include "engine/detect/detector.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "engine/detect/bounds.h"
#include "engine/detect/committee.h"
#include "engine/detect/judging.h"
#include "engine/detect/knowledge.h"
#include "engine/detect/live_judge.h"
#include "engine/detect/teaching.h"
#include "engine/detect/training.h"

namespace faultline::detect {

namespace {

std::vector<LogKey> entryKeys(const sequence::Vocabulary& vocabulary) {
  std::vector<LogKey> keys;
  for (const LogKey key : vocabulary.keys()) {
    if (sequence::isEntryKey(key)) keys.push_back(key);
  }
  std::ranges::sort(keys);
  return keys;
}

}  // namespace

struct Detector::State {
  Knowledge knowledge;
  std::vector<LogKey> keys;
  std::string modelBytes;

  mutable std::mutex mutex;
  mutable std::shared_ptr<const Committee> keyModel;  // guarded by mutex; made on first use

  static std::shared_ptr<const State> of(Learnt learnt) {
    auto state = std::make_shared<State>();
    state->keys = entryKeys(learnt.knowledge.vocabulary);
    state->modelBytes = learnt.keyModel->save();
    state->knowledge = std::move(learnt.knowledge);
    state->keyModel = std::move(learnt.keyModel);
    return state;
  }

  /// Loads the module when nothing has done so yet.
  Result<std::shared_ptr<const Committee>> model() const {
    const std::lock_guard lock(mutex);
    if (!keyModel) {
      FAULTLINE_TRY_ASSIGN(keyModel, Committee::load(modelBytes, knowledge.settings.threads));
    }
    return keyModel;
  }
};

Result<Detector> Detector::train(const sequence::SessionSet& sessions, const Settings& settings,
                                 const std::stop_token& stop, const ProgressSink& progress,
                                 TrainReport* report) {
  TrainReport unread;
  FAULTLINE_TRY_ASSIGN(Learnt learnt,
                       learn(sessions, settings, stop, progress, report == nullptr ? unread : *report));
  return Detector(State::of(std::move(learnt)));
}

Result<Detector> Detector::taught(std::span<const FalseAlarm> alarms, const std::stop_token& stop,
                                  const ProgressSink& progress, TeachingReport* report) const {
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  FAULTLINE_TRY_ASSIGN(const auto keyModel, m_state->model());
  TeachingReport unread;
  FAULTLINE_TRY_ASSIGN(Learnt learnt,
                       learnFalseAlarms(m_state->knowledge, *keyModel, m_state->modelBytes, alarms, stop,
                                        progress, report == nullptr ? unread : *report));
  return Detector(State::of(std::move(learnt)));
}

Result<std::vector<std::vector<Anomaly>>> Detector::judge(const sequence::SessionSet& sessions,
                                                          const std::stop_token& stop,
                                                          const ProgressSink& progress,
                                                          JudgeReport* report) const {
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  FAULTLINE_TRY_ASSIGN(const auto keyModel, m_state->model());
  JudgeReport unread;
  return judgeSessions(sessions, m_state->knowledge, *keyModel, stop, progress,
                       report == nullptr ? unread : *report);
}

Result<LiveJudge> Detector::live(const LiveLimits& limits) const {
  FAULTLINE_TRY_ASSIGN(const auto keyModel, m_state->model());
  return LiveJudge(std::shared_ptr<const Knowledge>(m_state, &m_state->knowledge), keyModel, limits);
}

std::string Detector::save() const { return saveBundle(m_state->knowledge, m_state->modelBytes); }

Result<Detector> Detector::load(const std::string& bytes) {
  FAULTLINE_TRY_ASSIGN(Bundle bundle, loadBundle(bytes));
  auto state = std::make_shared<State>();
  state->keys = entryKeys(bundle.knowledge.vocabulary);
  state->knowledge = std::move(bundle.knowledge);
  state->modelBytes = std::move(bundle.modelBytes);
  return Detector(std::move(state));
}

std::vector<SignalBound> Detector::bounds() const { return boundsOf(m_state->knowledge); }
const Settings& Detector::settings() const { return m_state->knowledge.settings; }
const std::vector<LogKey>& Detector::vocabulary() const { return m_state->keys; }

}  // namespace faultline::detect
