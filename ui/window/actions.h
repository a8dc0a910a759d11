#pragma once

#include <QtCore/QObject>

#include "ui/style/palette.h"

class QAction;
class QActionGroup;
class QMainWindow;
class QMenu;
class QToolBar;

namespace faultline::ui {

/// The window's commands with their menus, shortcuts and tool bar; what they do is connected by the window.
class Actions : public QObject {
  Q_OBJECT

 public:
  explicit Actions(QMainWindow* window);

  QAction* open;
  QAction* import;
  QAction* importFolder;
  QAction* demo;
  QMenu* recent;
  QAction* reload;
  QAction* close;
  QAction* quit;
  QAction* undo;  ///< What it would undo is said by KeyFlow; FeedbackFlow does it.
  QAction* redo;
  QAction* copy;
  QAction* find;
  QAction* findNext;
  QAction* findPrevious;
  QAction* filter;
  QAction* keys;
  QAction* analyze;
  QAction* choosePeriod;
  QAction* mine;
  QAction* stop;
  QAction* jobs;
  QAction* findingsPage;
  QAction* workflowsPage;
  QAction* modelsPage;
  QAction* nextFinding;
  QAction* previousFinding;
  QAction* showLog;
  QAction* showWorkflow;
  QMenu* steps;  ///< What moves through a session, in its pane alone.
  QAction* nextStep;
  QAction* previousStep;
  QAction* nextDeviation;
  QAction* previousDeviation;
  QAction* firstStep;
  QAction* lastStep;
  QAction* copySentence;
  QAction* falsePositive;
  QAction* allFalsePositive;
  QAction* confirm;
  QAction* reopen;
  QAction* back;
  QAction* forward;
  QAction* timesAlways;
  QMenu* panes;
  QAction* resetPanes;
  QAction* shortcuts;
  QAction* about;

  void setTheme(Theme theme);
  void setZone(const QString& name);
  /// Commands that need a project are off without one.
  void setProjectOpen(bool open);

 Q_SIGNALS:
  void themeChosen(faultline::ui::Theme theme);
  /// An IANA name; empty when the user wants to name one.
  void zoneChosen(const QString& name);

 private:
  QAction* add(QMenu* menu, const QString& icon, const QString& text,
               const QList<QKeySequence>& sequences = {});
  void makeFileMenu(QMenu* menu);
  void makeEditMenu(QMenu* menu);
  void makeAnalyzeMenu(QMenu* menu);
  void makeViewMenu(QMenu* menu);
  void makePageEntries(QMenu* menu);
  void makeStepEntries(QMenu* menu);
  void makeHelpMenu(QMenu* menu);
  void makeThemeMenu(QMenu* menu);
  void makeZoneMenu(QMenu* menu);
  void makeToolBar();

  QMainWindow* m_window;
  QActionGroup* m_themes = nullptr;
  QActionGroup* m_zones = nullptr;
  QToolBar* m_bar = nullptr;

 public:
  [[nodiscard]] QToolBar* toolBar() const { return m_bar; }
};

}  // namespace faultline::ui
