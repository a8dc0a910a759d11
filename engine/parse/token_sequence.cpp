#include "engine/parse/token_sequence.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "engine/parse/log_key_parser.h"
#include "engine/parse/tokens.h"

namespace faultline::parse {

namespace {

bool isPart(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool joinsParts(std::string_view token) {
  for (std::size_t i = 1; i + 1 < token.size(); ++i) {
    if (std::string_view("._/~@$\\").find(token[i]) == std::string_view::npos) continue;
    const bool before = isPart(token[i - 1]) || token[i - 1] == '>';
    const bool after = isPart(token[i + 1]) || token[i + 1] == '<';
    if (before && after) return true;
  }
  return false;
}

/// `(<*>)`, `"<*>"`
bool isBracketed(std::string_view token) {
  if (token.size() != kWildcard.size() + 2 || token.substr(1, kWildcard.size()) != kWildcard) return false;
  const std::size_t open = std::string_view("([{\"'").find(token.front());
  return open != std::string_view::npos && token.back() == ")]}\"'"[open];
}

/// `node-<*>`, `named[<*>]`: a number with a word in front of it.
bool isPartOfName(std::string_view token) {
  const std::size_t at = token.find(kWildcard);
  if (at == std::string_view::npos || at < 2 || !isPart(token[at - 2])) return false;
  return token[at - 1] == '-' || token[at - 1] == '[';
}

bool saysWhatHappens(std::string_view token) {
  while (!token.empty() && !isPart(token.back())) token.remove_suffix(1);
  for (const std::string_view end : {"Exception", "Error", "Failure"}) {
    if (token.ends_with(end)) return true;
  }
  return std::none_of(token.begin(), token.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

TokenForm tokenForm(std::string_view token) {
  if (token == kWildcard) return TokenForm::Wildcard;
  if (isBracketed(token)) return TokenForm::Numbered;
  const bool masked = token.find(kWildcard) != std::string_view::npos;
  if (joinsParts(token) && (masked || !saysWhatHappens(token))) return TokenForm::Name;
  if (masked && isPartOfName(token)) return TokenForm::Name;
  if (!masked) return TokenForm::Word;
  const bool lettered = isPart(token.front()) && std::all_of(token.begin(), token.end() - 3, isPart);
  return lettered && token.ends_with(kWildcard) ? TokenForm::Numbered : TokenForm::Masked;
}

TokenSequence TokenSequence::of(std::string_view text, const TokenTable& table) {
  TokenSequence sequence;
  std::vector<TextSpan> spans;
  splitTokens(text, spans);
  for (const TextSpan span : spans) {
    const std::string_view token = spanText(text, span);
    sequence.tokens.push_back(table.find(token));
    sequence.forms.push_back(tokenForm(token));
  }
  // A message often begins with the name of what speaks: `autopurge.purgeInterval set to 0`.
  if (!spans.empty() && spanText(text, spans.front()).find(kWildcard) == std::string_view::npos) {
    sequence.forms.front() = TokenForm::Word;
  }
  std::copy_if(sequence.tokens.begin(), sequence.tokens.end(), std::back_inserter(sequence.constants),
               [](TokenId token) { return token != kWildcardToken; });
  auto& distinct = sequence.distinct = sequence.tokens;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  if (!distinct.empty() && distinct.back() == kUnknownToken) distinct.pop_back();
  return sequence;
}

bool TokenSequence::has(TokenId token) const {
  return std::binary_search(distinct.begin(), distinct.end(), token);
}

std::size_t countCommon(const TokenSequence& a, const TokenSequence& b) {
  return static_cast<std::size_t>(
      std::count_if(a.distinct.begin(), a.distinct.end(), [&](TokenId token) { return b.has(token); }));
}

std::size_t countShared(const TokenSequence& a, const TokenSequence& b) {
  return static_cast<std::size_t>(
      std::count_if(a.tokens.begin(), a.tokens.end(), [&](TokenId token) { return b.has(token); }));
}

std::size_t shareOf(double share, std::size_t count) {
  return static_cast<std::size_t>(std::ceil(share * static_cast<double>(count) - 1e-9));
}

}  // namespace faultline::parse
