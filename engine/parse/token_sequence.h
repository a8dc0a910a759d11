#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/parse/token_table.h"

namespace faultline::parse {

/// How much a token looks like a parameter's value.
enum class TokenForm : std::uint8_t {
  Word,      ///< Says what happens.
  Masked,    ///< Has a wildcard in it.
  Numbered,  ///< Letters with a wildcard behind them, `eth<*>`, or brackets around one, `(<*>)`.
  Name,      ///< Of a host, a file, a class, ...: parts joined by `.`, `/`, `_`, `~`, `@`, `$`; `web-<*>`.
  Wildcard,  ///< Is one.
};

/// `java.io.IOException` and `LOAD_MESSAGE` say what happens, so they are words.
[[nodiscard]] TokenForm tokenForm(std::string_view token);

/// A message or a template as the search sees it.
struct TokenSequence {
  std::vector<TokenId> tokens;
  std::vector<TokenForm> forms;    ///< Of `tokens`. A name without wildcard at the front counts as a word.
  std::vector<TokenId> constants;  ///< `tokens` without the wildcards.
  std::vector<TokenId> distinct;   ///< Ascending, unknown ones left out.

  /// Tokens that the table does not have are unknown.
  [[nodiscard]] static TokenSequence of(std::string_view text, const TokenTable& table);

  [[nodiscard]] bool has(TokenId token) const;
};

/// The distinct tokens that both have.
[[nodiscard]] std::size_t countCommon(const TokenSequence& a, const TokenSequence& b);

/// Of `a`'s tokens, those that `b` has: as long as a common subsequence can be.
[[nodiscard]] std::size_t countShared(const TokenSequence& a, const TokenSequence& b);

/// The least whole number that is at least `share` of `count`; rounding errors forgiven.
[[nodiscard]] std::size_t shareOf(double share, std::size_t count);

}  // namespace faultline::parse
