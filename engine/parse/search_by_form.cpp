#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "engine/parse/template_search.h"

namespace faultline::parse {

namespace {

using Forms = std::span<const TokenForm>;

bool mayDiffer(TokenForm a, TokenForm b) {
  if (a == TokenForm::Word || b == TokenForm::Word) return false;
  return a == TokenForm::Name || b == TokenForm::Name;
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

std::optional<FoundTemplate> searchNames(const TemplateIndex& index, const TokenSequence& message,
                                         std::size_t least) {
  std::optional<FoundTemplate> best;
  std::pair<bool, std::size_t> closest{false, least - 1};
  for (const std::uint32_t candidate : index.candidates(message, least)) {
    const TokenSequence& tokens = index.at(candidate);
    if (countShared(message, tokens) < least) continue;
    auto common = align(message, tokens);
    if (common.size() < least || !differsInNamesAlone(message, tokens, common)) continue;
    const std::pair closeness{covers(tokens, common), common.size()};
    if (closeness <= closest) continue;
    closest = closeness;
    best = FoundTemplate{candidate, std::move(common)};
  }
  return best;
}

/// The place of the only token in which two sequences differ.
std::optional<std::size_t> onlyDifference(const TokenSequence& a, const TokenSequence& b) {
  if (a.tokens.size() != b.tokens.size()) return std::nullopt;
  const auto [first, second] = std::mismatch(a.tokens.begin(), a.tokens.end(), b.tokens.begin());
  if (first == a.tokens.end() || !std::equal(first + 1, a.tokens.end(), second + 1)) return std::nullopt;
  return static_cast<std::size_t>(first - a.tokens.begin());
}

std::optional<FoundTemplate> searchCrowd(const TemplateIndex& index, const TokenSequence& message) {
  constexpr std::size_t kShortest = 3;
  if (message.tokens.size() < kShortest) return std::nullopt;
  struct Crowd {
    std::size_t words = 0;
    std::uint32_t last = 0;
    std::optional<std::uint32_t> open;  ///< Has the wildcard there already.
  };
  std::map<std::size_t, Crowd> crowds;
  for (const std::uint32_t candidate : index.candidates(message, message.tokens.size() - 1)) {
    const TokenSequence& tokens = index.at(candidate);
    const auto place = onlyDifference(message, tokens);
    if (!place || message.forms[*place] == TokenForm::Masked) continue;
    Crowd& crowd = crowds[*place];
    if (tokens.tokens[*place] == kWildcardToken) {
      crowd.open = candidate;
    } else if (tokens.forms[*place] != TokenForm::Masked) {
      ++crowd.words;
      crowd.last = candidate;
    }
  }
  for (const auto& [place, crowd] : crowds) {
    // The one that was opened was a word as well.
    if (crowd.words + (crowd.open ? 1 : 0) < kCrowd) continue;
    const std::uint32_t chosen = crowd.open.value_or(crowd.last);
    return FoundTemplate{chosen, align(message, index.at(chosen))};
  }
  return std::nullopt;
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

std::optional<FoundTemplate> searchByForm(const TemplateIndex& index, const TokenSequence& message,
                                          double tau) {
  if (const auto found = index.tree().findExact(message.constants)) return FoundTemplate{*found, {}};
  const std::size_t least = std::max<std::size_t>(1, shareOf(tau, message.tokens.size()));
  if (auto found = searchNames(index, message, least)) return found;
  return searchCrowd(index, message);
}

}  // namespace faultline::parse
