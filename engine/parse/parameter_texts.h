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

/// Where each `<*>` of a template stands in a masked message, in order; empty where the message has nothing
/// there.
[[nodiscard]] std::vector<TextSpan> parameterPlaces(const TokenisedText& pattern,
                                                    const TokenisedText& masked);

/// What stood in a message at a place of its masked text.
[[nodiscard]] std::string_view originalText(TextSpan place, const Origins& origins, std::string_view message);

/// What a message has at each `<*>` of a template, in order. `masked` is the message with typed and user
/// masks applied, `origins` leads from it back into `message`.
[[nodiscard]] std::vector<std::string> parameterTexts(const TokenisedText& pattern,
                                                      const TokenisedText& masked, std::string_view message,
                                                      const Origins& origins);

}  // namespace faultline::parse
