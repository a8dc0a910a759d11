#pragma once

#include <QtGui/QColor>
#include <QtGui/QPalette>

#include "engine/base/severity.h"

namespace faultline::ui {

enum class Theme { System, Light, Dark, HighContrast };

/// Every colour of the window, by what it means. Widgets take theirs from here or from the QPalette that is
/// made of it, never from a literal.
struct Colors {
  QColor window;     ///< Behind everything.
  QColor base;       ///< Behind text: tables, log, fields.
  QColor alternate;  ///< Hover, headers.
  QColor text;
  QColor dim;   ///< Secondary text, still readable.
  QColor line;  ///< Borders and rules.
  QColor button;
  QColor accent;     ///< The one accent: primary buttons, links, focus, progress.
  QColor onAccent;   ///< Text on the accent.
  QColor selection;  ///< Behind selected rows.
  QColor onSelection;
  QColor track;  ///< What a bar has not filled.
  QColor mark;   ///< Behind the finding's line.
  QColor match;  ///< Behind what the find bar found.
  QColor critical;
  QColor major;
  QColor minor;
  QColor warning;
  QColor info;

  [[nodiscard]] QColor severity(Severity severity) const;
};

[[nodiscard]] Colors lightColors();
[[nodiscard]] Colors darkColors();
[[nodiscard]] Colors highContrastColors();
[[nodiscard]] QPalette paletteOf(const Colors& colors);

/// WCAG 2's contrast of two opaque colours, 1 to 21; 4.5 is AA for text, 3 for graphics.
[[nodiscard]] double contrastRatio(const QColor& one, const QColor& other);

}  // namespace faultline::ui
