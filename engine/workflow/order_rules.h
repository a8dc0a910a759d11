#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/workflow/automaton.h"

namespace faultline::workflow {

/// What a task's edges and concurrent blocks say of the order of its nodes. An edge between nodes of free
/// order only says that threads can take turns so; the others say what leads to what.
class OrderRules {
 public:
  explicit OrderRules(const Task& task);

  [[nodiscard]] std::uint32_t size() const { return m_size; }
  /// Of concurrent threads. No node is of free order with itself.
  [[nodiscard]] bool isFree(NodeIndex a, NodeIndex b) const { return m_free[at(a, b)] != 0; }
  /// Over an edge that does not close a loop.
  [[nodiscard]] bool leads(NodeIndex from, NodeIndex to) const { return m_leads[at(from, to)] == kForward; }
  [[nodiscard]] bool closes(NodeIndex from, NodeIndex to) const { return m_leads[at(from, to)] == kBack; }
  /// The nodes that `from` leads to, ascending.
  [[nodiscard]] std::span<const NodeIndex> causes(NodeIndex from) const { return m_causes[from]; }

 private:
  static constexpr std::uint8_t kForward = 1;
  static constexpr std::uint8_t kBack = 2;
  [[nodiscard]] std::size_t at(NodeIndex a, NodeIndex b) const {
    return static_cast<std::size_t>(a) * m_size + b;
  }

  std::uint32_t m_size;
  std::vector<std::uint8_t> m_free;  ///< A matrix, as the next one.
  std::vector<std::uint8_t> m_leads;
  std::vector<std::vector<NodeIndex>> m_causes;
};

}  // namespace faultline::workflow
