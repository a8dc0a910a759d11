#include "engine/parse/spell_search.h"

#include <algorithm>

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

}  // namespace

std::optional<FoundTemplate> SpellSearch::find(const TokenSequence& message) const {
  if (const auto found = m_tree.find(message.constants, kCover)) return FoundTemplate{*found, {}};
  if (const auto found = findByLoop(message)) return FoundTemplate{*found, {}};
  if (const auto found = findByCommonSubsequence(message)) {
    return FoundTemplate{*found, commonSubsequence(message.tokens, at(*found).tokens)};
  }
  return std::nullopt;
}

std::span<const std::uint32_t> SpellSearch::anchored(TokenId token) const {
  if (token >= m_byAnchor.size()) return {};
  return m_byAnchor[token];
}

std::optional<std::uint32_t> SpellSearch::findByLoop(const TokenSequence& message) const {
  std::optional<std::uint32_t> first;
  const auto look = [&](TokenId anchor) {
    for (const std::uint32_t candidate : anchored(anchor)) {
      if (first && candidate >= *first) continue;
      if (loopAccepts(at(candidate), message)) first = candidate;
    }
  };
  look(kWildcardToken);
  for (const TokenId token : message.distinct) {
    if (token != kWildcardToken) look(token);
  }
  return first;
}

std::vector<std::uint32_t> SpellSearch::candidates(const TokenSequence& message, std::size_t least) const {
  // A template that shares `least` of the message's tokens shares one at least of any choice that leaves out
  // fewer than `least` of them. The rarest are the cheapest choice.
  std::vector<TokenId> rarest = message.distinct;
  std::erase_if(rarest, [&](TokenId token) { return token >= m_byToken.size(); });
  std::sort(rarest.begin(), rarest.end(), [&](TokenId a, TokenId b) {
    return std::pair(m_byToken[a].size(), a) < std::pair(m_byToken[b].size(), b);
  });
  const auto times = [&](TokenId token) {
    return static_cast<std::size_t>(std::count(message.tokens.begin(), message.tokens.end(), token));
  };
  std::size_t left = message.tokens.size() - times(kUnknownToken);
  std::vector<std::uint32_t> found;
  for (const TokenId token : rarest) {
    if (left < least) break;
    left -= times(token);
    found.insert(found.end(), m_byToken[token].begin(), m_byToken[token].end());
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  if (found.size() > kMostCandidates) found.resize(kMostCandidates);
  return found;
}

std::optional<std::uint32_t> SpellSearch::findByCommonSubsequence(const TokenSequence& message) const {
  const std::size_t least = std::max<std::size_t>(1, shareOf(m_tau, message.tokens.size()));
  const std::size_t leastDistinct = shareOf(kCover, message.tokens.size());
  std::optional<std::uint32_t> best;
  std::size_t longest = least - 1;
  for (const std::uint32_t candidate : candidates(message, least)) {
    const TokenSequence& tokens = at(candidate);
    if (countCommon(message, tokens) < leastDistinct) continue;
    if (countShared(message, tokens) < std::max(longest, least)) continue;
    const std::size_t length = commonLength(message.tokens, tokens.tokens);
    const bool shorter = best && length == longest && tokens.tokens.size() < at(*best).tokens.size();
    if (length > longest || shorter) {
      longest = length;
      best = candidate;
    }
  }
  return best;
}

void SpellSearch::enter(std::uint32_t index) {
  const TokenSequence& sequence = at(index);
  m_tree.add(sequence.constants, index);
  const auto place = [&](Lists& lists, TokenId token) {
    if (token >= lists.size()) lists.resize(token + 1);
    lists[token].push_back(index);
  };
  TokenId anchor = kWildcardToken;
  for (const TokenId token : sequence.distinct) {
    place(m_byToken, token);
    const bool rarer = anchor == kWildcardToken || m_byToken[token].size() < m_byToken[anchor].size();
    if (token != kWildcardToken && rarer) anchor = token;
  }
  place(m_byAnchor, anchor);
  if (index >= m_anchors.size()) m_anchors.resize(index + 1);
  m_anchors[index] = anchor;
}

void SpellSearch::leave(std::uint32_t index) {
  const TokenSequence& sequence = at(index);
  m_tree.remove(sequence.constants, index);
  for (const TokenId token : sequence.distinct) std::erase(m_byToken[token], index);
  std::erase(m_byAnchor[m_anchors[index]], index);
}

}  // namespace faultline::parse
