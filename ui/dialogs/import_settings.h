#pragma once

#include <optional>

#include <QtWidgets/QWidget>

#include "ui/jobs/engine.h"
#include "ui/models/import_files_model.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QTimer;

namespace faultline::ui {

/// How the selected file is read: each setting as it was found out, all changeable.
class ImportSettings : public QWidget {
  Q_OBJECT

 public:
  explicit ImportSettings(Engine& engine, QWidget* parent = nullptr);

  /// Shows the entry without telling of changes.
  void showEntry(const ImportEntry& entry);

  [[nodiscard]] QComboBox* layoutBox() const { return m_layout; }
  [[nodiscard]] QLineEdit* patternField() const { return m_pattern; }
  [[nodiscard]] QComboBox* sessionBox() const { return m_session; }
  [[nodiscard]] QLineEdit* sessionField() const { return m_sessionPattern; }
  [[nodiscard]] QComboBox* zoneBox() const { return m_zone; }
  [[nodiscard]] QLineEdit* hostField() const { return m_host; }
  [[nodiscard]] QLineEdit* serviceField() const { return m_service; }

 Q_SIGNALS:
  /// The user changed a setting; all that the user chose so far.
  void changed(const faultline::pipeline::ImportOptions& wanted);

 private:
  void fillBoxes(Engine& engine);
  void onLayoutChosen();
  void onSessionChosen();
  void emitChanged();
  void changedSoon();
  void showProblem(const ImportEntry& entry);

  QComboBox* m_layout;
  QLineEdit* m_pattern;
  QComboBox* m_session;
  QLineEdit* m_sessionPattern;
  QComboBox* m_zone;
  QLineEdit* m_host;
  QLineEdit* m_service;
  QLabel* m_problem;
  QTimer* m_soon;
  pipeline::ImportOptions m_wanted;
};

}  // namespace faultline::ui
