#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/parse/masking.h"
#include "engine/parse/token_sequence.h"

namespace faultline::parse {

/// A text with its tokens found.
struct TokenisedText {
  std::string_view text;
  TokenSequence sequence;
};

/// What a message has at each `<*>` of a template, in order. `masked` is the message with typed and user
/// masks applied, `origins` leads from it back into `message`.
[[nodiscard]] std::vector<std::string> parameterTexts(const TokenisedText& pattern,
                                                      const TokenisedText& masked, std::string_view message,
                                                      const Origins& origins);

}  // namespace faultline::parse
