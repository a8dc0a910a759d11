#include "engine/parse/log_key_parser.h"

#include <algorithm>

#include <tsl/robin_map.h>

#include "engine/base/hash.h"
#include "engine/base/text.h"
#include "engine/parse/common_subsequence.h"
#include "engine/parse/generalise.h"
#include "engine/parse/masking.h"
#include "engine/parse/template_index.h"
#include "engine/parse/tokens.h"

namespace faultline::parse {

namespace {

constexpr double kSpellTau = 0.5;
constexpr double kAutoTau = 0.7;
constexpr std::size_t kMostCached = 1U << 16U;

MatchRules rulesOf(const ParserSettings& settings) {
  const double own = settings.kind == ParserKind::Spell ? kSpellTau : kAutoTau;
  return {settings.tau.value_or(own), 0.5};
}

bool isAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

struct LogKeyParser::Impl {
  std::uint32_t mostKeys;
  Masker masker;
  TokenTable table;
  TemplateIndex index;
  std::vector<std::string> texts;
  /// The keys found for texts since a template last changed: saves the search, changes no answer.
  tsl::robin_map<std::uint64_t, KeyIndex> found;
  TokenSequence empty;

  Impl(const ParserSettings& settings, Masker masks)
      : mostKeys(settings.mostKeys), masker(std::move(masks)), index(rulesOf(settings)) {}

  [[nodiscard]] TokenSequence look(std::string_view text) const;
  TokenSequence enter(std::string_view text);
  KeyIndex add(std::string text);
  bool generaliseTo(KeyIndex key, const TokenSequence& message);
};

TokenSequence LogKeyParser::Impl::look(std::string_view text) const {
  std::vector<TextSpan> spans;
  splitTokens(text, spans);
  std::vector<TokenId> tokens;
  tokens.reserve(spans.size());
  for (const TextSpan span : spans) tokens.push_back(table.find(spanText(text, span)));
  return TokenSequence(std::move(tokens));
}

TokenSequence LogKeyParser::Impl::enter(std::string_view text) {
  std::vector<TextSpan> spans;
  splitTokens(text, spans);
  std::vector<TokenId> tokens;
  tokens.reserve(spans.size());
  for (const TextSpan span : spans) tokens.push_back(table.add(spanText(text, span)));
  return TokenSequence(std::move(tokens));
}

KeyIndex LogKeyParser::Impl::add(std::string text) {
  index.add(enter(text));
  texts.push_back(std::move(text));
  found.clear();
  return static_cast<KeyIndex>(texts.size() - 1);
}

bool LogKeyParser::Impl::generaliseTo(KeyIndex key, const TokenSequence& message) {
  const std::vector<TokenId>& tokens = index.at(key).tokens;
  const std::vector<TokenId> common = commonSubsequence(message.tokens, tokens);
  std::string text = generalise(texts[key], tokens, common);
  if (text == texts[key]) return false;
  index.replace(key, enter(text));
  texts[key] = std::move(text);
  found.clear();
  return true;
}

LogKeyParser::LogKeyParser(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
LogKeyParser::LogKeyParser(LogKeyParser&&) noexcept = default;
LogKeyParser& LogKeyParser::operator=(LogKeyParser&&) noexcept = default;
LogKeyParser::~LogKeyParser() = default;

Result<LogKeyParser> LogKeyParser::make(const ParserSettings& settings) {
  if (settings.tau && !(*settings.tau > 0 && *settings.tau <= 1)) {
    return failure(ErrorCode::InvalidArgument, "tau", "it must be above 0 and at most 1");
  }
  FAULTLINE_TRY_ASSIGN(Masker masker, Masker::make(settings));
  return LogKeyParser(std::make_unique<Impl>(settings, std::move(masker)));
}

Result<LogKeyParser> LogKeyParser::restore(const ParserSettings& settings,
                                           std::span<const std::string> templates) {
  FAULTLINE_TRY_ASSIGN(LogKeyParser parser, make(settings));
  for (const std::string& text : templates) parser.m_impl->add(text);
  return parser;
}

PreparedMessage LogKeyParser::prepare(std::string_view message) const {
  PreparedMessage prepared;
  prepare(message, prepared);
  return prepared;
}

void LogKeyParser::prepare(std::string_view message, PreparedMessage& prepared) const {
  if (isAscii(message) || isUtf8(message)) {
    m_impl->masker.mask(message, prepared.text, nullptr);
  } else {
    m_impl->masker.mask(toUtf8(message), prepared.text, nullptr);
  }
  prepared.hash = stableHash(prepared.text);
}

KeyMatch LogKeyParser::match(const PreparedMessage& message) {
  Impl& impl = *m_impl;
  if (const auto it = impl.found.find(message.hash); it != impl.found.end())
    return {it->second, false, false};
  const TokenSequence tokens = impl.look(message.text);
  KeyMatch result;
  if (const auto match = impl.index.find(tokens)) {
    result.index = match->index;
    result.templateChanged = match->byCommonSubsequence && impl.generaliseTo(match->index, tokens);
  } else {
    result = {impl.add(message.text), true, false};
  }
  if (impl.found.size() >= kMostCached) impl.found.clear();
  impl.found.emplace(message.hash, result.index);
  return result;
}

std::optional<KeyIndex> LogKeyParser::find(const PreparedMessage& message) const {
  if (const auto it = m_impl->found.find(message.hash); it != m_impl->found.end()) return it->second;
  const auto match = m_impl->index.find(m_impl->look(message.text));
  if (!match) return std::nullopt;
  return match->index;
}

std::size_t LogKeyParser::size() const { return m_impl->texts.size(); }

const std::string& LogKeyParser::templateText(KeyIndex index) const { return m_impl->texts[index]; }

std::vector<std::string> LogKeyParser::parameters(KeyIndex, std::string_view) const { return {}; }

}  // namespace faultline::parse
