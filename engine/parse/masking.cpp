#include "engine/parse/masking.h"

#include <algorithm>

#include "engine/parse/tokens.h"
#include "engine/parse/typed_masks.h"

namespace faultline::parse {

namespace {

/// More of a message than this cannot matter: even masked it is beyond `kMostPreparedBytes` mostly.
constexpr std::size_t kMostRead = 4 * LogKeyParser::kMostPreparedBytes;
constexpr std::string_view kNotAscii = "<NASCII>";

bool isAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool isContinuation(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

void findMatches(const re2::RE2& expression, const std::string& text, std::vector<TextSpan>& spans) {
  spans.clear();
  std::size_t at = 0;
  re2::StringPiece match;
  while (at <= text.size() && expression.Match(text, at, text.size(), re2::RE2::UNANCHORED, &match, 1)) {
    const auto begin = static_cast<std::size_t>(match.data() - text.data());
    at = begin + match.size();
    if (match.empty()) {
      ++at;
    } else {
      spans.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at)});
    }
  }
}

void findNotAscii(std::string_view text, std::vector<TextSpan>& spans) {
  spans.clear();
  for (std::uint32_t at = 0; at < text.size();) {
    const std::uint32_t begin = at;
    while (at < text.size() && !isAscii(text[at])) ++at;
    if (at > begin) {
      spans.push_back({begin, at});
    } else {
      ++at;
    }
  }
}

/// `replacement` for each span of the text; `masked` is about the text before and then after.
void replaceSpans(std::string& text, const std::vector<TextSpan>& spans, std::string_view replacement,
                  std::vector<MaskedSpan>& masked) {
  if (spans.empty()) return;
  const std::string before = std::move(text);
  const std::vector<MaskedSpan> older = std::move(masked);
  const Origins origins(older);
  masked.clear();
  text.clear();
  auto next = older.begin();
  std::uint32_t kept = 0;
  const auto keepTo = [&](std::uint32_t end) {
    for (; next != older.end() && next->text.begin < end; ++next) {
      const auto begin = static_cast<std::uint32_t>(text.size() + (next->text.begin - kept));
      if (next->text.begin < kept) continue;
      masked.push_back({{begin, begin + next->text.end - next->text.begin}, next->message});
    }
    text.append(before, kept, end - kept);
  };
  for (const TextSpan span : spans) {
    keepTo(span.begin);
    const auto begin = static_cast<std::uint32_t>(text.size());
    text += replacement;
    masked.push_back(
        {{begin, static_cast<std::uint32_t>(text.size())}, {origins[span.begin], origins[span.end]}});
    kept = span.end;
  }
  keepTo(static_cast<std::uint32_t>(before.size()));
}

/// The masked text of a message of which nothing is masked yet.
void maskSpans(std::string_view message, const std::vector<TextSpan>& spans, std::string_view replacement,
               std::string& text, std::vector<MaskedSpan>& masked) {
  std::uint32_t kept = 0;
  for (const TextSpan span : spans) {
    text.append(message, kept, span.begin - kept);
    const auto begin = static_cast<std::uint32_t>(text.size());
    text += replacement;
    masked.push_back({{begin, static_cast<std::uint32_t>(text.size())}, span});
    kept = span.end;
  }
  text.append(message, kept);
}

/// Ends the text at `end` with a wildcard that stands for everything after it, up to `messageEnd`.
void cutOff(std::string& text, std::size_t end, std::size_t messageEnd, std::vector<MaskedSpan>& masked) {
  while (end > 0 && isContinuation(text[end])) --end;
  if (end > 0 && !isDelimiter(text[end - 1])) {
    const std::size_t blank = text.find_last_of(' ', end);
    if (blank != std::string::npos) end = blank + 1;
  }
  const std::uint32_t first = Origins(masked)[end];
  text.resize(end);
  text += kWildcard;
  while (!masked.empty() && masked.back().text.end > end) masked.pop_back();
  masked.push_back({{static_cast<std::uint32_t>(end), static_cast<std::uint32_t>(text.size())},
                    {first, static_cast<std::uint32_t>(messageEnd)}});
}

/// Ends a text that is too long or has too many tokens.
void bound(std::string& text, std::size_t messageEnd, std::vector<MaskedSpan>& masked) {
  if (text.size() > LogKeyParser::kMostPreparedBytes) {
    cutOff(text, LogKeyParser::kMostPreparedBytes - kWildcard.size(), messageEnd, masked);
  }
  if (text.size() < 2 * LogKeyParser::kMostTokens) return;
  std::vector<TextSpan> tokens;
  splitTokens(text, tokens);
  if (tokens.size() > LogKeyParser::kMostTokens) {
    cutOff(text, tokens[LogKeyParser::kMostTokens - 1].begin, messageEnd, masked);
  }
}

}  // namespace

std::uint32_t Origins::operator[](std::size_t place) const {
  const auto behind =
      std::upper_bound(m_masked.begin(), m_masked.end(), place,
                       [](std::size_t at, const MaskedSpan& span) { return at < span.text.begin; });
  if (behind == m_masked.begin()) return static_cast<std::uint32_t>(place);
  const MaskedSpan& span = *(behind - 1);
  if (place < span.text.end) return span.message.begin;
  return static_cast<std::uint32_t>(span.message.end + (place - span.text.end));
}

Result<Masker> Masker::make(const ParserSettings& settings) {
  Masker masker;
  masker.m_kind = settings.kind;
  for (const std::string& expression : settings.masks) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    auto compiled = std::make_unique<re2::RE2>(expression, options);
    if (!compiled->ok()) return failure(ErrorCode::RegexInvalid, expression, compiled->error());
    masker.m_expressions.push_back(std::move(compiled));
  }
  return masker;
}

void Masker::mask(std::string_view message, std::string& text, std::vector<MaskedSpan>& masked) const {
  text.clear();
  masked.clear();
  thread_local std::vector<TextSpan> spans;
  const auto findLast = [&](std::string_view in) {
    m_kind == ParserKind::Auto ? findTyped(in, spans) : findNotAscii(in, spans);
  };
  const std::string_view last = m_kind == ParserKind::Auto ? kWildcard : kNotAscii;
  if (m_expressions.empty() && message.size() <= kMostRead) {
    findLast(message);
    maskSpans(message, spans, last, text, masked);
    return bound(text, message.size(), masked);
  }
  text.assign(message.substr(0, kMostRead));
  if (message.size() > kMostRead) cutOff(text, kMostRead - kWildcard.size(), message.size(), masked);
  for (const Expression& expression : m_expressions) {
    findMatches(*expression, text, spans);
    replaceSpans(text, spans, kWildcard, masked);
  }
  findLast(text);
  replaceSpans(text, spans, last, masked);
  bound(text, message.size(), masked);
}

}  // namespace faultline::parse
