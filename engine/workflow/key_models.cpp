// The predictions that the guided miner asks for, from DeepLog's own key models.
#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>

#include "engine/model/key_model.h"
#include "engine/sequence/vocabulary.h"
#include "engine/workflow/prediction.h"

namespace faultline::workflow {

namespace {

using sequence::KeyClass;
using sequence::Vocabulary;
using sequence::WindowSet;

// Small nets learn a workflow's few keys in a second or two; one layer is enough for it.
constexpr int kLayers = 1;
constexpr int kUnits = 48;
constexpr int kMostEpochs = 25;
// The mean of several nets: what each of them makes up for a rare window differs, what they learnt does not.
constexpr std::uint64_t kNets = 3;
// Of more different windows the most frequent are learnt, so that training takes seconds: so many times the
// keys that each can be followed by, but not too few of them.
constexpr std::size_t kMostAnswers = 2'000'000;
constexpr std::size_t kLeastLearnt = 1'000;
// Windows predicted at once: what bounds the memory for the answers.
constexpr std::size_t kAtOnce = 4096;

Vocabulary vocabularyOf(const ContextTable& contexts) {
  std::vector<LogKey> keys{sequence::kSessionStart, sequence::kSessionEnd};
  for (const ContextTable::Step& step : contexts.steps()) keys.push_back(step.key);
  return Vocabulary(std::move(keys));
}

struct Lessons {
  WindowSet learnt;
  WindowSet heldOut;
};

WindowSet heaviest(const WindowSet& windows, std::size_t most) {
  std::vector<std::uint32_t> rows(windows.size());
  std::iota(rows.begin(), rows.end(), 0U);
  std::ranges::stable_sort(rows, std::ranges::greater(),
                           [&](std::uint32_t row) { return windows.weight(row); });
  rows.resize(std::min(rows.size(), most));
  WindowSet chosen(windows.history());
  for (const std::uint32_t row : rows) chosen.add(windows.row(row), windows.weight(row));
  return chosen;
}

Lessons lessonsOf(const ContextTable& contexts, const Vocabulary& vocabulary, int history) {
  Lessons lessons{WindowSet(history), WindowSet(history)};
  std::vector<KeyClass> row;
  for (const ContextTable::Step& step : contexts.steps()) {
    row.clear();
    vocabulary.append(contexts.keys(step.from).last(static_cast<std::size_t>(history)), row);
    row.push_back(vocabulary.classOf(step.key));
    if (step.count > step.heldOut) lessons.learnt.add(row, step.count - step.heldOut);
    if (step.heldOut > 0) lessons.heldOut.add(row, step.heldOut);
  }
  const std::size_t most = std::max(kLeastLearnt, kMostAnswers / static_cast<std::size_t>(vocabulary.size()));
  if (lessons.learnt.size() > most) lessons.learnt = heaviest(lessons.learnt, most);
  if (lessons.heldOut.size() > most) lessons.heldOut = heaviest(lessons.heldOut, most);
  return lessons;
}

Prediction predictionOf(std::span<const float> probabilities, const Vocabulary& vocabulary) {
  Prediction prediction;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    const float p = probabilities[i];
    if (p > 0) prediction.entropy -= static_cast<double>(p) * std::log(static_cast<double>(p));
    if (p >= kNotable) prediction.keys.push_back({vocabulary.keyOf(static_cast<KeyClass>(i)), p});
  }
  std::ranges::stable_sort(prediction.keys, std::ranges::greater(), &NextKey::probability);
  return prediction;
}

class KeyModels {
 public:
  KeyModels(const ContextTable& contexts, const GuidedSettings& settings, ProgressSink progress)
      : m_contexts(contexts),
        m_settings(settings),
        m_progress(std::move(progress)),
        m_vocabulary(vocabularyOf(contexts)) {}

  Result<std::vector<Prediction>> predict(int history, std::span<const LogKey> windows,
                                          const std::stop_token& stop) {
    std::vector<Prediction> predictions;
    if (windows.empty()) return predictions;
    FAULTLINE_TRY_ASSIGN(const Nets* nets, netsOf(history, stop));
    const auto width = static_cast<std::size_t>(history);
    const auto classes = static_cast<std::size_t>(m_vocabulary.size());
    std::vector<KeyClass> rows;
    std::vector<float> sum;
    std::vector<float> answers;
    for (std::size_t at = 0; at < windows.size(); at += kAtOnce * width) {
      const auto part = windows.subspan(at, std::min(kAtOnce * width, windows.size() - at));
      rows.clear();
      m_vocabulary.append(part, rows);
      answers.resize(part.size() / width * classes);
      sum.assign(answers.size(), 0);
      for (const auto& net : *nets) {
        FAULTLINE_TRY(net->predict(rows, answers, stop));
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += answers[i] / static_cast<float>(kNets);
      }
      for (std::size_t row = 0; row < part.size() / width; ++row)
        predictions.push_back(predictionOf(std::span(sum).subspan(row * classes, classes), m_vocabulary));
    }
    return predictions;
  }

 private:
  using Nets = std::vector<std::unique_ptr<model::KeyModel>>;

  Result<const Nets*> netsOf(int history, const std::stop_token& stop) {
    const auto known = m_nets.find(history);
    if (known != m_nets.end()) return &known->second;
    const Lessons lessons = lessonsOf(m_contexts, m_vocabulary, history);
    const WindowSet* watched = lessons.heldOut.size() > 0 ? &lessons.heldOut : nullptr;
    Nets nets;
    while (nets.size() < kNets) {
      const std::uint64_t seed = m_settings.seed * kNets + nets.size();
      FAULTLINE_TRY_ASSIGN(
          auto net,
          model::makeKeyModel({history, kLayers, kUnits, m_vocabulary.size(), seed}, m_settings.threads));
      const std::uint64_t trained = m_nets.size() * kNets + nets.size();
      const std::uint64_t all = m_settings.histories.size() * kNets;
      const ProgressSink part = [&](const Progress& of) {
        if (m_progress) m_progress({of.stage, trained * of.total + of.done, all * of.total, {}, of.loss});
      };
      FAULTLINE_TRY(net->train(lessons.learnt, watched, {{}, kMostEpochs}, stop, part));
      nets.push_back(std::move(net));
    }
    return &m_nets.emplace(history, std::move(nets)).first->second;
  }

  const ContextTable& m_contexts;
  GuidedSettings m_settings;
  ProgressSink m_progress;
  Vocabulary m_vocabulary;
  std::map<int, Nets> m_nets;  // by history
};

}  // namespace

Predictor trainedPredictor(const ContextTable& contexts, const GuidedSettings& settings,
                           const ProgressSink& progress) {
  const auto models = std::make_shared<KeyModels>(contexts, settings, progress);
  return [models](int history, std::span<const LogKey> windows, const std::stop_token& stop) {
    return models->predict(history, windows, stop);
  };
}

}  // namespace faultline::workflow
