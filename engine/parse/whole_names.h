#pragma once

#include <string_view>
#include <vector>

#include "engine/parse/tokens.h"

namespace faultline::parse {

/// Widens parameters to the names that they are parts of: `blk_[-12]` to `[blk_-12]`, `[10.0.0.1]` to
/// `[/10.0.0.1]` and `HTTP/[1.1]` to `[HTTP/1.1]`, `web-[1].rack[2].org` to `[web-1.rack2.org]`,
/// `web-front-[12]` to `[web-front-12]`, `U[11]` to `[U11]`. What is joined to each other then becomes one.
/// `node-[12]`, `eth[0]` and `core.[12]` stay as they are. `spans` are in order and stay so.
void widenToNames(std::string_view text, std::vector<TextSpan>& spans);

}  // namespace faultline::parse
