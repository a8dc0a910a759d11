#pragma once

#include <optional>

#include <QtWidgets/QWidget>

#include "ui/jobs/engine.h"
#include "ui/models/import_files_model.h"

class QComboBox;
class QDoubleSpinBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QMenu;
class QTimer;
class QToolButton;

namespace faultline::ui {

class LayoutLibrary;

/// How the selected file is read: each setting as it was found out, all changeable.
class ImportSettings : public QWidget {
  Q_OBJECT

 public:
  ImportSettings(Engine& engine, LayoutLibrary* library, QWidget* parent = nullptr);

  /// Shows the entry without telling of changes.
  void showEntry(const ImportEntry& entry);

  [[nodiscard]] QComboBox* layoutBox() const { return m_layout; }
  [[nodiscard]] QLineEdit* patternField() const { return m_pattern; }
  [[nodiscard]] QComboBox* sessionBox() const { return m_session; }
  [[nodiscard]] QLineEdit* sessionField() const { return m_sessionPattern; }
  [[nodiscard]] QComboBox* zoneBox() const { return m_zone; }
  [[nodiscard]] QDoubleSpinBox* offsetBox() const { return m_offset; }
  [[nodiscard]] QToolButton* insertButton() const { return m_insert; }
  [[nodiscard]] QToolButton* savedButton() const { return m_saved; }
  /// What is wrong with the layout, or with the other settings; empty when nothing is.
  [[nodiscard]] QString problem() const;
  [[nodiscard]] QLineEdit* hostField() const { return m_host; }
  [[nodiscard]] QLineEdit* serviceField() const { return m_service; }

 Q_SIGNALS:
  /// The user changed a setting; all that the user chose so far.
  void changed(const faultline::pipeline::ImportOptions& wanted);

 private:
  void fillBoxes(Engine& engine);
  void fillLayouts();
  void makeGrid();
  void makeButtons();
  void addField(QGridLayout* grid, int row, int column, const QString& label, QWidget* field);
  void showClock(const pipeline::FilePreview& preview);
  void showSavedMenu();
  void savePattern();
  void exportLayouts();
  void importLayouts();
  void onLayoutChosen();
  void onSessionChosen();
  void emitChanged();
  void changedSoon();
  void showProblem(const ImportEntry& entry);

  LayoutLibrary* m_library;
  std::vector<pipeline::Choice> m_builtins;
  QComboBox* m_layout;
  QLineEdit* m_pattern;
  QComboBox* m_session;
  QLineEdit* m_sessionPattern;
  QComboBox* m_zone;
  QDoubleSpinBox* m_offset;
  QLineEdit* m_host;
  QLineEdit* m_service;
  QToolButton* m_insert;
  QToolButton* m_saved;
  QLabel* m_layoutProblem;
  QLabel* m_problem;
  QTimer* m_soon;
  pipeline::ImportOptions m_wanted;
  std::filesystem::path m_shown;  // the file whose settings these are
  bool m_own = false;             // the user writes a pattern, even where a saved one is the same
  double m_offsetShown = 0;
};

}  // namespace faultline::ui
