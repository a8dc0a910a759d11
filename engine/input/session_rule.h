#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/input/layout.h"

namespace re2 {
class RE2;
}

namespace faultline::input {

/// The session identifiers of one line. Views point into the line, or into `composed`. Reuse one object a
/// thread for many lines.
struct SessionIds {
  /// Further identifiers beyond so many are left out.
  static constexpr std::size_t kMostFurther = 256;
  /// Longer identifiers are cut.
  static constexpr std::size_t kMostLength = 256;

  std::string_view main;                  ///< The line's first identifier; empty when it has none.
  std::vector<std::string_view> further;  ///< Distinct from it and from each other, in the order of the line.
  std::string composed;
};

/// How a line tells which execution it belongs to. Immutable; any thread may use it.
class SessionRule {
 public:
  /// `none`, a built-in name (`block`, `instance`, `request`, `trace`, `process`), else an RE2 expression: its first
  /// group, or the whole match when it has none. Error RegexInvalid.
  static Result<SessionRule> make(std::string_view nameOrRegex);

  [[nodiscard]] const std::string& name() const { return m_name; }
  [[nodiscard]] bool isNone() const { return m_find == nullptr && !m_expression; }

  /// `record` is what the layout read from the same line. Linear in the line's length.
  void find(std::string_view line, const Record& record, SessionIds& ids) const;

 private:
  using Find = void (*)(std::string_view, const Record&, SessionIds&);

  std::string m_name;
  Find m_find = nullptr;
  std::shared_ptr<const re2::RE2> m_expression;
};

struct SessionRuleInfo {
  const char* name;
  const char* description;
};

/// The built-in rules with what they stand for, `none` last.
[[nodiscard]] const std::vector<SessionRuleInfo>& builtinSessionRules();

}  // namespace faultline::input
