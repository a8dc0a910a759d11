#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/parse/common_subsequence.h"

namespace faultline::parse {

/// The template with a wildcard for each token that does not stand in `common` (as `second`); delimiters stay
/// as they are. What follows the last common token becomes a single wildcard.
[[nodiscard]] std::string generalise(std::string_view text, std::span<const CommonToken> common);

}  // namespace faultline::parse
