#pragma once

#include <memory>

#include "engine/baseline/tf_idf.h"
#include "engine/detect/detector.h"
#include "engine/detect/session_detector.h"
#include "engine/model/rival_networks.h"
#include "engine/sequence/distinct_sessions.h"
#include "engine/sequence/vocabulary.h"

namespace faultline::baseline {

/// Zhang et al. (IEEE Big Data 2016), as the DeepLog paper compares with it (section 5.1.1): log keys are
/// grouped into epochs, each a TF-IDF vector, and an LSTM over the epochs says normal or abnormal.
/// Supervised.
///
/// Deviations: an epoch is h entries of a session and not a stretch of time, for sessions without times; the
/// smoothing counts the epochs of the training sessions, not those of the whole log; sessions of more than
/// `kMostEpochs` epochs are cut, and abnormal when a part is.
class TfIdfLstmDetector final : public detect::SessionDetector {
 public:
  static constexpr std::size_t kMostEpochs = 64;

  explicit TfIdfLstmDetector(const detect::Settings& settings) : m_settings(settings) {}

  [[nodiscard]] detect::Needs needs() const override { return detect::Needs::Labels; }
  /// Error NeedsLabels.
  Status train(const sequence::SessionSet& normal, const std::stop_token& stop,
               const ProgressSink& progress) override;
  Status trainWith(const detect::TrainingInput& input, const std::stop_token& stop,
                   const ProgressSink& progress) override;
  Result<detect::Judgement> judge(const sequence::SessionSet& sessions, const std::stop_token& stop,
                                  const ProgressSink& progress) const override;

 private:
  void learnFrequencies(const sequence::DistinctSessions& sessions);
  /// Appends the parts of a session; none when it is empty.
  void append(std::span<const sequence::LogKey> keys, model::VectorSequences& into) const;
  Status learnFrom(const sequence::DistinctSessions& normal, const sequence::DistinctSessions& abnormal,
                   const std::stop_token& stop, const ProgressSink& progress);

  detect::Settings m_settings;
  sequence::Vocabulary m_vocabulary;
  TfIdf m_tfIdf;
  std::unique_ptr<model::SequenceClassifier> m_classifier;
};

}  // namespace faultline::baseline
