#include "engine/baseline/autoencoder.h"

#include <algorithm>

#include "engine/baseline/count_rows.h"

namespace faultline::baseline {

using sequence::DistinctSessions;
using sequence::LogKey;
using sequence::SessionSet;

namespace {

constexpr std::size_t kMostNumbers = std::size_t{1} << 27;
constexpr std::size_t kSessionsAtOnce = 2048;

std::vector<std::uint32_t> countsOf(std::span<const LogKey> keys, const sequence::Vocabulary& vocabulary) {
  std::vector<std::uint32_t> counts(static_cast<std::size_t>(vocabulary.size()) + 1);
  for (const LogKey key : keys) {
    const sequence::KeyClass place = vocabulary.classOf(key);
    ++(place == sequence::kUnknownClass ? counts.back() : counts[static_cast<std::size_t>(place)]);
  }
  return counts;
}

}  // namespace

double weightedBound(std::vector<std::pair<float, float>> valuesAndWeights, double share) {
  std::ranges::sort(valuesAndWeights, std::greater());
  double all = 0;
  for (const auto& [value, weight] : valuesAndWeights) all += weight;
  double above = 0;
  for (const auto& [value, weight] : valuesAndWeights) {
    above += weight;
    if (above > share * all) return value;
  }
  return 0;
}

struct AutoencoderDetector::Rows {
  std::vector<float> values;
  std::vector<float> weights;
};

void AutoencoderDetector::append(std::span<const LogKey> keys, std::vector<float>& into) const {
  m_embedding.appendMean(keys, m_vocabulary, into);
  m_tfIdf.append(countsOf(keys, m_vocabulary), into);
}

Status AutoencoderDetector::learnFrequencies(const DistinctSessions& sessions, const std::stop_token& stop) {
  m_tfIdf = TfIdf(static_cast<std::size_t>(m_vocabulary.size()) + 1);
  for (std::size_t session = 0; session < sessions.sessions.size(); ++session) {
    if (session % 1024 == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
    m_tfIdf.learn(countsOf(sessions.sessions[session], m_vocabulary), sessions.counts[session]);
  }
  m_tfIdf.settle();
  return {};
}

Result<AutoencoderDetector::Rows> AutoencoderDetector::rowsOf(const DistinctSessions& sessions,
                                                              const std::stop_token& stop) const {
  Rows rows;
  for (std::size_t session = 0; session < sessions.sessions.size(); ++session) {
    if (session % 1024 == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
    if (rows.values.size() > kMostNumbers)
      return failure(ErrorCode::TooMuchToLearn, {}, "there are too many different sessions and log keys");
    append(sessions.sessions[session], rows.values);
    rows.weights.push_back(static_cast<float>(sessions.counts[session]));
  }
  return rows;
}

Result<std::unique_ptr<model::Autoencoder>> AutoencoderDetector::fit(const Rows& rows,
                                                                     const std::stop_token& stop,
                                                                     const ProgressSink& progress) const {
  return model::trainAutoencoder(rows.values, width(), rows.weights,
                                 {.units = m_settings.units, .seed = m_settings.seed}, m_settings.threads,
                                 stop, progress);
}

Result<std::vector<float>> AutoencoderDetector::heldOutErrors(const Rows& rows, const std::stop_token& stop,
                                                              const ProgressSink& progress) const {
  const std::size_t count = rows.weights.size();
  std::vector<float> errors(count);
  const auto row = [&](std::size_t index) {
    return std::span(rows.values).subspan(index * width(), width());
  };
  for (std::size_t fold = 0; fold < std::min(kFolds, count); ++fold) {
    Rows others;
    std::vector<float> held;
    for (std::size_t index = 0; index < count; ++index) {
      std::vector<float>& into = index % kFolds == fold ? held : others.values;
      into.insert(into.end(), row(index).begin(), row(index).end());
      if (index % kFolds != fold) others.weights.push_back(rows.weights[index]);
    }
    FAULTLINE_TRY_ASSIGN(const auto network, fit(others, stop, progress));
    FAULTLINE_TRY_ASSIGN(const auto own, network->errors(held, stop));
    for (std::size_t i = 0; i < own.size(); ++i) errors[fold + i * kFolds] = own[i];
  }
  return errors;
}

Status AutoencoderDetector::train(const SessionSet& normal, const std::stop_token& stop,
                                  const ProgressSink& progress) {
  FAULTLINE_TRY(checkTrainable(normal, stop));
  m_vocabulary = sequence::Vocabulary::of(normal, sequence::Bounds::Plain);
  FAULTLINE_TRY_ASSIGN(const DistinctSessions distinct, sequence::distinctSessions(normal, stop));
  FAULTLINE_TRY_ASSIGN(m_embedding, KeyEmbedding::of(distinct, m_vocabulary, stop));
  FAULTLINE_TRY(learnFrequencies(distinct, stop));
  FAULTLINE_TRY_ASSIGN(const Rows rows, rowsOf(distinct, stop));
  std::vector<std::pair<float, float>> held;
  if (rows.weights.size() > 1) {
    FAULTLINE_TRY_ASSIGN(const auto errors, heldOutErrors(rows, stop, progress));
    for (std::size_t row = 0; row < errors.size(); ++row) held.emplace_back(errors[row], rows.weights[row]);
  }
  FAULTLINE_TRY_ASSIGN(m_autoencoder, fit(rows, stop, progress));
  FAULTLINE_TRY_ASSIGN(const auto own, m_autoencoder->errors(rows.values, stop));
  // With a single kind of session nothing can be held out: nothing else is like it.
  if (held.empty()) held.emplace_back(own.front(), 1.0F);
  m_bound = weightedBound(std::move(held), kShare);
  return {};
}

Result<detect::Judgement> AutoencoderDetector::judge(const SessionSet& sessions, const std::stop_token& stop,
                                                     const ProgressSink&) const {
  FAULTLINE_TRY_ASSIGN(const DistinctSessions distinct, sequence::distinctSessions(sessions, stop));
  std::vector<std::uint8_t> verdicts;
  for (std::size_t from = 0; from < distinct.sessions.size(); from += kSessionsAtOnce) {
    std::vector<float> rows;
    const std::size_t to = std::min(from + kSessionsAtOnce, distinct.sessions.size());
    for (std::size_t session = from; session < to; ++session) append(distinct.sessions[session], rows);
    FAULTLINE_TRY_ASSIGN(const auto errors, m_autoencoder->errors(rows, stop));
    for (const float error : errors) verdicts.push_back(error > m_bound ? 1 : 0);
  }
  detect::Judgement judgement;
  for (const std::uint32_t place : distinct.of) judgement.flags.push_back(verdicts[place]);
  judgement.windows = distinct.of.size();
  judgement.distinctWindows = distinct.sessions.size();
  return judgement;
}

}  // namespace faultline::baseline
