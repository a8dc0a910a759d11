#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "engine/base/error.h"
#include "engine/sequence/distinct_sessions.h"
#include "engine/sequence/vocabulary.h"

namespace faultline::baseline {

/// Log keys as short vectors, such that keys that come near the same keys lie near each other: the positive
/// pointwise mutual information of keys at most `kDistance` entries apart, factorised (Levy and Goldberg,
/// 2014: what word2vec does, without its sampling).
class KeyEmbedding {
 public:
  static constexpr std::size_t kDistance = 5;
  static constexpr std::size_t kMostDimensions = 16;

  /// Errors: Cancelled; TooMuchToLearn, see `checkColumns`.
  static Result<KeyEmbedding> of(const sequence::DistinctSessions& sessions,
                                 const sequence::Vocabulary& vocabulary, const std::stop_token& stop);

  [[nodiscard]] std::size_t dimensions() const { return m_dimensions; }
  /// By key class, row by row: max(0, ln(p(i, j) / (p(i) p(j)))).
  [[nodiscard]] const std::vector<double>& information() const { return m_information; }

  /// Appends the mean of the keys' vectors. Unknown keys count as zeros.
  void appendMean(std::span<const sequence::LogKey> keys, const sequence::Vocabulary& vocabulary,
                  std::vector<float>& into) const;

 private:
  void factorise(std::size_t keys);

  std::size_t m_dimensions = 0;
  std::vector<double> m_information;
  std::vector<double> m_vectors;  // by key class, `m_dimensions` each
};

}  // namespace faultline::baseline
