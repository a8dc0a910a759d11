#include "engine/baseline/tf_idf_lstm.h"

#include <algorithm>

#include "engine/baseline/count_rows.h"

namespace faultline::baseline {

using sequence::DistinctSessions;
using sequence::LogKey;
using sequence::SessionSet;

namespace {

constexpr std::size_t kMostNumbers = std::size_t{1} << 27;
constexpr std::size_t kSessionsAtOnce = 2048;
constexpr float kHalf = 0.5F;

std::vector<LogKey> keysOf(const SessionSet& first, const SessionSet& second) {
  std::vector<LogKey> keys;
  for (const SessionSet* set : {&first, &second}) {
    const auto known = sequence::Vocabulary::of(*set, sequence::Bounds::Plain).keys();
    keys.insert(keys.end(), known.begin(), known.end());
  }
  return keys;
}

/// Calls `visit(counts)` for each epoch of a session; the last column counts the unknown keys.
template <class Visit>
void forEachEpoch(std::span<const LogKey> keys, const sequence::Vocabulary& vocabulary, std::size_t length,
                  Visit&& visit) {
  std::vector<std::uint32_t> counts;
  for (std::size_t from = 0; from < keys.size(); from += length) {
    counts.assign(static_cast<std::size_t>(vocabulary.size()) + 1, 0);
    for (const LogKey key : keys.subspan(from, std::min(length, keys.size() - from))) {
      const sequence::KeyClass place = vocabulary.classOf(key);
      ++(place == sequence::kUnknownClass ? counts.back() : counts[static_cast<std::size_t>(place)]);
    }
    visit(std::span<const std::uint32_t>(counts));
  }
}

}  // namespace

Status TfIdfLstmDetector::train(const SessionSet&, const std::stop_token&, const ProgressSink&) {
  return failure(ErrorCode::NeedsLabels, {}, "it learns to tell abnormal sessions from normal ones");
}

void TfIdfLstmDetector::learnFrequencies(const DistinctSessions& sessions) {
  for (std::size_t session = 0; session < sessions.sessions.size(); ++session) {
    forEachEpoch(
        sessions.sessions[session], m_vocabulary, static_cast<std::size_t>(m_settings.history),
        [&](std::span<const std::uint32_t> counts) { m_tfIdf.learn(counts, sessions.counts[session]); });
  }
}

void TfIdfLstmDetector::append(std::span<const LogKey> keys, model::VectorSequences& into) const {
  const auto length = static_cast<std::size_t>(m_settings.history);
  for (std::size_t from = 0; from < keys.size(); from += length * kMostEpochs) {
    std::size_t end = into.values.size() / into.width;
    forEachEpoch(keys.subspan(from, std::min(length * kMostEpochs, keys.size() - from)), m_vocabulary, length,
                 [&](std::span<const std::uint32_t> counts) {
                   m_tfIdf.append(counts, into.values);
                   ++end;
                 });
    into.ends.push_back(end);
  }
}

Status TfIdfLstmDetector::trainWith(const detect::TrainingInput& input, const std::stop_token& stop,
                                    const ProgressSink& progress) {
  if (input.abnormal == nullptr || input.abnormal->entryCount() == 0)
    return train(input.normal, stop, progress);
  FAULTLINE_TRY(checkTrainable(input.normal, stop));
  m_vocabulary = sequence::Vocabulary(keysOf(input.normal, *input.abnormal));
  FAULTLINE_TRY(checkColumns(static_cast<std::size_t>(m_vocabulary.size())));
  FAULTLINE_TRY_ASSIGN(const DistinctSessions normal, sequence::distinctSessions(input.normal, stop));
  FAULTLINE_TRY_ASSIGN(const DistinctSessions abnormal, sequence::distinctSessions(*input.abnormal, stop));
  m_tfIdf = TfIdf(static_cast<std::size_t>(m_vocabulary.size()) + 1);
  learnFrequencies(normal);
  learnFrequencies(abnormal);
  m_tfIdf.settle();
  return learnFrom(normal, abnormal, stop, progress);
}

Status TfIdfLstmDetector::learnFrom(const DistinctSessions& normal, const DistinctSessions& abnormal,
                                    const std::stop_token& stop, const ProgressSink& progress) {
  model::VectorSequences sequences;
  sequences.width = m_tfIdf.columns();
  std::vector<float> targets;
  std::vector<float> weights;
  for (const DistinctSessions* sessions : {&normal, &abnormal}) {
    for (std::size_t session = 0; session < sessions->sessions.size(); ++session) {
      if (session % 256 == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
      append(sessions->sessions[session], sequences);
      if (sequences.values.size() > kMostNumbers)
        return failure(ErrorCode::TooMuchToLearn, {}, "the sessions have too many epochs and log keys");
      targets.resize(sequences.size(), sessions == &abnormal ? 1.0F : 0.0F);
      weights.resize(sequences.size(), static_cast<float>(sessions->counts[session]));
    }
  }
  FAULTLINE_TRY_ASSIGN(m_classifier,
                       model::trainSequenceClassifier(sequences, targets, weights,
                                                      {.units = m_settings.units, .seed = m_settings.seed},
                                                      m_settings.threads, stop, progress));
  return {};
}

Result<detect::Judgement> TfIdfLstmDetector::judge(const SessionSet& sessions, const std::stop_token& stop,
                                                   const ProgressSink&) const {
  FAULTLINE_TRY_ASSIGN(const DistinctSessions distinct, sequence::distinctSessions(sessions, stop));
  std::vector<std::uint8_t> verdicts(distinct.sessions.size());
  detect::Judgement judgement;
  for (std::size_t from = 0; from < verdicts.size(); from += kSessionsAtOnce) {
    model::VectorSequences sequences;
    sequences.width = m_tfIdf.columns();
    std::vector<std::size_t> owner;
    for (std::size_t session = from; session < std::min(from + kSessionsAtOnce, verdicts.size()); ++session) {
      append(distinct.sessions[session], sequences);
      owner.resize(sequences.size(), session);
    }
    if (sequences.size() == 0) continue;
    FAULTLINE_TRY_ASSIGN(const std::vector<float> answers, m_classifier->probabilities(sequences, stop));
    for (std::size_t part = 0; part < answers.size(); ++part) {
      if (answers[part] > kHalf) verdicts[owner[part]] = 1;
      judgement.windows += sequences.length(part) * distinct.counts[owner[part]];
      judgement.distinctWindows += sequences.length(part);
    }
  }
  for (const std::uint32_t place : distinct.of) judgement.flags.push_back(verdicts[place]);
  return judgement;
}

}  // namespace faultline::baseline
