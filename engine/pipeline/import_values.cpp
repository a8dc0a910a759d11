#include "engine/pipeline/import_values.h"

#include <cmath>

namespace faultline::pipeline {

namespace {

/// Readers a block keeps for the next one that it will be.
constexpr std::size_t kMostReaders = 2048;

parse::ValueReader& readerOf(ParsedBlock& block, const KeyTemplate& key) {
  const auto found = block.readers.find(key.key);
  if (found != block.readers.end() && found->second.text == key.text) return found.value().reader;
  if (block.readers.size() >= kMostReaders) block.readers.clear();
  return block.readers.insert_or_assign(key.key, BlockReader{key.text, parse::ValueReader(*key.text)})
      .first.value()
      .reader;
}

}  // namespace

void TemplateBook::note(const parse::LogKeyParser& parser, ParsedBlock& block) {
  ++m_block;
  m_entries.resize(parser.size());
  for (const KeyChange& change : block.changes) m_entries[change.key].text.reset();
  for (ParsedLine& line : block.lines) {
    if (!line.hasKey()) continue;
    Entry& entry = m_entries[line.key];
    if (entry.block != m_block) {
      if (!entry.text) entry.text = std::make_shared<const std::string>(parser.templateText(line.key));
      entry.block = m_block;
      entry.place = static_cast<std::uint32_t>(block.templates.size());
      const bool hasParameters = entry.text->find(parse::kWildcard) != std::string::npos;
      block.templates.push_back({line.key, entry.text, hasParameters});
    }
    line.keyTemplate = entry.place;
  }
}

void readValues(ParsedBlock& block) {
  std::vector<parse::ParameterValue> parameters;
  for (ParsedLine& line : block.lines) {
    if (!line.hasKey() || !block.templates[line.keyTemplate].hasParameters) continue;
    parse::PreparedMessage& prepared = block.messages[line.message];
    const auto masked = block.masked.begin() + line.maskedBegin;
    prepared.masked.assign(masked, masked + line.maskedCount);
    prepared.recoded = line.recoded;
    readerOf(block, block.templates[line.keyTemplate]).read(line.text, prepared, parameters);
    line.valuesBegin = static_cast<std::uint32_t>(block.values.size());
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      if (!std::isfinite(parameters[i].value)) continue;
      block.values.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint8_t>(parameters[i].kind),
                              parameters[i].value});
    }
    line.valuesCount = static_cast<std::uint32_t>(block.values.size()) - line.valuesBegin;
  }
}

}  // namespace faultline::pipeline
