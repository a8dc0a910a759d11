#include "ui/style/palette.h"

#include <algorithm>
#include <cmath>

namespace faultline::ui {

QColor Colors::severity(Severity value) const {
  switch (value) {
    case Severity::Critical:
      return critical;
    case Severity::Major:
      return major;
    case Severity::Minor:
      return minor;
    case Severity::Warning:
      return warning;
    case Severity::Info:
      return info;
  }
  return info;
}

Colors lightColors() {
  return {.window = QColor(0xf4f5f7),
          .base = QColor(0xffffff),
          .alternate = QColor(0xf4f6f9),
          .text = QColor(0x1b1f24),
          .dim = QColor(0x59636f),
          .line = QColor(0xd9dde3),
          .button = QColor(0xffffff),
          .accent = QColor(0x2b5cc4),
          .onAccent = QColor(0xffffff),
          .selection = QColor(0xdce7fb),
          .onSelection = QColor(0x10203f),
          .track = QColor(0xdfe3e9),
          .mark = QColor(0xfff1ea),
          .match = QColor(0xffe58a),
          .critical = QColor(0xb81f2c),
          .major = QColor(0xa84300),
          .minor = QColor(0x7a5c00),
          .warning = QColor(0x1c5fb0),
          .info = QColor(0x5c6670)};
}

Colors darkColors() {
  return {.window = QColor(0x1d2025),
          .base = QColor(0x16181c),
          .alternate = QColor(0x22262c),
          .text = QColor(0xe2e5e9),
          .dim = QColor(0x9aa4b0),
          .line = QColor(0x353b44),
          .button = QColor(0x2a2f36),
          .accent = QColor(0x7ea6f8),
          .onAccent = QColor(0x0d1728),
          .selection = QColor(0x26395c),
          .onSelection = QColor(0xf2f6ff),
          .track = QColor(0x353b44),
          .mark = QColor(0x3a231c),
          .match = QColor(0x4d3f10),
          .critical = QColor(0xff7b80),
          .major = QColor(0xff9d57),
          .minor = QColor(0xe8c84a),
          .warning = QColor(0x79b4ff),
          .info = QColor(0xa9b2bd)};
}

Colors highContrastColors() {
  return {.window = QColor(0, 0, 0),
          .base = QColor(0, 0, 0),
          .alternate = QColor(0x1a1a1a),
          .text = QColor(0xffffff),
          .dim = QColor(0xe0e0e0),
          .line = QColor(0xffffff),
          .button = QColor(0, 0, 0),
          .accent = QColor(0x66e0ff),
          .onAccent = QColor(0, 0, 0),
          .selection = QColor(0x003a5c),
          .onSelection = QColor(0xffffff),
          .track = QColor(0x404040),
          .mark = QColor(0x4a1500),
          .match = QColor(0x5c4a00),
          .critical = QColor(0xff8a8a),
          .major = QColor(0xffa94d),
          .minor = QColor(0xffe14d),
          .warning = QColor(0x8fc7ff),
          .info = QColor(0xd0d0d0)};
}

QPalette paletteOf(const Colors& colors) {
  QPalette palette;
  palette.setColor(QPalette::Window, colors.window);
  palette.setColor(QPalette::WindowText, colors.text);
  palette.setColor(QPalette::Base, colors.base);
  palette.setColor(QPalette::AlternateBase, colors.alternate);
  palette.setColor(QPalette::Text, colors.text);
  palette.setColor(QPalette::PlaceholderText, colors.dim);
  palette.setColor(QPalette::Button, colors.button);
  palette.setColor(QPalette::ButtonText, colors.text);
  palette.setColor(QPalette::BrightText, colors.onAccent);
  palette.setColor(QPalette::Highlight, colors.selection);
  palette.setColor(QPalette::HighlightedText, colors.onSelection);
  palette.setColor(QPalette::Link, colors.accent);
  palette.setColor(QPalette::LinkVisited, colors.accent);
  palette.setColor(QPalette::ToolTipBase, colors.base);
  palette.setColor(QPalette::ToolTipText, colors.text);
  palette.setColor(QPalette::Light, colors.button);
  palette.setColor(QPalette::Midlight, colors.alternate);
  palette.setColor(QPalette::Mid, colors.line);
  palette.setColor(QPalette::Dark, colors.line);
  palette.setColor(QPalette::Shadow, colors.line);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    palette.setColor(QPalette::Disabled, role, colors.dim);
  }
  return palette;
}

namespace {

double luminance(const QColor& color) {
  const auto linear = [](double value) {
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(static_cast<double>(color.redF())) +
         0.7152 * linear(static_cast<double>(color.greenF())) +
         0.0722 * linear(static_cast<double>(color.blueF()));
}

}  // namespace

double contrastRatio(const QColor& one, const QColor& other) {
  const auto [low, high] = std::minmax({luminance(one), luminance(other)});
  return (high + 0.05) / (low + 0.05);
}

}  // namespace faultline::ui
