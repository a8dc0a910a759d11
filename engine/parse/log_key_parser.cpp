#include "engine/parse/log_key_parser.h"

#include <algorithm>

#include <tsl/robin_map.h>

#include "engine/base/hash.h"
#include "engine/base/text.h"
#include "engine/parse/catch_all.h"
#include "engine/parse/form_search.h"
#include "engine/parse/generalise.h"
#include "engine/parse/key_splits.h"
#include "engine/parse/masking.h"
#include "engine/parse/parameter_texts.h"
#include "engine/parse/spell_search.h"

namespace faultline::parse {

namespace {

constexpr double kSpellTau = 0.5;
constexpr double kAutoTau = 0.5;
constexpr std::size_t kMostCached = 1U << 16U;

bool isAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::unique_ptr<TemplateSearch> makeSearch(const ParserSettings& settings) {
  if (settings.kind == ParserKind::Spell)
    return std::make_unique<SpellSearch>(settings.tau.value_or(kSpellTau));
  return std::make_unique<FormSearch>(settings.tau.value_or(kAutoTau));
}

/// 0 without words, so that the hash is that of the text alone.
std::uint64_t seedOf(const std::vector<std::uint32_t>& words) {
  if (words.empty()) return 0;
  return stableHash({reinterpret_cast<const char*>(words.data()), words.size() * sizeof(words[0])});
}

}  // namespace

struct LogKeyParser::Impl {
  std::uint32_t mostKeys;
  ParserKind kind;
  ParserMode mode;
  Masker masker;
  TokenTable table;
  std::unique_ptr<TemplateSearch> templates;  ///< Those below `mostKeys`.
  CatchAll catchAll;                          ///< The others.
  std::vector<std::string> texts;
  std::optional<KeyIndex> withoutTokens;  ///< The key of messages that have no token.
  std::optional<KeyIndex> unknown;        ///< The key of messages that a frozen parser knows no key for.
  KeySplits splits;
  /// The keys found for texts since a template last changed: saves the search, changes no answer.
  tsl::robin_map<std::uint64_t, KeyIndex> known;

  Impl(const ParserSettings& settings, Masker masks)
      : mostKeys(settings.mostKeys),
        kind(settings.kind),
        mode(settings.mode),
        masker(std::move(masks)),
        templates(makeSearch(settings)) {}

  [[nodiscard]] bool full() const { return texts.size() >= mostKeys; }
  [[nodiscard]] std::optional<FoundTemplate> search(std::string_view text) const;
  TokenSequence enter(std::string_view text);
  KeyIndex add(std::string text);
  KeyIndex addUnsearched(std::string text);
  KeyMatch addFor(std::string_view text);
  std::optional<bool> generaliseTo(const FoundTemplate& found, std::string_view message);
  std::vector<KeyIndex> absorb(const FoundTemplate& found);
  KeyMatch take(const FoundTemplate& found, const PreparedMessage& message);
  KeyMatch matchFrozen(const PreparedMessage& message);
};

std::optional<FoundTemplate> LogKeyParser::Impl::search(std::string_view text) const {
  const TokenSequence message = TokenSequence::of(text, table);
  std::optional<FoundTemplate> found;
  if (!message.tokens.empty()) {
    found = templates->find(message);
  } else if (withoutTokens) {
    found = FoundTemplate{*withoutTokens, {}};
  }
  if (found || !full()) return found;
  if (const auto key = catchAll.find(text)) return FoundTemplate{*key, {}};
  return std::nullopt;
}

TokenSequence LogKeyParser::Impl::enter(std::string_view text) {
  table.addTokensOf(text);
  return TokenSequence::of(text, table);
}

KeyIndex LogKeyParser::Impl::add(std::string text) {
  const auto key = static_cast<KeyIndex>(texts.size());
  if (full()) {
    catchAll.add(text, key);
  } else {
    TokenSequence sequence = enter(text);
    if (sequence.tokens.empty() && !withoutTokens) withoutTokens = key;
    templates->add(std::move(sequence));
  }
  texts.push_back(std::move(text));
  known.clear();
  return key;
}

/// A key that no message is found to have by its shape.
KeyIndex LogKeyParser::Impl::addUnsearched(std::string text) {
  const auto key = static_cast<KeyIndex>(texts.size());
  if (!full()) templates->add({});
  texts.push_back(std::move(text));
  known.clear();
  return key;
}

KeyMatch LogKeyParser::Impl::addFor(std::string_view text) {
  return {add(full() ? catchAll.textFor(text) : std::string(text)), true, false};
}

/// Whether the template changed; none when the message is not found by the one that it would make, which then
/// stays as it was. Spell as it is benchmarked does not ask. Nor is it asked with no room for further keys: a
/// catch-all key would not be found again either.
std::optional<bool> LogKeyParser::Impl::generaliseTo(const FoundTemplate& found, std::string_view message) {
  if (!found.kept) return false;
  std::string text = generalise(texts[found.index], *found.kept, found.tail);
  if (text == texts[found.index]) return false;
  templates->replace(found.index, enter(text));
  if (kind == ParserKind::Auto && !full()) {
    const auto again = search(message);
    if (!again || again->index != found.index) {
      templates->replace(found.index, enter(texts[found.index]));
      return std::nullopt;
    }
  }
  texts[found.index] = std::move(text);
  known.clear();
  return true;
}

/// A key that a user split others off stays what it is.
std::vector<KeyIndex> LogKeyParser::Impl::absorb(const FoundTemplate& found) {
  std::vector<KeyIndex> absorbed;
  for (const KeyIndex key : found.absorbed) {
    if (splits.isParent(key)) continue;
    texts[key] = texts[found.index];
    templates->replace(key, enter(texts[key]));
    absorbed.push_back(key);
  }
  if (!absorbed.empty()) known.clear();
  return absorbed;
}

/// A key that was split off is made more general by its own messages, and they leave its parent as it is.
KeyMatch LogKeyParser::Impl::take(const FoundTemplate& found, const PreparedMessage& message) {
  const KeyIndex key = splits.follow(found.index, message.words);
  if (key == found.index) {
    const std::optional<bool> changed = generaliseTo(found, message.text);
    if (!changed) return addFor(message.text);
    return {key, false, *changed, absorb(found)};
  }
  if (!found.kept) return {key, false, false};
  std::string text = splits.generalised(key, texts[key], message.text);
  const bool changed = text != texts[key];
  if (changed) texts[key] = std::move(text);
  return {key, false, changed};
}

KeyMatch LogKeyParser::Impl::matchFrozen(const PreparedMessage& message) {
  if (const auto found = search(message.text)) return {splits.follow(found->index, message.words)};
  if (unknown) return {*unknown};
  unknown = addUnsearched(std::string(kUnknownKind));
  return {*unknown, true, false};
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

Result<LogKeyParser> LogKeyParser::restore(const ParserSettings& settings, const KnownKeys& known) {
  FAULTLINE_TRY_ASSIGN(LogKeyParser parser, make(settings));
  Impl& impl = *parser.m_impl;
  const std::size_t size = known.templates.size();
  for (const KeySplit& split : known.splits) {
    if (split.parent < size && split.key < size && split.parent != split.key) continue;
    return failure(ErrorCode::InvalidArgument, split.word, "a key was split that is not there");
  }
  impl.splits = KeySplits(known.splits);
  impl.unknown = known.unknown;
  for (KeyIndex key = 0; key < size; ++key) {
    const bool searched = key != known.unknown && !impl.splits.isSplitKey(key);
    searched ? impl.add(known.templates[key]) : impl.addUnsearched(known.templates[key]);
  }
  return parser;
}

void LogKeyParser::setMode(ParserMode mode) {
  if (m_impl->mode != mode) m_impl->known.clear();
  m_impl->mode = mode;
}

PreparedMessage LogKeyParser::prepare(std::string_view message) const {
  PreparedMessage prepared;
  prepare(message, prepared);
  return prepared;
}

void LogKeyParser::prepare(std::string_view message, PreparedMessage& prepared) const {
  prepared.recoded = !isAscii(message) && !isUtf8(message);
  if (prepared.recoded) {
    m_impl->masker.mask(toUtf8(message), prepared.text, prepared.masked);
  } else {
    m_impl->masker.mask(message, prepared.text, prepared.masked);
  }
  prepared.words.clear();
  if (!m_impl->splits.empty()) m_impl->splits.findWords(message, prepared.words);
  prepared.hash = stableHash(prepared.text, seedOf(prepared.words));
}

KeyMatch LogKeyParser::match(const PreparedMessage& message) {
  Impl& impl = *m_impl;
  if (const auto it = impl.known.find(message.hash); it != impl.known.end())
    return {it->second, false, false};
  KeyMatch result;
  if (impl.mode == ParserMode::Frozen) {
    result = impl.matchFrozen(message);
  } else if (const auto found = impl.search(message.text)) {
    result = impl.take(*found, message);
  } else {
    result = impl.addFor(message.text);
  }
  if (result.templateChanged) return result;  // by the new template it may be another key's
  if (impl.known.size() >= kMostCached) impl.known.clear();
  impl.known.emplace(message.hash, result.index);
  return result;
}

std::optional<KeyIndex> LogKeyParser::find(const PreparedMessage& message) const {
  if (const auto it = m_impl->known.find(message.hash); it != m_impl->known.end()) return it->second;
  const auto found = m_impl->search(message.text);
  if (found) return m_impl->splits.follow(found->index, message.words);
  return m_impl->mode == ParserMode::Frozen ? m_impl->unknown : std::nullopt;
}

std::size_t LogKeyParser::size() const { return m_impl->texts.size(); }

const std::string& LogKeyParser::templateText(KeyIndex index) const { return m_impl->texts[index]; }

std::vector<std::string> LogKeyParser::parameters(KeyIndex index, std::string_view message) const {
  const std::string& pattern = m_impl->texts[index];
  const std::string text = toUtf8(message);
  std::string masked;
  std::vector<MaskedSpan> spans;
  m_impl->masker.mask(text, masked, spans);
  TokenTable table;
  table.addTokensOf(pattern);
  return parameterTexts({pattern, TokenSequence::of(pattern, table)},
                        {masked, TokenSequence::of(masked, table)}, text, Origins(spans));
}

}  // namespace faultline::parse
