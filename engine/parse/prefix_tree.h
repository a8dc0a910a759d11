#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <tsl/robin_map.h>

#include "engine/parse/token_table.h"

namespace faultline::parse {

/// Templates by their constants, in order: the first pre-filter of Spell (Du and Li, ICDM 2016). The tree
/// depends on which templates it holds alone, not on the order in which they came or went.
class PrefixTree {
 public:
  PrefixTree() : m_nodes(1) {}

  void add(std::span<const TokenId> constants, std::uint32_t index);
  void remove(std::span<const TokenId> constants, std::uint32_t index);

  /// Walks down greedily along the message's tokens, skipping those that lead nowhere. Where a template ends
  /// whose constants are at least `cover` of the message, that is the answer; where one ends that is too
  /// short, the token is skipped as well.
  [[nodiscard]] std::optional<std::uint32_t> find(std::span<const TokenId> message, double cover) const;

 private:
  struct Node {
    tsl::robin_map<TokenId, std::uint32_t> children;
    std::vector<std::uint32_t> templates;  ///< That end here, ascending.
  };

  [[nodiscard]] std::uint32_t child(std::uint32_t node, TokenId token);

  std::vector<Node> m_nodes;          ///< The root first.
  std::vector<std::uint32_t> m_free;  ///< Nodes that nothing leads to any more, to be used again.
};

}  // namespace faultline::parse
