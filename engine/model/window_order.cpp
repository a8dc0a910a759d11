#include "engine/model/window_order.h"

#include <algorithm>
#include <cmath>

namespace faultline::model {

WindowOrder::WindowOrder(const sequence::WindowSet& windows, std::uint64_t seed)
    : m_share(windows.size()), m_random(seed) {
  const double mean = static_cast<double>(windows.totalWeight()) / std::max(windows.size(), 1U);
  for (std::uint32_t row = 0; row < windows.size(); ++row) {
    if (windows.next(row) == sequence::kUnknownClass) continue;
    const auto weight = static_cast<double>(windows.weight(row));
    const double times = std::ceil(weight / mean);
    m_share[row] = weight / times;
    m_totalWeight += weight;
    m_order.insert(m_order.end(), static_cast<std::size_t>(times), row);
  }
}

std::span<const std::uint32_t> WindowOrder::next(std::size_t most) {
  if (m_at == m_order.size()) m_at = 0;
  if (m_at == 0) std::shuffle(m_order.begin(), m_order.end(), m_random);
  const std::size_t count = std::min(most, m_order.size() - m_at);
  m_at += count;
  return std::span(m_order).subspan(m_at - count, count);
}

}  // namespace faultline::model
