#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QObject>

class QDockWidget;
class QMainWindow;
class QMenu;
class QWidget;

namespace faultline::ui {

/// The panes around the findings, and where the user has put them.
class Docks : public QObject {
  Q_OBJECT

 public:
  Docks(QMainWindow* window, QWidget* sources, QWidget* pages, QWidget* log, QWidget* workflow,
        QWidget* evidence);

  /// Shown while a project is open; hidden, their places kept, without one.
  void setShown(bool shown);
  /// Whether findings are read: the log and what explains them have no place on other pages.
  void setReading(bool reading);
  /// An empty state is the default one.
  void setState(const QByteArray& state) { m_state = state; }
  [[nodiscard]] QByteArray state() const;
  void reset();
  void addToggles(QMenu* menu) const;
  /// Brings the log to the front and gives it the keyboard.
  void focusLog();

  void focusWorkflow();

  [[nodiscard]] QDockWidget* log() const { return m_log; }
  [[nodiscard]] QDockWidget* workflow() const { return m_workflow; }

 private:
  QDockWidget* add(const QString& name, const QString& title, QWidget* inside, Qt::DockWidgetArea area);

  void hideReading();
  [[nodiscard]] QList<QDockWidget*> all() const {
    return {m_sources, m_pages, m_log, m_workflow, m_evidence};
  }
  static void bringForward(QDockWidget* dock);

  QMainWindow* m_window;
  QDockWidget* m_sources;
  QDockWidget* m_pages;
  QDockWidget* m_log;
  QDockWidget* m_workflow;
  QDockWidget* m_evidence;
  QByteArray m_state;
  bool m_shown = false;
  bool m_reading = true;
};

}  // namespace faultline::ui
