#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include <QtWidgets/QDialog>

#include "ui/jobs/engine.h"
#include "ui/jobs/query_runner.h"
#include "ui/models/import_files_model.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace faultline::ui {

class ImportPreviewModel;
class ImportSettings;
class LayoutLibrary;

/// Shows how each file will be read before anything is imported. Previews are made in the background and
/// again with each change.
class ImportDialog : public QDialog {
  Q_OBJECT

 public:
  enum class Then { Analyze, Nothing };

  /// `project` is the open one with its sources; without one the dialog asks where to save the new one, with
  /// `suggestion` to begin with.
  ImportDialog(std::shared_ptr<Engine> engine, QueryRunner* queries,
               const std::vector<std::filesystem::path>& files,
               std::shared_ptr<const pipeline::ProjectInfo> project, const QString& suggestion,
               QWidget* parent = nullptr);
  ~ImportDialog() override;

  [[nodiscard]] std::vector<pipeline::ImportFile> files() const { return m_files->chosen(); }
  [[nodiscard]] std::filesystem::path project() const;
  [[nodiscard]] Then then() const { return m_then; }

  [[nodiscard]] ImportFilesModel* filesModel() const { return m_files; }
  [[nodiscard]] ImportPreviewModel* linesModel() const { return m_lines; }
  [[nodiscard]] ImportSettings* settings() const { return m_settings; }
  [[nodiscard]] LayoutLibrary* library() const { return m_library; }
  [[nodiscard]] QTableView* linesTable() const { return m_linesTable; }
  /// Shows only the lines that do not fit.
  [[nodiscard]] QCheckBox* misfitsBox() const { return m_misfits; }
  [[nodiscard]] QString linesNote() const;
  [[nodiscard]] QTableView* filesTable() const { return m_table; }
  [[nodiscard]] QPushButton* analyzeButton() const { return m_analyze; }

 private:
  void setUpTables();
  QWidget* makeLines();
  void showFitting();
  QWidget* makeProjectRow(const QString& suggestion);
  QWidget* makeButtons();
  void preview(int row, Worker::Place place);
  void onPreview(int row, pipeline::FilePreview preview);
  void onSettings(const pipeline::ImportOptions& wanted);
  void showCurrent();
  void showSummary();
  void browse();
  void finish(Then then);
  [[nodiscard]] int currentRow() const;

  std::shared_ptr<Engine> m_engine;
  QueryRunner* m_queries;
  std::shared_ptr<const pipeline::ProjectInfo> m_project;
  ImportFilesModel* m_files;
  ImportPreviewModel* m_lines;
  QTableView* m_table;
  QTableView* m_linesTable;
  LayoutLibrary* m_library;
  ImportSettings* m_settings;
  QLabel* m_linesNote;
  QCheckBox* m_misfits;
  QLabel* m_summary;
  QLineEdit* m_path = nullptr;
  QPushButton* m_import = nullptr;
  QPushButton* m_analyze = nullptr;
  Then m_then = Then::Nothing;
};

}  // namespace faultline::ui
