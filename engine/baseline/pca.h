#pragma once

#include <vector>

#include "engine/baseline/count_rows.h"
#include "engine/detect/session_detector.h"
#include "engine/sequence/vocabulary.h"

namespace faultline::baseline {

/// Xu et al. (SOSP 2009), as the DeepLog paper compares with it (section 5.1.1): key counts weighted by
/// TF-IDF and centred; the principal components that hold 95 % of the variance span the normal subspace, and
/// a session is abnormal when what is left of it, its squared prediction error, exceeds the Q statistic of
/// Jackson and Mudholkar (1979) at 0.1 %.
///
/// The paper fits it to all sessions, unlabelled, and reports the best of the settings it explored: what is
/// known of them gives its counts on HDFS with plain counts and components that hold 99.75 % of the variance
/// (FittedTo::Judged). Fitted to the training sessions alone, as every other detector, a key unseen there is
/// a column that has no variance.
class PcaDetector final : public detect::SessionDetector {
 public:
  explicit PcaDetector(FittedTo fittedTo = FittedTo::Training) : m_fittedTo(fittedTo) {}

  [[nodiscard]] detect::Needs needs() const override { return needsOf(m_fittedTo); }
  Status trainWith(const detect::TrainingInput& input, const std::stop_token& stop,
                   const ProgressSink& progress) override;
  Status train(const sequence::SessionSet& normal, const std::stop_token& stop,
               const ProgressSink& progress) override;
  Result<detect::Judgement> judge(const sequence::SessionSet& sessions, const std::stop_token& stop,
                                  const ProgressSink& progress) const override;

  /// The squared prediction error above which a session is abnormal.
  [[nodiscard]] double bound() const { return m_bound; }

 private:
  Status fit(const sequence::SessionSet& sessions, std::span<const double> weights,
             const std::stop_token& stop);
  [[nodiscard]] double error(std::span<const std::uint32_t> counts) const;

  FittedTo m_fittedTo;
  sequence::Vocabulary m_vocabulary;
  std::vector<double> m_weights;   // by column: the inverse document frequency
  std::vector<double> m_mean;      // by column, of weighted counts
  std::vector<double> m_residual;  // columns x columns, projects on what the components leave
  double m_bound = 0;
};

}  // namespace faultline::baseline
