#include "engine/workflow/order_rules.h"

#include <algorithm>

namespace faultline::workflow {

OrderRules::OrderRules(const Task& task)
    : m_size(static_cast<std::uint32_t>(task.nodes.size())),
      m_free(static_cast<std::size_t>(m_size) * m_size),
      m_leads(m_free.size()),
      m_causes(m_size) {
  for (const auto& block : task.concurrent) {
    for (const NodeIndex a : block) {
      for (const NodeIndex b : block) m_free[at(a, b)] = a == b ? 0 : 1;
    }
  }
  for (const Edge& edge : task.edges) {
    if (isFree(edge.from, edge.to)) continue;
    m_leads[at(edge.from, edge.to)] = edge.closesLoop ? kBack : kForward;
    if (!edge.closesLoop) m_causes[edge.from].push_back(edge.to);
  }
  for (auto& causes : m_causes) std::ranges::sort(causes);
}

}  // namespace faultline::workflow
