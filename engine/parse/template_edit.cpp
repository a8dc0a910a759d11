#include "engine/parse/template_edit.h"

#include <vector>

#include <re2/re2.h>

#include "engine/parse/form_search.h"
#include "engine/parse/generalise.h"
#include "engine/parse/log_key_parser.h"

namespace faultline::parse {

namespace {

bool isWordByte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

TokenSequence sequenceOf(std::string_view text, TokenTable& table) {
  table.addTokensOf(text);
  return TokenSequence::of(text, table);
}

/// The wildcard that holds the place, or begins there.
std::optional<TextSpan> wildcardAround(std::string_view text, std::size_t place) {
  const std::size_t from = place < kWildcard.size() ? 0 : place - kWildcard.size() + 1;
  const std::size_t at = text.find(kWildcard, from);
  if (at == std::string_view::npos || at > place) return std::nullopt;
  return TextSpan{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + kWildcard.size())};
}

/// A match with the wildcards that it cuts; none when it lies within one.
std::optional<TextSpan> widened(std::string_view text, TextSpan match) {
  const auto first = wildcardAround(text, match.begin);
  if (first && match.end <= first->end) return std::nullopt;
  if (first) match.begin = first->begin;
  if (const auto last = wildcardAround(text, match.end - 1)) match.end = last->end;
  return match;
}

}  // namespace

std::optional<TextSpan> findWord(std::string_view text, std::string_view word) {
  if (word.empty()) return std::nullopt;
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    // A word that begins with something else needs no edge there.
    const bool begins = at == 0 || !isWordByte(word.front()) || !isWordByte(text[at - 1]);
    const bool ends = end == text.size() || !isWordByte(word.back()) || !isWordByte(text[end]);
    if (begins && ends) return TextSpan{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)};
  }
  return std::nullopt;
}

std::string withParameter(std::string_view templateText, std::size_t index, std::string_view text) {
  std::size_t at = templateText.find(kWildcard);
  while (index > 0 && at != std::string_view::npos) {
    at = templateText.find(kWildcard, at + kWildcard.size());
    --index;
  }
  std::string result(templateText);
  if (at != std::string_view::npos) result.replace(at, kWildcard.size(), text);
  return result;
}

std::string coveringBoth(const std::string& a, const std::string& b) {
  TokenTable table;
  const TokenSequence first = sequenceOf(a, table);
  const TokenSequence second = sequenceOf(b, table);
  return generalise(a, align(second, first));
}

TemplateMask::TemplateMask(std::unique_ptr<const re2::RE2> expression)
    : m_expression(std::move(expression)) {}
TemplateMask::TemplateMask(TemplateMask&&) noexcept = default;
TemplateMask& TemplateMask::operator=(TemplateMask&&) noexcept = default;
TemplateMask::~TemplateMask() = default;

Result<TemplateMask> TemplateMask::make(const std::string& expression) {
  auto compiled = std::make_unique<const re2::RE2>(expression, re2::RE2::Quiet);
  if (!compiled->ok()) return failure(ErrorCode::RegexInvalid, expression, compiled->error());
  return TemplateMask(std::move(compiled));
}

std::string TemplateMask::apply(const std::string& templateText) const {
  std::string result;
  std::size_t kept = 0;
  std::size_t at = 0;
  re2::StringPiece match;
  while (at <= templateText.size() &&
         m_expression->Match(templateText, at, templateText.size(), re2::RE2::UNANCHORED, &match, 1)) {
    const auto begin = static_cast<std::uint32_t>(match.data() - templateText.data());
    at = begin + match.size() + (match.empty() ? 1 : 0);
    if (match.empty()) continue;
    const auto span = widened(templateText, {begin, static_cast<std::uint32_t>(at)});
    if (!span || span->begin < kept) continue;
    result.append(templateText, kept, span->begin - kept);
    result += kWildcard;
    kept = at = span->end;
  }
  return result.append(templateText, kept);
}

}  // namespace faultline::parse
