#pragma once

#include <string_view>

#include "engine/base/error.h"
#include "engine/input/layout.h"

namespace faultline::input {

/// A layout from a loghub pattern; see `makeLayout`. Error LayoutInvalid.
[[nodiscard]] Result<LayoutPtr> makePatternLayout(std::string_view pattern);

}  // namespace faultline::input
