#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "engine/sequence/window_set.h"

namespace faultline::model {

/// In which order a training takes its windows, and with what weight.
///
/// A heavy window comes several times a pass, each time with a part of its weight: all at once it would drown
/// the other windows of its batch, and the gradient would be mostly noise. A pass has at most twice as many
/// rows as there are different windows. Rows whose next key is unknown are left out.
class WindowOrder {
 public:
  WindowOrder(const sequence::WindowSet& windows, std::uint64_t seed);

  /// Rows of a pass.
  [[nodiscard]] std::size_t size() const { return m_order.size(); }
  [[nodiscard]] double totalWeight() const { return m_totalWeight; }
  /// The weight that a row has each time it comes.
  [[nodiscard]] double share(std::uint32_t row) const { return m_share[row]; }

  /// The next rows, at most `most`, fewer at the end of a pass; each pass has an order of its own. Valid
  /// until the next call.
  [[nodiscard]] std::span<const std::uint32_t> next(std::size_t most);

 private:
  std::vector<std::uint32_t> m_order;
  std::vector<double> m_share;
  double m_totalWeight = 0;
  std::size_t m_at = 0;
  std::mt19937_64 m_random;
};

}  // namespace faultline::model
