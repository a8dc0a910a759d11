#pragma once

#include <memory>

#include <QtCore/QObject>

#include "ui/window/page_list.h"

class QStackedWidget;

namespace faultline::ui {

class Actions;
class Docks;
class Preferences;

/// Which page is shown, by list, menu or key; remembered. Without a project it is the start page.
class Pages : public QObject {
  Q_OBJECT

 public:
  /// `stack` holds the start page, then the pages in their order.
  Pages(QStackedWidget* stack, PageList* list, Actions* actions, Docks* docks,
        std::shared_ptr<Preferences> preferences, QObject* parent);

  void show(Page page);
  /// As `show`, and gives it the keyboard.
  void goTo(Page page);
  [[nodiscard]] Page current() const { return m_current; }
  void setProjectOpen(bool open);

 Q_SIGNALS:
  /// It came in sight, or went with the project.
  void shown(faultline::ui::Page page, bool inSight);

 private:
  void refresh();

  QStackedWidget* m_stack;
  PageList* m_list;
  Actions* m_actions;
  Docks* m_docks;
  std::shared_ptr<Preferences> m_preferences;
  Page m_current;
  bool m_open = false;
};

}  // namespace faultline::ui
