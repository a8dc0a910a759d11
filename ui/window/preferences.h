#pragma once

#include <memory>

#include <QtCore/QByteArray>
#include <QtCore/QSettings>
#include <QtCore/QStringList>

#include "ui/style/palette.h"
#include "ui/window/page_list.h"

namespace faultline::ui {

/// What the window remembers between runs.
class Preferences {
 public:
  /// The user's own; with a file name, that INI file.
  explicit Preferences(const QString& file = {});

  [[nodiscard]] Theme theme() const;
  void setTheme(Theme theme);

  [[nodiscard]] QString zone() const;
  void setZone(const QString& name);

  /// Whether times have a column of their own also where the log's lines show them.
  [[nodiscard]] bool timesAlways() const;
  void setTimesAlways(bool always);

  /// The one that was looked at last.
  [[nodiscard]] Page page() const;
  void setPage(Page page);

  /// Latest first; those that are gone are left out.
  [[nodiscard]] QStringList recentProjects() const;
  void addRecentProject(const QString& path);
  void clearRecentProjects();

  [[nodiscard]] QByteArray geometry() const;
  [[nodiscard]] QByteArray docks() const;
  void setPlaces(const QByteArray& geometry, const QByteArray& docks);

 private:
  std::unique_ptr<QSettings> m_settings;
};

}  // namespace faultline::ui
