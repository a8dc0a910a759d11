#pragma once

#include <QtWidgets/QDialog>

#include "ui/dialogs/layout_library.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;

namespace faultline::ui {

/// Asks for the name of a layout and where it is to be kept.
class SaveLayoutDialog : public QDialog {
  Q_OBJECT

 public:
  SaveLayoutDialog(const LayoutLibrary* library, const QString& pattern, QWidget* parent = nullptr);

  [[nodiscard]] QString name() const;
  [[nodiscard]] LayoutLibrary::Shelf shelf() const;

  [[nodiscard]] QLineEdit* nameField() const { return m_name; }
  [[nodiscard]] QRadioButton* projectButton() const { return m_project; }
  [[nodiscard]] QPushButton* saveButton() const { return m_save; }
  [[nodiscard]] QString note() const;

 private:
  void check();

  const LayoutLibrary* m_library;
  QLineEdit* m_name;
  QRadioButton* m_mine;
  QRadioButton* m_project;
  QLabel* m_note;
  QPushButton* m_save;
};

}  // namespace faultline::ui
