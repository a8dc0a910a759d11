#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <re2/re2.h>

#include "engine/base/error.h"
#include "engine/parse/log_key_parser.h"

namespace faultline::parse {

/// For each byte of a masked text, and for its end, the place in the message that it stands for.
using Origins = std::vector<std::uint32_t>;

/// Puts `<*>` where a message has parameters that can be told without knowing other messages. Immutable, so
/// any thread may use it.
class Masker {
 public:
  /// Error RegexInvalid, its detail what RE2 said.
  static Result<Masker> make(const ParserSettings& settings);

  /// At most `kMostPreparedBytes` and `kMostTokens` come out; what is beyond is one `<*>`. The message is
  /// UTF-8. `origins` is filled when given.
  void mask(std::string_view message, std::string& text, Origins* origins) const;

 private:
  using Expression = std::unique_ptr<const re2::RE2>;

  std::vector<Expression> m_expressions;
  ParserKind m_kind = ParserKind::Auto;
};

}  // namespace faultline::parse
