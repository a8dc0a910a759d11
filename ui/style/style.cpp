#include "ui/style/style.h"

#include <QtCore/QFile>
#include <QtCore/QLocale>
#include <QtCore/QTranslator>
#include <QtGui/QFontDatabase>
#include <QtWidgets/QStyleFactory>

// Resources of a static library are not found by themselves, and the macro must stand outside namespaces.
static void initResources() { Q_INIT_RESOURCE(faultline); }

namespace faultline::ui::style {

namespace {

Theme g_theme = Theme::Light;
Colors g_colors = lightColors();
QPalette g_systemPalette;

Colors colorsOf(Theme theme) {
  switch (theme) {
    case Theme::Light:
      return lightColors();
    case Theme::Dark:
      return darkColors();
    case Theme::HighContrast:
      return highContrastColors();
    case Theme::System:
      break;
  }
  const bool dark = g_systemPalette.color(QPalette::Window).lightness() <
                    g_systemPalette.color(QPalette::WindowText).lightness();
  return dark ? darkColors() : lightColors();
}

QString styleSheet(const Colors& colors) {
  QFile file(QStringLiteral(":/faultline/style/faultline.qss"));
  if (!file.open(QIODevice::ReadOnly)) return {};
  QString sheet = QString::fromUtf8(file.readAll());
  const std::pair<const char*, QColor> names[] = {
      {"@window", colors.window},       {"@base", colors.base},     {"@alternate", colors.alternate},
      {"@text", colors.text},           {"@dim", colors.dim},       {"@line", colors.line},
      {"@button", colors.button},       {"@accent", colors.accent}, {"@onAccent", colors.onAccent},
      {"@selection", colors.selection}, {"@track", colors.track},   {"@onSelection", colors.onSelection}};
  for (const auto& [name, color] : names) sheet.replace(QLatin1String(name) + u';', color.name() + u';');
  const auto side = [](const QColor& color) {
    return color.lightness() > 127 ? QStringLiteral("light") : QStringLiteral("dark");
  };
  sheet.replace(QLatin1String("@onAccentSide"), side(colors.onAccent));
  sheet.replace(QLatin1String("@onBase"), side(colors.text));
  return sheet;
}

QFont sized(const QString& family, double points, QFont::Weight weight) {
  QFont font(family);
  font.setPointSizeF(points);
  font.setWeight(weight);
  return font;
}

}  // namespace

void setUp() {
  initResources();
  g_systemPalette = QApplication::palette();
  for (const char* file : {"Inter-Regular.otf", "Inter-SemiBold.otf", "JetBrainsMono-Regular.ttf"}) {
    if (QFontDatabase::addApplicationFont(QStringLiteral(":/faultline/fonts/") + QLatin1String(file)) < 0) {
      qWarning("The bundled font %s could not be loaded", file);
    }
  }
  auto* translator = new QTranslator(qApp);
  const QString folder = QStringLiteral(":/faultline/translations");
  if (translator->load(QLocale(), QStringLiteral("faultline"), QStringLiteral("_"), folder) ||
      translator->load(QStringLiteral("faultline_en"), folder)) {
    QApplication::installTranslator(translator);
  }
  QApplication::setFont(textFont());
  QApplication::setWindowIcon(QIcon(QStringLiteral(":/faultline/icons/faultline.svg")));
}

void apply(Theme wanted) {
  g_theme = wanted;
  g_colors = colorsOf(wanted);
  QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
  QApplication::setPalette(paletteOf(g_colors));
  qApp->setStyleSheet(styleSheet(g_colors));
}

Theme theme() { return g_theme; }
const Colors& colors() { return g_colors; }

QFont textFont() { return sized(QStringLiteral("Inter"), 10, QFont::Normal); }
QFont headingFont() { return sized(QStringLiteral("Inter"), 10, QFont::DemiBold); }
QFont titleFont() { return sized(QStringLiteral("Inter"), 15, QFont::DemiBold); }
QFont monoFont() {
  QFont font = sized(QStringLiteral("JetBrains Mono"), 9.5, QFont::Normal);
  font.setStyleHint(QFont::Monospace);
  return font;
}

}  // namespace faultline::ui::style
