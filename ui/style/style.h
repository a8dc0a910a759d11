#pragma once

#include <QtGui/QColor>
#include <QtGui/QFont>
#include <QtGui/QIcon>
#include <QtWidgets/QApplication>

#include "engine/base/severity.h"
#include "ui/style/palette.h"

namespace faultline::ui::style {

inline constexpr int kGrid = 8;
inline constexpr int kRow = 24;  ///< Height of a table's row.
inline constexpr int kIcon = 16;

/// Loads the bundled fonts and resources; once, after the QApplication was made.
void setUp();

/// Fusion with the theme's palette and the style sheet. System follows the desktop's palette, dark or light.
void apply(Theme theme);

[[nodiscard]] Theme theme();
/// The colours of the theme that is applied.
[[nodiscard]] const Colors& colors();

[[nodiscard]] QFont textFont();
[[nodiscard]] QFont headingFont();
[[nodiscard]] QFont titleFont();
[[nodiscard]] QFont monoFont();

/// A line icon, drawn in the theme's colours as they are when it is painted.
enum class Tint { Text, Dim, Accent, OnAccent };
[[nodiscard]] QIcon icon(const QString& name, Tint tint = Tint::Text);

/// Each severity has a shape of its own, so that none needs its colour: octagon, triangle, diamond, circle,
/// dot.
[[nodiscard]] QIcon severityIcon(Severity severity);

}  // namespace faultline::ui::style
