#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace faultline::baseline {

/// Term frequency times inverse document frequency, of log keys in documents (a session, or a stretch of
/// one). With Laplace smoothing: idf = 1 + ln((1 + N) / (1 + n)) of a key that n of N documents hold, so that
/// a key that none holds has a weight too, and one that all hold still counts.
class TfIdf {
 public:
  TfIdf() = default;
  explicit TfIdf(std::size_t columns) : m_having(columns) {}

  /// Counts `times` documents with these key counts.
  void learn(std::span<const std::uint32_t> counts, double times);
  /// Once all documents are counted.
  void settle();

  [[nodiscard]] std::size_t columns() const { return m_having.size(); }
  [[nodiscard]] const std::vector<double>& inverseFrequencies() const { return m_inverse; }

  /// Appends each count's share of all counts, times its idf; zeros for an empty document.
  void append(std::span<const std::uint32_t> counts, std::vector<float>& into) const;

 private:
  double m_documents = 0;
  std::vector<double> m_having;
  std::vector<double> m_inverse;
};

}  // namespace faultline::baseline
