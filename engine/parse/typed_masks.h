#pragma once

#include <string_view>
#include <vector>

#include "engine/parse/tokens.h"

namespace faultline::parse {

void findTyped(std::string_view text, std::vector<TextSpan>& spans);

}  // namespace faultline::parse
