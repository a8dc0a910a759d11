#include "engine/pipeline/key_units.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "engine/parse/parameter_texts.h"
#include "engine/parse/token_table.h"
#include "engine/pipeline/event_texts.h"
#include "engine/pipeline/project_parser.h"
#include "engine/store/keyed_events.h"

namespace faultline::pipeline {

namespace {

constexpr std::uint32_t kLines = 8;
constexpr std::string_view kParameter = "<*>";

bool isNumber(char c) { return (c >= '0' && c <= '9') || c == '.' || c == ',' || c == '-' || c == '+'; }
bool isUnit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '%' || c == '/'; }

/// ` MB` of `512.00 MB`, `%` of `45%`; empty for what is no number with a unit.
std::string_view unitOf(std::string_view text) {
  const auto number = std::ranges::find_if_not(text, isNumber);
  const auto digits = static_cast<std::size_t>(number - text.begin());
  if (digits == 0) return {};
  const std::string_view rest = text.substr(digits);
  const std::string_view word = rest.substr(std::min(rest.find_first_not_of(' '), rest.size()));
  return !word.empty() && std::ranges::all_of(word, isUnit) ? rest : std::string_view();
}

/// The units of a template's parameters, as far as all lines agree.
class Units {
 public:
  Units(const parse::LogKeyParser& parser, const std::string& templateText)
      : m_parser(parser), m_template(templateText) {}

  void add(std::string_view message) {
    m_parser.prepare(message, m_prepared);
    if (m_prepared.recoded) return;
    parse::TokenTable table;
    table.addTokensOf(m_template);
    const auto texts =
        parse::parameterTexts({m_template, parse::TokenSequence::of(m_template, table)},
                              {m_prepared.text, parse::TokenSequence::of(m_prepared.text, table)}, message,
                              parse::Origins(m_prepared.masked));
    const bool first = m_units.empty();
    m_units.resize(texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const std::string_view unit = unitOf(texts[i]);
      if (first) m_units[i] = unit;
      if (m_units[i] != unit) m_units[i].clear();
    }
  }

  /// None when there is no unit.
  [[nodiscard]] std::optional<std::string> written() const {
    std::string text;
    std::size_t at = 0;
    for (const std::string& unit : m_units) {
      const std::size_t parameter = m_template.find(kParameter, at);
      if (parameter == std::string::npos) break;
      text += m_template.substr(at, parameter - at);
      text += kParameter;
      text += unit;
      at = parameter + kParameter.size();
    }
    text += m_template.substr(at);
    return text == m_template ? std::nullopt : std::optional(text);
  }

 private:
  const parse::LogKeyParser& m_parser;
  const std::string& m_template;
  parse::PreparedMessage m_prepared;
  std::vector<std::string> m_units;  ///< By parameter, with the blank before it.
};

}  // namespace

Result<std::map<KeyId, std::string>> templatesWithUnits(store::Database& database, const KeyBook& book,
                                                        std::span<const KeyId> keys,
                                                        const std::stop_token& stop) {
  FAULTLINE_TRY_ASSIGN(const parse::ParserSettings settings, parserSettings(database, book));
  FAULTLINE_TRY_ASSIGN(const parse::LogKeyParser parser, parse::LogKeyParser::make(settings));
  const store::KeyedEvents events(database);
  EventTexts texts(database);
  texts.setReading(EventTexts::Reading::Samples);
  std::map<KeyId, std::string> written;
  for (const KeyId key : keys) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    const store::KeyRow* row = book.find(key);
    if (row == nullptr || row->text.find(kParameter) == std::string::npos) continue;
    Units units(parser, row->text);
    FAULTLINE_TRY_ASSIGN(const auto blocks, events.blocks(std::span(&key, 1)));
    if (blocks.empty()) continue;
    FAULTLINE_TRY_ASSIGN(const auto places, events.places(blocks.front(), kLines));
    for (const store::EventPlace& place : places) {
      const auto message = texts.message(place);
      if (!message) break;
      if (*message) units.add(**message);
    }
    if (auto text = units.written()) written.emplace(key, std::move(*text));
  }
  return written;
}

}  // namespace faultline::pipeline
