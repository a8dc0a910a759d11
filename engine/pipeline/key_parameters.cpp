#include "engine/pipeline/key_parameters.h"

#include <algorithm>

#include "engine/parse/value_reader.h"
#include "engine/pipeline/event_texts.h"
#include "engine/pipeline/project_parser.h"
#include "engine/store/keyed_events.h"

namespace faultline::pipeline {

namespace {

constexpr std::size_t kBlocks = 8;
constexpr std::uint32_t kLinesABlock = 25;

/// Puts together what the parameters of single messages are.
class KindReader {
 public:
  KindReader(parse::LogKeyParser parser, const std::string& templateText)
      : m_parser(std::move(parser)), m_reader(templateText) {}

  void add(std::string_view message) {
    m_parser.prepare(message, m_prepared);
    m_reader.read(message, m_prepared, m_values);
    const bool first = m_kinds.empty();
    m_kinds.resize(m_values.size());
    for (std::size_t i = 0; i < m_values.size(); ++i) {
      m_kinds[i] = first ? m_values[i].kind : parse::commonKind(m_kinds[i], m_values[i].kind);
    }
  }

  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const parse::ParameterKind kind : m_kinds) names.emplace_back(parse::parameterKindName(kind));
    return names;
  }

 private:
  parse::LogKeyParser m_parser;
  parse::ValueReader m_reader;
  parse::PreparedMessage m_prepared;
  std::vector<parse::ParameterValue> m_values;
  std::vector<parse::ParameterKind> m_kinds;
};

}  // namespace

Result<std::vector<std::string>> parameterKindsOf(store::Database& database, const KeyBook& book, KeyId key,
                                                  const std::stop_token& stop) {
  FAULTLINE_TRY_ASSIGN(const parse::ParserSettings settings, parserSettings(database, book));
  FAULTLINE_TRY_ASSIGN(parse::LogKeyParser parser, parse::LogKeyParser::make(settings));
  KindReader kinds(std::move(parser), book.find(key)->text);
  const store::KeyedEvents events(database);
  FAULTLINE_TRY_ASSIGN(const auto blocks, events.blocks(std::span(&key, 1)));
  EventTexts texts(database);
  texts.setReading(EventTexts::Reading::Samples);
  const std::size_t looked = std::min(blocks.size(), kBlocks);
  for (std::size_t i = 0; i < looked; ++i) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    FAULTLINE_TRY_ASSIGN(const auto places, events.places(blocks[i * blocks.size() / looked], kLinesABlock));
    for (const store::EventPlace& place : places) {
      FAULTLINE_TRY_ASSIGN(const auto message, texts.message(place));
      if (message) kinds.add(*message);
    }
  }
  return kinds.names();
}

}  // namespace faultline::pipeline
