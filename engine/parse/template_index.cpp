#include "engine/parse/template_index.h"

#include <algorithm>
#include <cmath>

#include "engine/parse/common_subsequence.h"

namespace faultline::parse {

namespace {

/// The least whole number that is at least `share` of `count`; the sum of rounding errors is not counted.
std::size_t shareOf(double share, std::size_t count) {
  return static_cast<std::size_t>(std::ceil(share * static_cast<double>(count) - 1e-9));
}

bool contains(const std::vector<TokenId>& sorted, TokenId token) {
  return std::binary_search(sorted.begin(), sorted.end(), token);
}

std::size_t countKnown(const TokenSequence& message) {
  return message.tokens.size() -
         static_cast<std::size_t>(std::count(message.tokens.begin(), message.tokens.end(), kUnknownToken));
}

std::size_t countCommon(const std::vector<TokenId>& a, const std::vector<TokenId>& b) {
  std::size_t count = 0;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
    if (*i == *j) ++count;
    const bool first = *i <= *j;
    if (*j <= *i) ++j;
    if (first) ++i;
  }
  return count;
}

/// Of the message's tokens, those that the template has: as long as a common subsequence can be.
std::size_t countShared(const TokenSequence& message, const TokenSequence& tokens) {
  return static_cast<std::size_t>(
      std::count_if(message.tokens.begin(), message.tokens.end(),
                    [&](TokenId token) { return contains(tokens.distinct, token); }));
}

}  // namespace

TokenSequence::TokenSequence(std::vector<TokenId> ids) : tokens(std::move(ids)), distinct(tokens) {
  std::copy_if(tokens.begin(), tokens.end(), std::back_inserter(constants),
               [](TokenId token) { return token != kWildcardToken; });
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  if (!distinct.empty() && distinct.back() == kUnknownToken) distinct.pop_back();
}

std::optional<TemplateIndex::Found> TemplateIndex::find(const TokenSequence& message) const {
  if (const auto index = m_tree.find(message.constants, m_rules.cover)) return Found{*index, false};
  if (const auto index = findByLoop(message)) return Found{*index, false};
  if (const auto index = findByCommonSubsequence(message)) return Found{*index, true};
  return std::nullopt;
}

bool TemplateIndex::loopAccepts(const TokenSequence& tokens, const TokenSequence& message) const {
  if (tokens.tokens.size() < shareOf(m_rules.cover, message.constants.size())) return false;
  return std::all_of(tokens.distinct.begin(), tokens.distinct.end(), [&](TokenId token) {
    return token == kWildcardToken || contains(message.distinct, token);
  });
}

std::optional<std::uint32_t> TemplateIndex::findByLoop(const TokenSequence& message) const {
  std::optional<std::uint32_t> first;
  const auto look = [&](TokenId anchor) {
    if (anchor >= m_byAnchor.size()) return;
    for (const std::uint32_t index : m_byAnchor[anchor]) {
      if (first && index >= *first) continue;
      if (loopAccepts(m_templates[index].sequence, message)) first = index;
    }
  };
  look(kWildcardToken);
  for (const TokenId token : message.distinct) {
    if (token != kWildcardToken) look(token);
  }
  return first;
}

std::vector<std::uint32_t> TemplateIndex::candidates(const TokenSequence& message, std::size_t least) const {
  // A template that shares `least` of the message's tokens shares one at least of any choice that leaves out
  // fewer than `least` of them. The rarest are the cheapest choice.
  std::vector<TokenId> rarest = message.distinct;
  std::sort(rarest.begin(), rarest.end(),
            [&](TokenId a, TokenId b) { return m_byToken[a].size() < m_byToken[b].size(); });
  std::size_t left = countKnown(message);
  std::vector<std::uint32_t> found;
  for (const TokenId token : rarest) {
    if (left < least) break;
    left -= static_cast<std::size_t>(std::count(message.tokens.begin(), message.tokens.end(), token));
    found.insert(found.end(), m_byToken[token].begin(), m_byToken[token].end());
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::optional<std::uint32_t> TemplateIndex::findByCommonSubsequence(const TokenSequence& message) const {
  const std::size_t least = std::max<std::size_t>(1, shareOf(m_rules.tau, message.tokens.size()));
  const std::size_t leastDistinct = shareOf(m_rules.distinct, message.tokens.size());
  std::optional<std::uint32_t> best;
  std::size_t longest = least - 1;
  for (const std::uint32_t index : candidates(message, least)) {
    const TokenSequence& tokens = m_templates[index].sequence;
    if (countCommon(message.distinct, tokens.distinct) < leastDistinct) continue;
    if (countShared(message, tokens) < std::max(longest, least)) continue;
    const std::size_t length = commonLength(message.tokens, tokens.tokens);
    const bool shorter =
        best && length == longest && tokens.tokens.size() < m_templates[*best].sequence.tokens.size();
    if (length > longest || shorter) {
      longest = length;
      best = index;
    }
  }
  return best;
}

void TemplateIndex::enter(std::uint32_t index) {
  Template& added = m_templates[index];
  m_tree.add(added.sequence.constants, index);
  const auto place = [&](std::vector<std::vector<std::uint32_t>>& lists, TokenId token) {
    if (token >= lists.size()) lists.resize(token + 1);
    lists[token].push_back(index);
  };
  added.anchor = kWildcardToken;
  for (const TokenId token : added.sequence.distinct) {
    place(m_byToken, token);
    const bool rarer =
        added.anchor == kWildcardToken || m_byToken[token].size() < m_byToken[added.anchor].size();
    if (token != kWildcardToken && rarer) added.anchor = token;
  }
  place(m_byAnchor, added.anchor);
}

void TemplateIndex::leave(std::uint32_t index) {
  const Template& left = m_templates[index];
  m_tree.remove(left.sequence.constants, index);
  for (const TokenId token : left.sequence.distinct) std::erase(m_byToken[token], index);
  std::erase(m_byAnchor[left.anchor], index);
}

void TemplateIndex::add(TokenSequence tokens) {
  m_templates.push_back({std::move(tokens), kWildcardToken});
  enter(static_cast<std::uint32_t>(m_templates.size() - 1));
}

void TemplateIndex::replace(std::uint32_t index, TokenSequence tokens) {
  leave(index);
  m_templates[index].sequence = std::move(tokens);
  enter(index);
}

}  // namespace faultline::parse
