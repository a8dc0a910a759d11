#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/sequence/vocabulary.h"

namespace faultline::model {

/// The numbers of the rows of `history` classes in `windows`, sorted by the rows.
[[nodiscard]] std::vector<std::size_t> sortedRows(std::span<const sequence::KeyClass> windows,
                                                  std::size_t history);

/// Some windows as a tree of their beginnings: what several windows begin with is one node a step, so that a
/// recurrent network computes it once. Windows of one log share so much that this halves the work.
class Beginnings {
 public:
  /// All different beginnings of one length.
  struct Step {
    std::vector<std::int64_t>
        parents;  ///< The node of the step before that each goes on from; none at the first.
    std::vector<sequence::KeyClass> keys;  ///< The key that each adds.
  };

  /// `windows`: rows of `history` classes, `history` at least 1.
  Beginnings(std::span<const sequence::KeyClass> windows, std::size_t history);

  [[nodiscard]] const std::vector<Step>& steps() const { return m_steps; }
  /// By window: its node at the last step.
  [[nodiscard]] const std::vector<std::int64_t>& leaves() const { return m_leaves; }

 private:
  std::vector<Step> m_steps;
  std::vector<std::int64_t> m_leaves;
};

}  // namespace faultline::model
