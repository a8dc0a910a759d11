#include "engine/base/text.h"
#include "engine/parse/log_key_parser.h"
#include "tests/fuzz/fuzz_input.h"

using namespace faultline;
using namespace faultline::parse;

namespace {

ParserSettings settingsOf(fuzz::Input& input) {
  const std::uint8_t choice = input.byte();
  ParserSettings settings;
  settings.kind = (choice & 1U) != 0 ? ParserKind::Spell : ParserKind::Auto;
  if ((choice & 2U) != 0) settings.mostKeys = 1U + (choice >> 3U);
  if ((choice & 4U) != 0) settings.masks.emplace_back(input.line());
  return settings;
}

std::size_t wildcards(const std::string& text) {
  std::size_t count = 0;
  for (std::size_t at = text.find(kWildcard); at != std::string::npos; at = text.find(kWildcard, at + 1))
    ++count;
  return count;
}

void learn(LogKeyParser& parser, const std::vector<std::string>& messages) {
  PreparedMessage prepared;
  for (const std::string& message : messages) {
    parser.prepare(message, prepared);
    fuzz::require(prepared.text.size() <= LogKeyParser::kMostPreparedBytes + kWildcard.size() + 1);
    const KeyMatch match = parser.match(prepared);
    fuzz::require(match.index < parser.size());
    fuzz::require(parser.parameters(match.index, message).size() ==
                  wildcards(parser.templateText(match.index)));
  }
}

}  // namespace

/// The first byte holds the settings; with a mask it is the first line. Each line is a message. A parser
/// restored from the templates finds what the first one finds.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const ParserSettings settings = settingsOf(input);
  auto parser = LogKeyParser::make(settings);
  if (!parser) return 0;
  std::vector<std::string> messages;
  for (const std::string_view line : fuzz::linesOf(input.rest())) messages.push_back(toUtf8(line));
  learn(*parser, messages);

  std::vector<std::string> templates;
  for (KeyIndex key = 0; key < parser->size(); ++key) templates.push_back(parser->templateText(key));
  const auto restored = LogKeyParser::restore(settings, templates);
  fuzz::require(restored.has_value() && restored->size() == parser->size());
  for (const std::string& message : messages) {
    const PreparedMessage prepared = parser->prepare(message);
    const auto found = parser->find(prepared);
    fuzz::require(found == restored->find(prepared));
  }
  return 0;
}
