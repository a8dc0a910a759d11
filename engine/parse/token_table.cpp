#include "engine/parse/token_table.h"

#include <vector>

#include "engine/parse/log_key_parser.h"
#include "engine/parse/tokens.h"

namespace faultline::parse {

TokenTable::TokenTable() { add(kWildcard); }

TokenId TokenTable::find(std::string_view token) const {
  const auto it = m_ids.find(token);
  return it == m_ids.end() ? kUnknownToken : it->second;
}

TokenId TokenTable::add(std::string_view token) {
  return m_ids.try_emplace(std::string(token), static_cast<TokenId>(m_ids.size())).first->second;
}

void TokenTable::addTokensOf(std::string_view text) {
  std::vector<TextSpan> spans;
  splitTokens(text, spans);
  for (const TextSpan span : spans) add(spanText(text, span));
}

}  // namespace faultline::parse
