#pragma once

#include <optional>
#include <utility>
#include <vector>

#include <QtCore/QRegularExpression>
#include <QtCore/QString>

namespace faultline::ui {

/// Finds what is to be marked in a line that is painted. The search itself is the engine's; here a pattern
/// that is wrong, or that takes too many steps, marks nothing.
class Highlighter {
 public:
  static constexpr qsizetype kMostText = 4096;      ///< Only so much of a line is looked at.
  static constexpr std::size_t kMostMatches = 100;  ///< In a line.

  /// Start and length in the text.
  using Range = std::pair<qsizetype, qsizetype>;

  void setPattern(const QString& pattern);
  [[nodiscard]] std::vector<Range> matches(const QString& text) const;
  [[nodiscard]] bool active() const { return m_regex.has_value(); }

 private:
  QString m_pattern;
  mutable std::optional<QRegularExpression> m_regex;  // none once it has taken too many steps
};

}  // namespace faultline::ui
