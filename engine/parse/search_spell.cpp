#include <algorithm>

#include "engine/parse/template_search.h"

namespace faultline::parse {

namespace {

/// What a template must cover of a message's constants for the pre-filters, and what the distinct common
/// tokens must come to of a message's tokens for the subsequence to be looked at.
constexpr double kCover = 0.5;

bool loopAccepts(const TokenSequence& tokens, const TokenSequence& message) {
  if (tokens.tokens.size() < shareOf(kCover, message.constants.size())) return false;
  return std::all_of(tokens.distinct.begin(), tokens.distinct.end(),
                     [&](TokenId token) { return token == kWildcardToken || message.has(token); });
}

/// The first template whose constants the message has, in whatever order.
std::optional<std::uint32_t> searchLoop(const TemplateIndex& index, const TokenSequence& message) {
  std::optional<std::uint32_t> first;
  const auto look = [&](TokenId anchor) {
    for (const std::uint32_t candidate : index.anchored(anchor)) {
      if (first && candidate >= *first) continue;
      if (loopAccepts(index.at(candidate), message)) first = candidate;
    }
  };
  look(kWildcardToken);
  for (const TokenId token : message.distinct) {
    if (token != kWildcardToken) look(token);
  }
  return first;
}

std::optional<std::uint32_t> searchCommonSubsequence(const TemplateIndex& index, const TokenSequence& message,
                                                     double tau) {
  const std::size_t least = std::max<std::size_t>(1, shareOf(tau, message.tokens.size()));
  const std::size_t leastDistinct = shareOf(kCover, message.tokens.size());
  std::optional<std::uint32_t> best;
  std::size_t longest = least - 1;
  for (const std::uint32_t candidate : index.candidates(message, least)) {
    const TokenSequence& tokens = index.at(candidate);
    if (countCommon(message, tokens) < leastDistinct) continue;
    if (countShared(message, tokens) < std::max(longest, least)) continue;
    const std::size_t length = commonLength(message.tokens, tokens.tokens);
    const bool shorter = best && length == longest && tokens.tokens.size() < index.at(*best).tokens.size();
    if (length > longest || shorter) {
      longest = length;
      best = candidate;
    }
  }
  return best;
}

}  // namespace

std::optional<FoundTemplate> searchSpell(const TemplateIndex& index, const TokenSequence& message,
                                         double tau) {
  if (const auto found = index.tree().find(message.constants, kCover)) return FoundTemplate{*found, {}};
  if (const auto found = searchLoop(index, message)) return FoundTemplate{*found, {}};
  if (const auto found = searchCommonSubsequence(index, message, tau)) {
    return FoundTemplate{*found, commonSubsequence(message.tokens, index.at(*found).tokens)};
  }
  return std::nullopt;
}

}  // namespace faultline::parse
