#include "engine/pipeline/word_split.h"

#include <algorithm>

#include "engine/parse/template_edit.h"
#include "engine/parse/tokens.h"
#include "engine/pipeline/event_texts.h"
#include "engine/pipeline/project_parser.h"
#include "engine/store/event_repository.h"

namespace faultline::pipeline {

namespace {

/// A sample has so many blocks of the project, and so many lines of each.
constexpr std::size_t kSampleBlocks = 256;
constexpr std::uint32_t kSampleLines = 100;
/// So many messages tell where the word stands.
constexpr std::uint64_t kTellingMessages = 200;

/// A parameter's text with its wildcards left and right of the word.
std::string aroundWord(std::string_view parameter, parse::TextSpan word) {
  const auto delimiter = [](char c) { return parse::isDelimiter(c); };
  std::string text;
  if (word.begin > 0) {
    text = parse::kWildcard;
    if (delimiter(parameter[word.begin - 1])) text += parameter[word.begin - 1];
  }
  text += parse::spanText(parameter, word);
  if (word.end < parameter.size()) {
    if (delimiter(parameter[word.end])) text += parameter[word.end];
    text += parse::kWildcard;
  }
  return text;
}

std::size_t placeOf(const std::vector<WordSplit>& splits, KeyId from) {
  const auto split = std::ranges::find(splits, from, &WordSplit::from);
  return static_cast<std::size_t>(split - splits.begin());
}

std::vector<KeyId> keysOf(const std::vector<WordSplit>& splits) {
  std::vector<KeyId> keys;
  for (const WordSplit& split : splits) keys.push_back(split.from);
  return keys;
}

}  // namespace

std::string WordSplitCount::templateText(const std::string& parent) const {
  const auto most = std::ranges::max_element(templates, {}, [](const auto& entry) { return entry.second; });
  return most == templates.end() ? parent : most->first;
}

WordSplitter::WordSplitter(store::Database& database, parse::LogKeyParser parser, std::vector<KeyId> ids,
                           std::string word)
    : m_database(database), m_parser(std::move(parser)), m_ids(std::move(ids)), m_word(std::move(word)) {}

Result<WordSplitter> WordSplitter::make(store::Database& database, const KeyBook& book, std::string word) {
  FAULTLINE_TRY_ASSIGN(ProjectParser parser, restoreParser(database, book));
  return WordSplitter(database, std::move(parser.parser), std::move(parser.ids), std::move(word));
}

void WordSplitter::count(KeyId key, std::string_view message, bool hasWord, WordSplitCount& count) const {
  ++count.events;
  if (!hasWord) return;
  if (++count.moved > kTellingMessages) return;
  const auto id = std::ranges::lower_bound(m_ids, key);
  if (id == m_ids.end() || *id != key) return;
  const auto index = static_cast<parse::KeyIndex>(id - m_ids.begin());
  const std::vector<std::string> parameters = m_parser.parameters(index, message);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto word = parse::findWord(parameters[i], m_word);
    if (!word) continue;
    ++count
          .templates[parse::withParameter(m_parser.templateText(index), i, aroundWord(parameters[i], *word))];
    return;
  }
}

Result<WordSplitter::Sample> WordSplitter::sample(const std::vector<WordSplit>& splits, std::size_t most,
                                                  const std::stop_token& stop) {
  const store::KeyedEvents events(m_database);
  FAULTLINE_TRY_ASSIGN(const std::vector<store::KeyBlock> blocks, events.blocks(keysOf(splits)));
  Sample sample;
  sample.counts.resize(splits.size());
  sample.all = blocks.size() <= kSampleBlocks;
  const std::size_t looked = std::min(blocks.size(), kSampleBlocks);
  EventTexts texts(m_database);
  texts.setReading(EventTexts::Reading::Samples);
  for (std::size_t i = 0; i < looked; ++i) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    const store::KeyBlock& block = blocks[i * blocks.size() / looked];
    FAULTLINE_TRY_ASSIGN(const auto places, events.places(block, kSampleLines));
    sample.all = sample.all && places.size() == block.count;
    for (const store::EventPlace& place : places) {
      FAULTLINE_TRY_ASSIGN(const auto message, texts.message(place));
      const bool has = message && parse::hasWord(*message, m_word);
      count(block.key, message.value_or(std::string_view()), has, sample.counts[placeOf(splits, block.key)]);
      if (has && sample.events.size() < most) sample.events.push_back(place.id);
    }
  }
  return sample;
}

Result<std::vector<WordSplitCount>> WordSplitter::move(const std::vector<WordSplit>& splits,
                                                       const std::stop_token& stop,
                                                       const ProgressSink& progress) {
  store::KeyedEvents events(m_database);
  FAULTLINE_TRY_ASSIGN(const std::vector<store::KeyBlock> blocks, events.blocks(keysOf(splits)));
  std::vector<WordSplitCount> counts(splits.size());
  EventTexts texts(m_database);
  ProgressReporter reporter(progress);
  std::vector<EventId> moved;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    reporter.report({Stage::Reading, i, blocks.size(), {}});
    const std::size_t split = placeOf(splits, blocks[i].key);
    FAULTLINE_TRY_ASSIGN(const auto places, events.places(blocks[i], store::EventRepository::kBlock));
    moved.clear();
    for (const store::EventPlace& place : places) {
      FAULTLINE_TRY_ASSIGN(const auto message, texts.message(place));
      const bool has = message && parse::hasWord(*message, m_word);
      count(blocks[i].key, message.value_or(std::string_view()), has, counts[split]);
      if (has) moved.push_back(place.id);
    }
    FAULTLINE_TRY(events.move(blocks[i], moved, splits[split].to));
  }
  return counts;
}

}  // namespace faultline::pipeline
