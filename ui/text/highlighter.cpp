#include "ui/text/highlighter.h"

#include <algorithm>

namespace faultline::ui {

namespace {
constexpr qsizetype kMostPattern = 1000;
// Bounds a match to a millisecond or so, whatever the pattern; without the compiler so that steps are
// counted.
const QString kBound = QStringLiteral("(*NO_JIT)(*LIMIT_MATCH=50000)(*LIMIT_DEPTH=5000)");
}  // namespace

void Highlighter::setPattern(const QString& pattern) {
  if (pattern == m_pattern) return;
  m_pattern = pattern;
  m_regex.reset();
  if (pattern.isEmpty() || pattern.size() > kMostPattern) return;
  QRegularExpression regex(kBound + pattern);
  if (regex.isValid()) m_regex = std::move(regex);
}

std::vector<Highlighter::Range> Highlighter::matches(const QString& text) const {
  std::vector<Range> found;
  if (!m_regex) return found;
  const QString seen = text.left(kMostText);
  qsizetype from = 0;
  while (from < seen.size() && found.size() < kMostMatches) {
    const QRegularExpressionMatch match = m_regex->match(seen, from);
    if (!match.isValid()) {
      m_regex.reset();
      return {};
    }
    if (!match.hasMatch()) break;
    if (match.capturedLength() > 0) found.emplace_back(match.capturedStart(), match.capturedLength());
    from = std::max(match.capturedEnd(), from + 1);
  }
  return found;
}

}  // namespace faultline::ui
