#pragma once

#include <optional>

#include <QtWidgets/QDialog>

#include "engine/pipeline/workflow.h"
#include "ui/text/format.h"

class QComboBox;
class QDoubleSpinBox;
class QPushButton;
class QRadioButton;

namespace faultline::ui {

/// How the workflow is to be mined, and from what.
class MiningDialog : public QDialog {
  Q_OBJECT

 public:
  /// `before`: what it was mined with. `normal`: what the model in use takes for normal, if it is a period.
  MiningDialog(const pipeline::MiningSettings& before, const std::optional<pipeline::TimeRange>& normal,
               const DisplayZone& zone, QWidget* parent = nullptr);

  [[nodiscard]] pipeline::MiningSettings settings() const;
  [[nodiscard]] QRadioButton* cooccurrence() const { return m_cooccurrence; }
  [[nodiscard]] QRadioButton* guided() const { return m_guided; }
  [[nodiscard]] QDoubleSpinBox* tau() const { return m_tau; }
  [[nodiscard]] QComboBox* period() const { return m_period; }
  [[nodiscard]] QPushButton* mineButton() const { return m_mine; }

 private:
  void addPeriod(const QString& text, const std::optional<pipeline::TimeRange>& period);

  pipeline::MiningSettings m_before;
  std::vector<std::optional<pipeline::TimeRange>> m_periods;  // of the box's entries
  QRadioButton* m_cooccurrence;
  QRadioButton* m_guided;
  QDoubleSpinBox* m_tau;
  QComboBox* m_period;
  QPushButton* m_mine;
};

}  // namespace faultline::ui
