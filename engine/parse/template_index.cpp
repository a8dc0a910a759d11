#include "engine/parse/template_index.h"

#include <algorithm>

namespace faultline::parse {

std::span<const std::uint32_t> TemplateIndex::anchored(TokenId token) const {
  if (token >= m_byAnchor.size()) return {};
  return m_byAnchor[token];
}

std::vector<std::uint32_t> TemplateIndex::candidates(const TokenSequence& message, std::size_t least) const {
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
  return found;
}

void TemplateIndex::enter(std::uint32_t index) {
  Template& added = m_templates[index];
  if (added.sequence.tokens.empty()) return;
  m_tree.add(added.sequence.constants, index);
  const auto place = [&](Lists& lists, TokenId token) {
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
  if (left.sequence.tokens.empty()) return;
  m_tree.remove(left.sequence.constants, index);
  for (const TokenId token : left.sequence.distinct) std::erase(m_byToken[token], index);
  std::erase(m_byAnchor[left.anchor], index);
}

void TemplateIndex::add(TokenSequence sequence) {
  m_templates.push_back({std::move(sequence), kWildcardToken});
  enter(static_cast<std::uint32_t>(m_templates.size() - 1));
}

void TemplateIndex::replace(std::uint32_t index, TokenSequence sequence) {
  leave(index);
  m_templates[index].sequence = std::move(sequence);
  enter(index);
}

}  // namespace faultline::parse
