#pragma once

#include <string_view>
#include <vector>

#include "engine/parse/tokens.h"

namespace faultline::parse {

/// Finds what a message's form alone tells to be a parameter, in one pass and in order:
/// numbers with sign, fraction, unit (`-3.5`, `0x1f`, `12ms`, `5.2 KB`), dates and times, UUIDs, hashes and
/// other words of hexadecimal digits, IPv4, IPv6 and MAC addresses with what is joined to them
/// (`10.0.0.1:50010`), digits within words (`blk_-38865` -> `blk_<*>`), long random identifiers, paths, URLs,
/// e-mail addresses, and what follows an equals sign, unless it is a plain word (`name=com.x.y`, but not
/// `force=true`). Neighbours that are joined by a single `.`, `:`, `,`, `/`, `-`, ... are one parameter.
void findTyped(std::string_view text, std::vector<TextSpan>& spans);

}  // namespace faultline::parse
