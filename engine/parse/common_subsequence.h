#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/parse/token_table.h"

namespace faultline::parse {

/// Length of the longest common subsequence. Unknown tokens equal nothing. O(|a| |b|) time, O(|b|) memory.
[[nodiscard]] std::size_t commonLength(std::span<const TokenId> a, std::span<const TokenId> b);

/// A longest common subsequence itself; of several, the one that takes its tokens as early in `message` as
/// the walk back from both ends allows. O(|a| |b|) time and memory.
[[nodiscard]] std::vector<TokenId> commonSubsequence(std::span<const TokenId> message,
                                                     std::span<const TokenId> other);

}  // namespace faultline::parse
