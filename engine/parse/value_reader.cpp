#include "engine/parse/value_reader.h"

#include "engine/base/hash.h"
#include "engine/base/text.h"
#include "engine/parse/parameter_texts.h"

namespace faultline::parse {

namespace {

/// A key's messages have few shapes as a rule. Of more the places are found each time.
constexpr std::size_t kMostShapes = 1024;

}  // namespace

ValueReader::ValueReader(std::string templateText) : m_template(std::move(templateText)) {
  m_hash = stableHash(m_template);
  for (const ParameterHint hint : parameterHints(m_template)) {
    const auto begin =
        static_cast<std::uint32_t>(hint.before.data() + hint.before.size() - m_template.data());
    m_own.push_back({begin, begin + static_cast<std::uint32_t>(kWildcard.size())});
    m_hints.push_back(meaningOf(hint));
  }
}

const ValueReader::Places& ValueReader::placesIn(const PreparedMessage& prepared) {
  if (prepared.hash == m_hash) return m_own;
  if (const auto it = m_places.find(prepared.hash); it != m_places.end()) return it->second;
  TokenTable table;
  table.addTokensOf(m_template);
  Places places = parameterPlaces({m_template, TokenSequence::of(m_template, table)},
                                  {prepared.text, TokenSequence::of(prepared.text, table)});
  places.resize(m_hints.size());
  if (m_places.size() >= kMostShapes) m_places.clear();
  return m_places.insert_or_assign(prepared.hash, std::move(places)).first->second;
}

void ValueReader::read(std::string_view message, const PreparedMessage& prepared,
                       std::vector<ParameterValue>& parameters) {
  parameters.clear();
  if (m_hints.empty()) return;
  const std::string recoded = prepared.recoded ? toUtf8(message) : std::string();
  if (prepared.recoded) message = recoded;
  const Origins origins(prepared.masked);
  const Places& places = placesIn(prepared);
  for (std::size_t i = 0; i < places.size(); ++i) {
    parameters.push_back(readWithMeaning(originalText(places[i], origins, message), m_hints[i]));
  }
}

void ValueReader::values(std::string_view message, const PreparedMessage& prepared,
                         std::vector<double>& values) {
  thread_local std::vector<ParameterValue> parameters;
  read(message, prepared, parameters);
  values.clear();
  for (const ParameterValue& parameter : parameters) values.push_back(parameter.value);
}

}  // namespace faultline::parse
