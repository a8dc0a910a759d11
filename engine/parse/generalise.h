#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/parse/token_table.h"

namespace faultline::parse {

/// The template with a wildcard for each token that is not in `common`, a subsequence of its tokens;
/// delimiters stay as they are. What follows the last common token becomes a single wildcard.
[[nodiscard]] std::string generalise(std::string_view text, std::span<const TokenId> tokens,
                                     std::span<const TokenId> common);

}  // namespace faultline::parse
