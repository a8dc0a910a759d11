#include "engine/baseline/tf_idf.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace faultline::baseline {

void TfIdf::learn(std::span<const std::uint32_t> counts, double times) {
  m_documents += times;
  for (std::size_t column = 0; column < counts.size(); ++column) {
    if (counts[column] > 0) m_having[column] += times;
  }
}

void TfIdf::settle() {
  m_inverse.clear();
  for (const double having : m_having) m_inverse.push_back(1 + std::log((1 + m_documents) / (1 + having)));
}

void TfIdf::append(std::span<const std::uint32_t> counts, std::vector<float>& into) const {
  const double all = std::max(1.0, std::accumulate(counts.begin(), counts.end(), 0.0));
  for (std::size_t column = 0; column < counts.size(); ++column)
    into.push_back(static_cast<float>(counts[column] / all * m_inverse[column]));
}

}  // namespace faultline::baseline
