#pragma once

#include <filesystem>
#include <memory>

#include <QtWidgets/QDialog>

#include "ui/jobs/engine.h"
#include "ui/jobs/query_runner.h"
#include "ui/text/format.h"

class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace faultline::ui {

/// What of a source may be put right after it was imported: its clock, host and service. Saves in the
/// background; what goes wrong is said in the dialog, which stays open.
class SourceDialog : public QDialog {
  Q_OBJECT

 public:
  SourceDialog(std::shared_ptr<Engine> engine, QueryRunner* queries, std::filesystem::path project,
               const pipeline::Source& source, const DisplayZone& zone, QWidget* parent = nullptr);

  /// What the user has changed, and nothing else.
  [[nodiscard]] pipeline::SourceChange change() const;

  [[nodiscard]] QComboBox* zoneBox() const { return m_zone; }
  [[nodiscard]] QDoubleSpinBox* offsetBox() const { return m_offset; }
  [[nodiscard]] QLineEdit* hostField() const { return m_host; }
  [[nodiscard]] QLineEdit* serviceField() const { return m_service; }
  [[nodiscard]] QPushButton* saveButton() const { return m_save; }
  /// Why a field cannot be changed, or what went wrong when saving; empty when nothing did.
  [[nodiscard]] QString clockNote() const;
  /// The log's first time as it is written, as it is read now, and as it would be.
  [[nodiscard]] QString example() const;
  [[nodiscard]] QString problem() const;

 private:
  QFormLayout* makeForm();
  QWidget* makeButtons();
  void fillClock();
  void showExample();
  void save();
  void onSaved(const Status& saved);
  void setSaving(bool saving);

  std::shared_ptr<Engine> m_engine;
  QueryRunner* m_queries;
  std::filesystem::path m_project;
  pipeline::Source m_source;
  DisplayZone m_shownIn;
  QComboBox* m_zone;
  QDoubleSpinBox* m_offset;
  QLineEdit* m_host;
  QLineEdit* m_service;
  QLabel* m_clockNote;
  QLabel* m_example;
  QLabel* m_problem;
  QPushButton* m_save = nullptr;
  double m_offsetBefore = 0;  // as the box shows it, which has milliseconds only
};

}  // namespace faultline::ui
