#pragma once

#include <string>
#include <string_view>

#include <re2/re2.h>

namespace faultline::input {

/// What is wrong with a user's pattern, and at which of its characters (from 1), for a person who has not
/// seen the expression that was made of it. `expression` is not ok.
[[nodiscard]] std::string patternProblem(const re2::RE2& expression, std::string_view pattern);

}  // namespace faultline::input
