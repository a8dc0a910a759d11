#pragma once

#include <vector>

#include <QtWidgets/QWidget>

#include "engine/pipeline/models.h"
#include "engine/pipeline/project.h"
#include "ui/text/format.h"

class QGridLayout;

namespace faultline::ui {

class ChartView;
class RowsTable;
class Section;

/// A model: what it was learnt from, its training, its thresholds and what it knows of values.
class ModelDetailsView : public QWidget {
  Q_OBJECT

 public:
  explicit ModelDetailsView(QWidget* parent = nullptr);

  /// `project` names the sources; may be null. No model: only a training under way is shown.
  void setModel(const pipeline::ModelDetails* model, const pipeline::ProjectInfo* project,
                const DisplayZone& zone);
  /// The curves of a training under way, which are shown in place of the model's; none: there is none.
  void setTraining(const std::vector<pipeline::TrainingCurve>& curves);
  /// Puts a widget between what was learnt from and the training.
  void insertBelowOrigin(QWidget* widget);

  [[nodiscard]] Section* originSection() const { return m_origin; }
  [[nodiscard]] Section* trainingSection() const { return m_training; }
  [[nodiscard]] ChartView* trainingChart() const { return m_chart; }
  [[nodiscard]] RowsTable* thresholds() const { return m_thresholdTable; }
  [[nodiscard]] RowsTable* values() const { return m_valueTable; }
  [[nodiscard]] QStringList facts() const;

 private:
  void showFacts(const pipeline::ModelDetails& model, const pipeline::ProjectInfo* project,
                 const DisplayZone& zone);
  void showCurves();

  Section* m_origin;
  QWidget* m_factBox;
  QGridLayout* m_facts;
  Section* m_training;
  ChartView* m_chart;
  Section* m_thresholds;
  RowsTable* m_thresholdTable;
  Section* m_values;
  RowsTable* m_valueTable;
  bool m_hasModel = false;
  std::vector<pipeline::TrainingCurve> m_own;
  std::vector<pipeline::TrainingCurve> m_live;
};

}  // namespace faultline::ui
