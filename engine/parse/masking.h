#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <re2/re2.h>

#include "engine/base/error.h"
#include "engine/parse/log_key_parser.h"

namespace faultline::parse {

/// Leads from places in a masked text back into the message. A place within what stands for a masked stretch
/// leads to that stretch's beginning.
class Origins {
 public:
  explicit Origins(std::span<const MaskedSpan> masked) : m_masked(masked) {}

  [[nodiscard]] std::uint32_t operator[](std::size_t place) const;

 private:
  std::span<const MaskedSpan> m_masked;
};

/// Puts `<*>` where a message has parameters that can be told without knowing other messages. Immutable, so
/// any thread may use it.
class Masker {
 public:
  /// Error RegexInvalid, its detail what RE2 said.
  static Result<Masker> make(const ParserSettings& settings);

  /// At most `kMostPreparedBytes` and `kMostTokens` come out; what is beyond is one `<*>`. The message is
  /// UTF-8. `text` and `masked` are emptied first.
  void mask(std::string_view message, std::string& text, std::vector<MaskedSpan>& masked) const;

 private:
  using Expression = std::unique_ptr<const re2::RE2>;

  std::vector<Expression> m_expressions;
  ParserKind m_kind = ParserKind::Auto;
};

}  // namespace faultline::parse
