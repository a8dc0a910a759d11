#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QtWidgets/QWidget>

#include "engine/base/error.h"
#include "engine/pipeline/models.h"
#include "engine/pipeline/project.h"
#include "engine/pipeline/studies.h"
#include "ui/text/format.h"

class QPushButton;
class QScrollArea;

namespace faultline::ui {

class EmptyState;
class ModelDetailsView;
class NormalPeriodView;
class RowsTable;
class Section;
class StudiesView;

/// The models that were learnt, what they were learnt from, and what can be learnt from instead.
class ModelsPage : public QWidget {
  Q_OBJECT

 public:
  explicit ModelsPage(QWidget* parent = nullptr);

  /// Null: nothing is known of the project yet. Another project forgets what was shown.
  void setProject(std::shared_ptr<const pipeline::ProjectInfo> project);
  /// The chosen one stays chosen; else the active one is. An error is shown in place of them.
  void setModels(const Result<std::vector<pipeline::ModelDetails>>& models);
  void setTimeLine(const pipeline::TimeLine& line);
  void setComparison(const std::optional<pipeline::Comparison>& comparison);
  void setSweep(const std::optional<pipeline::Sweep>& sweep);
  void setTraining(const std::vector<pipeline::TrainingCurve>& curves);
  void setZone(const DisplayZone& zone);
  void setBusy(bool busy);
  /// Shows the choice of the normal period and gives it the keyboard.
  void choosePeriod();

  [[nodiscard]] const pipeline::ModelDetails* current() const;
  [[nodiscard]] RowsTable* list() const { return m_list; }
  [[nodiscard]] ModelDetailsView* details() const { return m_details; }
  [[nodiscard]] NormalPeriodView* period() const { return m_period; }
  [[nodiscard]] StudiesView* studies() const { return m_studies; }
  [[nodiscard]] EmptyState* emptyState() const { return m_empty; }
  [[nodiscard]] QScrollArea* scrollArea() const { return m_scroll; }
  [[nodiscard]] QPushButton* againButton() const { return m_again; }
  [[nodiscard]] QPushButton* periodButton() const { return m_choose; }

 Q_SIGNALS:
  void learnRequested(const faultline::pipeline::LearnSettings& settings);
  void importRequested();
  void compareRequested(const faultline::pipeline::LearnSettings& settings);
  void tryRequested(const faultline::pipeline::LearnSettings& settings);

 private:
  void makeLayout();
  void connectParts();
  void showModels();
  void showCurrent();
  void showWhatThereIs();
  void onEmptyTriggered();
  [[nodiscard]] pipeline::LearnSettings settings() const;

  std::shared_ptr<const pipeline::ProjectInfo> m_project;
  std::vector<pipeline::ModelDetails> m_models;
  std::optional<Error> m_error;
  std::optional<pipeline::Comparison> m_comparison;
  std::optional<pipeline::Sweep> m_sweep;
  DisplayZone m_zone;
  ModelId m_current;
  bool m_known = false;  // the models were read
  bool m_busy = false;
  bool m_training = false;
  QPushButton* m_again;
  QPushButton* m_choose;
  RowsTable* m_list;
  QScrollArea* m_scroll;
  EmptyState* m_empty;
  ModelDetailsView* m_details;
  Section* m_periodSection;
  NormalPeriodView* m_period;
  StudiesView* m_studies;
};

}  // namespace faultline::ui
