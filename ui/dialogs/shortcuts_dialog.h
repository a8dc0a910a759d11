#pragma once

#include <QtWidgets/QDialog>

namespace faultline::ui {

/// Every key that does something, in one sheet.
class ShortcutsDialog : public QDialog {
  Q_OBJECT

 public:
  /// `menus` are the menu bar's actions; their commands' shortcuts are listed.
  explicit ShortcutsDialog(const QList<QAction*>& menus, QWidget* parent = nullptr);
};

}  // namespace faultline::ui
