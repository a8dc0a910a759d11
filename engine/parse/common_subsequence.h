#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/parse/token_table.h"

namespace faultline::parse {

/// Length of the longest common subsequence. Unknown tokens equal nothing. O(|a| |b|) time, O(|b|) memory.
[[nodiscard]] std::size_t commonLength(std::span<const TokenId> a, std::span<const TokenId> b);

/// Where a common token stands in either sequence.
struct CommonToken {
  std::size_t first = 0;
  std::size_t second = 0;
};

/// A longest common subsequence, in order. O(|a| |b|) time and memory.
[[nodiscard]] std::vector<CommonToken> commonSubsequence(std::span<const TokenId> a,
                                                         std::span<const TokenId> b);

}  // namespace faultline::parse
