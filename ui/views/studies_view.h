#pragma once

#include <optional>
#include <vector>

#include <QtWidgets/QWidget>

#include "engine/pipeline/studies.h"
#include "ui/text/format.h"

class QGridLayout;
class QLabel;
class QPushButton;

namespace faultline::ui {

class ChartView;
class RowsTable;
class Section;

/// What was tried on the project's own sessions: other detectors, and other settings.
class StudiesView : public QWidget {
  Q_OBJECT

 public:
  explicit StudiesView(QWidget* parent = nullptr);

  void setComparison(const std::optional<pipeline::Comparison>& comparison, const DisplayZone& zone);
  void setSweep(const std::optional<pipeline::Sweep>& sweep, const DisplayZone& zone);
  void setBusy(bool busy);

  [[nodiscard]] Section* comparisonSection() const { return m_comparison; }
  [[nodiscard]] Section* sweepSection() const { return m_sweep; }
  [[nodiscard]] RowsTable* comparisonTable() const { return m_table; }
  [[nodiscard]] QString failures() const;
  [[nodiscard]] const std::vector<ChartView*>& charts() const { return m_charts; }
  [[nodiscard]] QPushButton* compareButton() const { return m_compare; }
  [[nodiscard]] QPushButton* tryButton() const { return m_try; }

 Q_SIGNALS:
  void compareRequested();
  void tryRequested();

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void placeCharts();

  Section* m_comparison;
  RowsTable* m_table;
  QPushButton* m_compare;
  QLabel* m_failed;
  Section* m_sweep;
  QWidget* m_chartBox;
  QGridLayout* m_grid;
  QPushButton* m_try;
  std::vector<ChartView*> m_charts;
  int m_columns = 0;
};

/// The values that "Try settings" tries, about those of DeepLog's Figure 8.
[[nodiscard]] std::vector<pipeline::Variation> triedSettings();

}  // namespace faultline::ui
