#include "engine/parse/form_search.h"

#include <algorithm>
#include <utility>

#include "engine/base/hash.h"

namespace faultline::parse {

namespace {

using Forms = std::span<const TokenForm>;

bool mayDiffer(TokenForm a, TokenForm b) {
  if (a == TokenForm::Word || b == TokenForm::Word) return false;
  if (a == TokenForm::Name || b == TokenForm::Name) return true;
  // `<*>` and `storage<*>`, but not `eth<*>` and `wlan<*>`.
  return (a == TokenForm::Wildcard && b == TokenForm::Numbered) ||
         (a == TokenForm::Numbered && b == TokenForm::Wildcard);
}

/// Whether what stands between two common tokens can be one parameter, or a list of them.
bool gapFits(Forms a, Forms b) {
  if (a.size() == b.size()) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (!mayDiffer(a[i], b[i])) return false;
    }
    return true;
  }
  const auto count = [](Forms forms, TokenForm form) { return std::count(forms.begin(), forms.end(), form); };
  if (a.empty() || b.empty() || count(a, TokenForm::Word) + count(b, TokenForm::Word) > 0) return false;
  return count(a, TokenForm::Name) + count(b, TokenForm::Name) > 0;
}

bool differsInNamesAlone(const TokenSequence& a, const TokenSequence& b,
                         const std::vector<CommonToken>& common) {
  const Forms formsA(a.forms);
  const Forms formsB(b.forms);
  std::size_t i = 0;
  std::size_t j = 0;
  for (const CommonToken token : common) {
    if (!gapFits(formsA.subspan(i, token.first - i), formsB.subspan(j, token.second - j))) return false;
    i = token.first + 1;
    j = token.second + 1;
  }
  return gapFits(formsA.subspan(i), formsB.subspan(j));
}

/// The template has a wildcard wherever the message differs, so that it need not change.
bool covers(const TokenSequence& tokens, const std::vector<CommonToken>& common) {
  const auto constants = std::count_if(common.begin(), common.end(), [&](CommonToken token) {
    return tokens.tokens[token.second] != kWildcardToken;
  });
  return static_cast<std::size_t>(constants) == tokens.constants.size();
}

std::uint64_t hashOf(std::span<const TokenId> tokens, std::uint64_t seed) {
  return stableHash({reinterpret_cast<const char*>(tokens.data()), tokens.size_bytes()}, seed);
}

/// None when the message has a word that no template has.
std::optional<std::uint64_t> hashOfWords(const TokenSequence& sequence) {
  std::vector<TokenId> words;
  for (std::size_t i = 0; i < sequence.tokens.size(); ++i) {
    if (sequence.forms[i] != TokenForm::Word) continue;
    if (sequence.tokens[i] == kUnknownToken) return std::nullopt;
    words.push_back(sequence.tokens[i]);
  }
  return hashOf(words, 0);
}

std::uint64_t hashWithout(const TokenSequence& sequence, std::size_t place) {
  std::vector<TokenId> tokens = sequence.tokens;
  tokens[place] = kWildcardToken;
  return hashOf(tokens, place + 1);
}

/// Calls `action` with the hash for each place that a crowd could be at.
template <class Action>
void forPlaces(const TokenSequence& sequence, const Action& action) {
  constexpr std::size_t kShortest = 3;
  const std::size_t size = sequence.tokens.size();
  if (size < kShortest || size > FormSearch::kMostCrowdTokens) return;
  for (std::size_t place = 0; place < size; ++place) {
    if (mayOpen(sequence, place)) action(place, hashWithout(sequence, place));
  }
}

void put(std::vector<std::uint32_t>& list, std::uint32_t index) {
  list.insert(std::lower_bound(list.begin(), list.end(), index), index);
}

}  // namespace

std::vector<CommonToken> align(const TokenSequence& a, const TokenSequence& b) {
  if (a.tokens.size() != b.tokens.size()) return commonSubsequence(a.tokens, b.tokens);
  std::vector<CommonToken> common;
  for (std::size_t i = 0; i < a.tokens.size(); ++i) {
    if (a.tokens[i] == b.tokens[i] && a.tokens[i] != kUnknownToken) common.push_back({i, i});
  }
  return common;
}

std::optional<FoundTemplate> FormSearch::find(const TokenSequence& message) const {
  if (const auto found = findByConstants(message)) return FoundTemplate{*found, {}};
  if (auto found = findByNames(message)) return found;
  if (auto found = findByCrowd(message)) return found;
  return findByPair(message);
}

std::optional<std::uint32_t> FormSearch::findByConstants(const TokenSequence& message) const {
  const auto it = m_byConstants.find(hashOf(message.constants, 0));
  if (it == m_byConstants.end()) return std::nullopt;
  return it->second.front();
}

std::optional<FoundTemplate> FormSearch::findByNames(const TokenSequence& message) const {
  const auto words = hashOfWords(message);
  const auto it = words ? m_byWords.find(*words) : m_byWords.end();
  if (it == m_byWords.end()) return std::nullopt;
  const std::size_t least = std::max<std::size_t>(1, shareOf(m_tau, message.tokens.size()));
  std::optional<FoundTemplate> best;
  std::pair<bool, std::size_t> closest{false, least - 1};
  for (const std::uint32_t candidate :
       std::span(it->second).first(std::min(it->second.size(), kMostCandidates))) {
    const TokenSequence& tokens = at(candidate);
    auto common = align(message, tokens);
    if (common.size() < least || !differsInNamesAlone(message, tokens, common)) continue;
    const std::pair closeness{covers(tokens, common), common.size()};
    if (closeness <= closest) continue;
    closest = closeness;
    best = FoundTemplate{candidate, std::move(common)};
  }
  return best;
}

bool FormSearch::isCrowd(std::span<const std::uint32_t> templates, std::size_t place) const {
  if (templates.size() < kCrowd) return false;
  std::vector<TokenId> values;
  for (const std::uint32_t index : templates) values.push_back(at(index).tokens[place]);
  std::sort(values.begin(), values.end());
  if (values.front() == kWildcardToken) return true;  // there was a crowd before
  return static_cast<std::size_t>(std::unique(values.begin(), values.end()) - values.begin()) >= kCrowd;
}

FoundTemplate FormSearch::foundCrowd(const TokenSequence& message,
                                     std::span<const std::uint32_t> crowd) const {
  FoundTemplate found{crowd.front(), align(message, at(crowd.front()))};
  found.tail = Tail::Each;
  std::vector<TokenId> opened(message.tokens.size(), kWildcardToken);
  for (const CommonToken token : *found.kept) opened[token.second] = message.tokens[token.first];
  for (const std::uint32_t index : crowd.subspan(1)) {
    if (at(index).tokens != opened) found.absorbed.push_back(index);
  }
  return found;
}

std::optional<FoundTemplate> FormSearch::findByCrowd(const TokenSequence& message) const {
  std::optional<FoundTemplate> found;
  forPlaces(message, [&](std::size_t place, std::uint64_t hash) {
    const auto it = m_byAllButOne.find(hash);
    if (found || it == m_byAllButOne.end() || !isCrowd(it->second, place)) return;
    found = foundCrowd(message, it->second);
  });
  return found;
}

std::vector<std::uint32_t> FormSearch::sameBut(const TokenSequence& message, PairCounts::Pair pair) const {
  std::vector<std::uint32_t> same;
  for (std::uint32_t index = 0; index < std::min(count(), kMostPaired); ++index) {
    const std::vector<TokenId>& tokens = at(index).tokens;
    if (tokens.size() != message.tokens.size()) continue;
    bool fits = mayOpen(at(index), pair.first) && mayOpen(at(index), pair.second);
    for (std::size_t i = 0; fits && i < tokens.size(); ++i) {
      fits = i == pair.first || i == pair.second || tokens[i] == message.tokens[i];
    }
    if (fits) same.push_back(index);
  }
  return same;
}

std::optional<FoundTemplate> FormSearch::findByPair(const TokenSequence& message) const {
  std::optional<FoundTemplate> found;
  m_pairs.forPairs(message, kCrowd, [&](PairCounts::Pair pair) {
    if (found) return;
    const auto crowd = sameBut(message, pair);
    if (isCrowd(crowd, pair.first) && isCrowd(crowd, pair.second)) found = foundCrowd(message, crowd);
  });
  return found;
}

void FormSearch::enter(std::uint32_t index) {
  const TokenSequence& sequence = at(index);
  put(m_byConstants[hashOf(sequence.constants, 0)], index);
  put(m_byWords[hashOfWords(sequence).value_or(0)], index);
  forPlaces(sequence, [&](std::size_t, std::uint64_t hash) { put(m_byAllButOne[hash], index); });
  if (index < kMostPaired) m_pairs.add(sequence);
}

void FormSearch::leave(std::uint32_t index) {
  const TokenSequence& sequence = at(index);
  const auto take = [&](ByHash& map, std::uint64_t hash) {
    const auto it = map.find(hash);
    std::erase(it.value(), index);
    if (it->second.empty()) map.erase(it);
  };
  take(m_byConstants, hashOf(sequence.constants, 0));
  take(m_byWords, hashOfWords(sequence).value_or(0));
  forPlaces(sequence, [&](std::size_t, std::uint64_t hash) { take(m_byAllButOne, hash); });
  if (index < kMostPaired) m_pairs.remove(sequence);
}

}  // namespace faultline::parse
