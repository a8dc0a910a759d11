#pragma once

#include <QtCore/QObject>
#include <QtCore/QPointer>

#include "engine/base/ids.h"

class QWidget;

namespace faultline::ui {

class Actions;
class Banner;
class KeyEditor;
class Workspace;

/// The window's side of log keys: the key editor, Undo and Redo, and the reminder to learn again.
class KeyFlow : public QObject {
  Q_OBJECT

 public:
  KeyFlow(Workspace* workspace, Actions* actions, Banner* reminder, QWidget* window);

  /// Opens the editor, or brings it to the front, at the key if there is one.
  void openEditor(KeyId key = {});
  /// Null while it is not open.
  [[nodiscard]] KeyEditor* editor() const;

 Q_SIGNALS:
  void importRequested();

 private:
  void showCommands();
  void showReminder();

  Workspace* m_workspace;
  Actions* m_actions;
  Banner* m_reminder;
  QWidget* m_window;
  QPointer<KeyEditor> m_editor;
};

}  // namespace faultline::ui
