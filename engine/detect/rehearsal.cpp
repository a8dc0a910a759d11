#include "engine/detect/rehearsal.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline::detect {

namespace {

using sequence::WindowSet;

constexpr std::size_t kReplayed = 256;  // windows in a round
constexpr double kNewShare = 0.02;      // of a round's weight that all new windows have
constexpr double kMostOfWindow = 0.25;  // of what a window stands for that another next key may have
constexpr double kRate = 0.001;
constexpr int kEpochs = 2;  // a round
constexpr int kMostRounds = 4;
constexpr double kWellBelieved = 0.8;  // of the bound: how surprising what was learnt may stay

/// How surprising the model may find what is normal.
double mostSurprise(const Knowledge& knowledge) {
  double least = std::numeric_limits<double>::infinity();
  for (const SignalScales& scales : knowledge.scales) {
    if (scales.model.units() != 0) least = std::min(least, scales.model.bound());
  }
  return kWellBelieved * least;
}

/// -log10 of the probability that the model gives each row's next key.
Result<std::vector<double>> surprises(const WindowSet& rows, const model::KeyPredictor& model,
                                      const std::stop_token& stop) {
  constexpr float kLeast = 1e-12F;
  const auto classes = static_cast<std::size_t>(model.settings().classes);
  std::vector<KeyClass> windows;
  for (std::uint32_t row = 0; row < rows.size(); ++row)
    windows.insert(windows.end(), rows.window(row).begin(), rows.window(row).end());
  std::vector<float> answers(rows.size() * classes);
  FAULTLINE_TRY(model.predict(windows, answers, stop));
  std::vector<double> result;
  for (std::uint32_t row = 0; row < rows.size(); ++row) {
    const float given = answers[row * classes + static_cast<std::size_t>(rows.next(row))];
    result.push_back(-std::log10(static_cast<double>(std::max(given, kLeast))));
  }
  return result;
}

}  // namespace

Rehearsal::Rehearsal(const WindowSet& fresh, const Knowledge& knowledge)
    : m_fresh(fresh), m_knowledge(knowledge), m_mixed(knowledge.settings.history) {
  const Replay& replay = knowledge.replay;
  replay.draw(kReplayed, knowledge.settings.seed + replay.totalWeight(), m_mixed);
  const double share = kNewShare * static_cast<double>(m_mixed.totalWeight()) /
                       static_cast<double>(std::max(fresh.size(), 1U));
  for (std::uint32_t row = 0; row < fresh.size(); ++row) m_weights.push_back(weightOf(row, share));
  for (std::uint32_t row = 0; row < fresh.size(); ++row) m_mixed.add(fresh.row(row), m_weights[row]);
}

std::uint64_t Rehearsal::weightOf(std::uint32_t row, double share) const {
  const auto window = m_fresh.window(row);
  std::uint64_t same = 0;
  for (std::size_t old = 0; old < m_knowledge.replay.size(); ++old) {
    if (std::ranges::equal(m_knowledge.replay.row(old).first(window.size()), window))
      same += m_knowledge.replay.weight(old);
  }
  const double weight = same == 0 ? share : std::min(share, kMostOfWindow * static_cast<double>(same));
  return static_cast<std::uint64_t>(std::ceil(std::max(weight, 1.0)));
}

Status Rehearsal::train(model::KeyModel& model, const std::stop_token& stop) const {
  FAULTLINE_TRY(model.grow(m_knowledge.vocabulary.size()));
  if (m_fresh.size() == 0) return {};
  const double most = mostSurprise(m_knowledge);
  model::TrainingPlan plan;
  plan.rates.assign(kEpochs, kRate);
  for (int round = 0; round < kMostRounds; ++round) {
    FAULTLINE_TRY_ASSIGN(const std::vector<double> now, surprises(m_fresh, model, stop));
    if (std::ranges::max(now) <= most) break;
    FAULTLINE_TRY(model.train(m_mixed, nullptr, plan, stop, {}));
  }
  return {};
}

Replay Rehearsal::remembered() const {
  Replay replay = m_knowledge.replay;
  for (std::uint32_t row = 0; row < m_fresh.size(); ++row) replay.add(m_fresh.row(row), m_weights[row]);
  return replay;
}

Result<WindowSet> unbelieved(const WindowSet& rows, const Knowledge& knowledge,
                             const model::KeyPredictor& model, const std::stop_token& stop) {
  const KeyClass classes = model.settings().classes;
  WindowSet known(rows.history());
  WindowSet chosen(rows.history());
  for (std::uint32_t row = 0; row < rows.size(); ++row) {
    const bool isNew = std::ranges::any_of(rows.row(row), [&](KeyClass key) { return key >= classes; });
    (isNew ? chosen : known).add(rows.row(row));
  }
  FAULTLINE_TRY_ASSIGN(const std::vector<double> now, surprises(known, model, stop));
  for (std::uint32_t row = 0; row < known.size(); ++row) {
    if (now[row] > mostSurprise(knowledge)) chosen.add(known.row(row));
  }
  return chosen;
}

}  // namespace faultline::detect
