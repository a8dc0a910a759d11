#pragma once

#include "engine/detect/count_table.h"
#include "engine/detect/pair_table.h"
#include "engine/detect/session_detector.h"

namespace faultline::baseline {

/// A session is abnormal when its key counts are farther from every training session's than training sessions
/// are from each other: the bound is what one in 1,000 of them, each left out in turn, exceeds.
class CountVectorDetector final : public detect::SessionDetector {
 public:
  Status train(const sequence::SessionSet& normal, const std::stop_token& stop,
               const ProgressSink& progress) override;
  Result<detect::Judgement> judge(const sequence::SessionSet& sessions, const std::stop_token& stop,
                                  const ProgressSink& progress) const override;

  [[nodiscard]] double bound() const { return m_bound; }

 private:
  sequence::Vocabulary m_vocabulary;
  detect::CountTable m_table;
  double m_bound = 0;
};

/// A rule of two lines that any network has to beat: a pair of neighbouring keys never seen in training,
/// start and end counted as keys, or key counts farther than 0.14 (sum of differences over sum of maxima)
/// from every training session's.
class BigramOrCountDetector final : public detect::SessionDetector {
 public:
  static constexpr double kFar = 0.14;

  Status train(const sequence::SessionSet& normal, const std::stop_token& stop,
               const ProgressSink& progress) override;
  Result<detect::Judgement> judge(const sequence::SessionSet& sessions, const std::stop_token& stop,
                                  const ProgressSink& progress) const override;

 private:
  [[nodiscard]] bool hasUnseenPair(const sequence::SessionSet& sessions, std::size_t session) const;

  sequence::Vocabulary m_vocabulary;
  detect::PairTable m_pairs;
  detect::CountTable m_table;
};

}  // namespace faultline::baseline
