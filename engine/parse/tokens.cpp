#include "engine/parse/tokens.h"

#include <array>

namespace faultline::parse {

namespace {

constexpr std::array<bool, 256> delimiterTable() {
  std::array<bool, 256> table{};
  for (const char c : {' ', '\t', '\n', '\r', '\f', '\v', '=', ':', ','}) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}

constexpr std::array<bool, 256> kDelimiter = delimiterTable();

}  // namespace

bool isDelimiter(char c) { return kDelimiter[static_cast<unsigned char>(c)]; }

void splitTokens(std::string_view text, std::vector<TextSpan>& tokens) {
  tokens.clear();
  std::size_t at = 0;
  while (true) {
    while (at < text.size() && isDelimiter(text[at])) ++at;
    if (at == text.size()) return;
    const std::size_t begin = at;
    while (at < text.size() && !isDelimiter(text[at])) ++at;
    tokens.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at)});
  }
}

}  // namespace faultline::parse
