#pragma once

#include <memory>

#include "engine/baseline/key_embedding.h"
#include "engine/baseline/tf_idf.h"
#include "engine/detect/detector.h"
#include "engine/detect/session_detector.h"
#include "engine/model/rival_networks.h"
#include "engine/sequence/distinct_sessions.h"
#include "engine/sequence/vocabulary.h"

namespace faultline::baseline {

/// An autoencoder over log-key embeddings and session vectors, in the manner of the word2vec and autoencoder
/// that the 2022 study of logs and metrics tells of (section 4): a session is the mean of its keys' vectors
/// beside its TF-IDF vector; it is abnormal when it comes back less like itself than `kShare` of the training
/// sessions do from networks that were trained on the others.
class AutoencoderDetector final : public detect::SessionDetector {
 public:
  static constexpr double kShare = 0.001;
  static constexpr std::size_t kFolds = 5;

  explicit AutoencoderDetector(const detect::Settings& settings) : m_settings(settings) {}

  Status train(const sequence::SessionSet& normal, const std::stop_token& stop,
               const ProgressSink& progress) override;
  Result<detect::Judgement> judge(const sequence::SessionSet& sessions, const std::stop_token& stop,
                                  const ProgressSink& progress) const override;

  /// The reconstruction error above which a session is abnormal.
  [[nodiscard]] double bound() const { return m_bound; }

 private:
  struct Rows;

  [[nodiscard]] std::size_t width() const { return m_embedding.dimensions() + m_tfIdf.columns(); }
  void append(std::span<const sequence::LogKey> keys, std::vector<float>& into) const;
  Status learnFrequencies(const sequence::DistinctSessions& sessions, const std::stop_token& stop);
  Result<Rows> rowsOf(const sequence::DistinctSessions& sessions, const std::stop_token& stop) const;
  Result<std::unique_ptr<model::Autoencoder>> fit(const Rows& rows, const std::stop_token& stop,
                                                  const ProgressSink& progress) const;
  /// The error of each row from a network that did not see it.
  Result<std::vector<float>> heldOutErrors(const Rows& rows, const std::stop_token& stop,
                                           const ProgressSink& progress) const;

  detect::Settings m_settings;
  sequence::Vocabulary m_vocabulary;
  KeyEmbedding m_embedding;
  TfIdf m_tfIdf;
  std::unique_ptr<model::Autoencoder> m_autoencoder;
  double m_bound = 0;
};

/// The value that a share of the weight lies above, at most: the least value of which no more than `share` of
/// the weight is larger. 0 of no values.
[[nodiscard]] double weightedBound(std::vector<std::pair<float, float>> valuesAndWeights, double share);

}  // namespace faultline::baseline
