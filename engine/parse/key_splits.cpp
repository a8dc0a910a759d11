#include "engine/parse/key_splits.h"

#include <algorithm>

#include "engine/parse/form_search.h"
#include "engine/parse/generalise.h"
#include "engine/parse/template_edit.h"

namespace faultline::parse {

KeySplits::KeySplits(std::span<const KeySplit> splits) {
  for (const KeySplit& split : splits) {
    const auto known = std::ranges::find(m_words, split.word);
    const auto word = static_cast<std::uint32_t>(known - m_words.begin());
    if (known == m_words.end()) m_words.push_back(split.word);
    m_ways[split.parent].push_back({word, split.key});
    m_wordOf.insert_or_assign(split.key, word);
  }
}

void KeySplits::findWords(std::string_view message, std::vector<std::uint32_t>& words) const {
  words.clear();
  for (std::uint32_t i = 0; i < m_words.size(); ++i) {
    if (hasWord(message, m_words[i])) words.push_back(i);
  }
}

KeyIndex KeySplits::follow(KeyIndex key, std::span<const std::uint32_t> words) const {
  // A key is split off one that was there before, so that this ends; what was written by hand may not.
  for (std::size_t steps = 0; steps < m_wordOf.size() && !words.empty(); ++steps) {
    const auto ways = m_ways.find(key);
    if (ways == m_ways.end()) return key;
    const auto way = std::ranges::find_if(ways->second, [&](const Way& candidate) {
      return std::ranges::binary_search(words, candidate.word);
    });
    if (way == ways->second.end()) return key;
    key = way->key;
  }
  return key;
}

std::string KeySplits::generalised(KeyIndex key, const std::string& templateText,
                                   std::string_view message) const {
  const std::string& word = m_words[m_wordOf.at(key)];
  TokenTable table;
  table.addTokensOf(templateText);
  std::vector<CommonToken> common =
      align(TokenSequence::of(message, table), TokenSequence::of(templateText, table));
  std::vector<TextSpan> spans;
  splitTokens(templateText, spans);
  for (std::size_t i = 0; i < spans.size(); ++i) {
    if (!hasWord(spanText(templateText, spans[i]), word)) continue;
    const auto place = std::ranges::lower_bound(common, i, {}, &CommonToken::second);
    if (place == common.end() || place->second != i) common.insert(place, {0, i});
  }
  return generalise(templateText, common);
}

}  // namespace faultline::parse
