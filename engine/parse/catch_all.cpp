#include "engine/parse/catch_all.h"

#include <algorithm>

#include "engine/parse/log_key_parser.h"
#include "engine/parse/tokens.h"

namespace faultline::parse {

namespace {

std::string textByFirstToken(std::string_view message) {
  std::size_t begin = 0;
  while (begin < message.size() && isDelimiter(message[begin])) ++begin;
  const auto end =
      std::find_if(message.begin() + static_cast<std::ptrdiff_t>(begin), message.end(), isDelimiter);
  const std::string first(message.begin() + static_cast<std::ptrdiff_t>(begin), end);
  const bool alone = first.empty() || first == kWildcard;
  return alone ? std::string(kWildcard) : first + " " + std::string(kWildcard);
}

}  // namespace

void CatchAll::add(std::string_view text, std::uint32_t key) { m_keys.try_emplace(std::string(text), key); }

std::optional<std::uint32_t> CatchAll::find(std::string_view message) const {
  const auto it = m_keys.find(textFor(message));
  if (it == m_keys.end()) return std::nullopt;
  return it->second;
}

std::string CatchAll::textFor(std::string_view message) const {
  std::string text = textByFirstToken(message);
  if (m_keys.size() < kMost || m_keys.contains(text)) return text;
  return std::string(kWildcard);
}

}  // namespace faultline::parse
