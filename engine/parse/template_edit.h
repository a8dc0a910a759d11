#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/error.h"
#include "engine/parse/tokens.h"

namespace re2 {
class RE2;
}

namespace faultline::parse {

/// Where the word first stands in the text: between two places at which the text has its end or anything but
/// a letter, a digit or `_`. Bytes beyond ASCII count as letters. None for an empty word.
[[nodiscard]] std::optional<TextSpan> findWord(std::string_view text, std::string_view word);

[[nodiscard]] inline bool hasWord(std::string_view text, std::string_view word) {
  return findWord(text, word).has_value();
}

/// The template with `text` in place of its `index`-th `<*>`, counted from 0; as it is when it has fewer.
[[nodiscard]] std::string withParameter(std::string_view templateText, std::size_t index,
                                        std::string_view text);

/// A template that is as general as either: `a` with a wildcard for what `b` has not.
[[nodiscard]] std::string coveringBoth(const std::string& a, const std::string& b);

/// What a user's mask makes of templates: messages that had one before have what comes out after.
class TemplateMask {
 public:
  /// Error RegexInvalid, its detail what RE2 said.
  static Result<TemplateMask> make(const std::string& expression);
  TemplateMask(TemplateMask&&) noexcept;
  TemplateMask& operator=(TemplateMask&&) noexcept;
  ~TemplateMask();

  /// `<*>` for what the expression matches. A wildcard is never taken apart: one that a match cuts is part of
  /// it, a match within one changes nothing.
  [[nodiscard]] std::string apply(const std::string& templateText) const;

 private:
  explicit TemplateMask(std::unique_ptr<const re2::RE2> expression);
  std::unique_ptr<const re2::RE2> m_expression;
};

}  // namespace faultline::parse
