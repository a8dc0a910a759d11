#include "engine/model/beginnings.h"

#include <algorithm>
#include <numeric>

namespace faultline::model {

using sequence::KeyClass;

std::vector<std::size_t> sortedRows(std::span<const KeyClass> windows, std::size_t history) {
  const auto row = [&](std::size_t window) { return windows.subspan(window * history, history); };
  std::vector<std::size_t> order(windows.size() / history);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return std::ranges::lexicographical_compare(row(a), row(b));
  });
  return order;
}

Beginnings::Beginnings(std::span<const KeyClass> windows, std::size_t history)
    : m_steps(history), m_leaves(windows.size() / history) {
  const auto row = [&](std::size_t window) { return windows.subspan(window * history, history); };
  std::span<const KeyClass> before;
  for (const std::size_t window : sortedRows(windows, history)) {
    const auto own = row(window);
    const auto same = static_cast<std::size_t>(std::ranges::mismatch(own, before).in1 - own.begin());
    for (std::size_t at = same; at < history; ++at) {
      if (at > 0) m_steps[at].parents.push_back(static_cast<std::int64_t>(m_steps[at - 1].keys.size()) - 1);
      m_steps[at].keys.push_back(own[at]);
    }
    m_leaves[window] = static_cast<std::int64_t>(m_steps.back().keys.size()) - 1;
    before = own;
  }
}

}  // namespace faultline::model
