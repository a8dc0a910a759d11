#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/parse/common_subsequence.h"

namespace faultline::parse {

/// What becomes of the tokens behind the last common one.
enum class Tail {
  One,   ///< They become a single wildcard.
  Each,  ///< Each becomes one.
};

/// The template with a wildcard for each token that does not stand in `common` (as `second`); delimiters stay
/// as they are.
[[nodiscard]] std::string generalise(std::string_view text, std::span<const CommonToken> common,
                                     Tail tail = Tail::One);

}  // namespace faultline::parse
