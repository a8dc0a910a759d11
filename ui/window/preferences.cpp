#include "ui/window/preferences.h"

#include <QtCore/QFileInfo>

namespace faultline::ui {

namespace {

constexpr int kMostRecent = 8;
const QString kTheme = QStringLiteral("window/theme");
const QString kZone = QStringLiteral("window/timeZone");
const QString kTimesAlways = QStringLiteral("log/timesAlways");
const QString kPage = QStringLiteral("window/page");
const QString kRecent = QStringLiteral("projects/recent");
const QStringList kPages{QStringLiteral("findings"), QStringLiteral("workflows"), QStringLiteral("models")};
const QString kGeometry = QStringLiteral("window/geometry");
const QString kDocks = QStringLiteral("window/docks");
const QStringList kThemes{QStringLiteral("system"), QStringLiteral("light"), QStringLiteral("dark"),
                          QStringLiteral("high-contrast")};

}  // namespace

Preferences::Preferences(const QString& file)
    : m_settings(file.isEmpty()
                     ? std::make_unique<QSettings>(QStringLiteral("Faultline"), QStringLiteral("faultline"))
                     : std::make_unique<QSettings>(file, QSettings::IniFormat)) {}

Theme Preferences::theme() const {
  const auto at = kThemes.indexOf(m_settings->value(kTheme).toString());
  return at < 0 ? Theme::System : static_cast<Theme>(at);
}

void Preferences::setTheme(Theme theme) { m_settings->setValue(kTheme, kThemes.at(static_cast<int>(theme))); }

QString Preferences::zone() const { return m_settings->value(kZone, QStringLiteral("UTC")).toString(); }
void Preferences::setZone(const QString& name) { m_settings->setValue(kZone, name); }

bool Preferences::timesAlways() const { return m_settings->value(kTimesAlways, false).toBool(); }
void Preferences::setTimesAlways(bool always) { m_settings->setValue(kTimesAlways, always); }

Page Preferences::page() const {
  const auto at = kPages.indexOf(m_settings->value(kPage).toString());
  return at < 0 ? Page::Findings : static_cast<Page>(at);
}
void Preferences::setPage(Page page) { m_settings->setValue(kPage, kPages.at(static_cast<int>(page))); }

QStringList Preferences::recentProjects() const {
  QStringList there;
  for (const QString& path : m_settings->value(kRecent).toStringList()) {
    if (QFileInfo::exists(path)) there << path;
  }
  return there;
}

void Preferences::addRecentProject(const QString& path) {
  QStringList recent = m_settings->value(kRecent).toStringList();
  recent.removeAll(path);
  recent.prepend(path);
  m_settings->setValue(kRecent, QStringList(recent.mid(0, kMostRecent)));
}

void Preferences::clearRecentProjects() { m_settings->remove(kRecent); }

QByteArray Preferences::geometry() const { return m_settings->value(kGeometry).toByteArray(); }
QByteArray Preferences::docks() const { return m_settings->value(kDocks).toByteArray(); }

void Preferences::setPlaces(const QByteArray& geometry, const QByteArray& docks) {
  m_settings->setValue(kGeometry, geometry);
  m_settings->setValue(kDocks, docks);
}

}  // namespace faultline::ui
