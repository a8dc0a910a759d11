#include "engine/parse/masking.h"

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

void findNotAscii(const std::string& text, std::vector<TextSpan>& spans) {
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

/// `replacement` for each span; the origins of a replacement's bytes are its span's beginning.
void replaceSpans(std::string& text, const std::vector<TextSpan>& spans, std::string_view replacement,
                  Origins* origins) {
  if (spans.empty()) return;
  std::string out;
  out.reserve(text.size());
  Origins moved;
  const auto keep = [&](std::uint32_t begin, std::uint32_t end) {
    out.append(text, begin, end - begin);
    if (origins) moved.insert(moved.end(), origins->begin() + begin, origins->begin() + end);
  };
  std::uint32_t kept = 0;
  for (const TextSpan span : spans) {
    keep(kept, span.begin);
    out += replacement;
    if (origins) moved.insert(moved.end(), replacement.size(), (*origins)[span.begin]);
    kept = span.end;
  }
  keep(kept, static_cast<std::uint32_t>(text.size()));
  text.swap(out);
  if (!origins) return;
  moved.push_back(origins->back());
  origins->swap(moved);
}

/// Ends the text at `end` with a wildcard that stands for everything after it.
void cutOff(std::string& text, std::size_t end, Origins* origins) {
  while (end > 0 && isContinuation(text[end])) --end;
  if (end > 0 && !isDelimiter(text[end - 1])) {
    const std::size_t blank = text.find_last_of(' ', end);
    if (blank != std::string::npos) end = blank + 1;
  }
  text.resize(end);
  text += kWildcard;
  if (!origins) return;
  const std::uint32_t last = origins->back();
  const std::uint32_t first = (*origins)[end];
  origins->resize(end);
  origins->insert(origins->end(), kWildcard.size(), first);
  origins->push_back(last);
}

/// Ends a text that is too long or has too many tokens.
void bound(std::string& text, Origins* origins) {
  if (text.size() > LogKeyParser::kMostPreparedBytes) {
    cutOff(text, LogKeyParser::kMostPreparedBytes - kWildcard.size(), origins);
  }
  if (text.size() < 2 * LogKeyParser::kMostTokens) return;
  std::vector<TextSpan> tokens;
  splitTokens(text, tokens);
  if (tokens.size() > LogKeyParser::kMostTokens) {
    cutOff(text, tokens[LogKeyParser::kMostTokens - 1].begin, origins);
  }
}

}  // namespace

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

void Masker::mask(std::string_view message, std::string& text, Origins* origins) const {
  text.assign(message.substr(0, kMostRead));
  if (origins) {
    origins->resize(text.size() + 1);
    for (std::uint32_t i = 0; i < origins->size(); ++i) (*origins)[i] = i;
    origins->back() = static_cast<std::uint32_t>(message.size());
  }
  if (message.size() > kMostRead) cutOff(text, kMostRead - kWildcard.size(), origins);
  std::vector<TextSpan> spans;
  for (const Expression& expression : m_expressions) {
    findMatches(*expression, text, spans);
    replaceSpans(text, spans, kWildcard, origins);
  }
  if (m_kind == ParserKind::Auto) {
    findTyped(text, spans);
    replaceSpans(text, spans, kWildcard, origins);
  } else {
    findNotAscii(text, spans);
    replaceSpans(text, spans, kNotAscii, origins);
  }
  bound(text, origins);
}

}  // namespace faultline::parse
