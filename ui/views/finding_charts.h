#pragma once

#include <vector>

#include <QtWidgets/QWidget>

#include "engine/base/error.h"
#include "engine/base/severity.h"
#include "engine/pipeline/finding_charts.h"
#include "ui/text/format.h"

class QLabel;
class QVBoxLayout;

namespace faultline::ui {

class ChartView;

/// The charts of a finding. While they are read their place is kept, so that nothing below jumps.
class FindingCharts : public QWidget {
  Q_OBJECT

 public:
  explicit FindingCharts(QWidget* parent = nullptr);

  void showNothing();
  void showReading();
  void showError(const Error& error);
  void showCharts(const std::vector<pipeline::FindingChart>& charts, Severity severity);
  void setZone(const DisplayZone& zone);

  [[nodiscard]] const std::vector<ChartView*>& charts() const { return m_charts; }
  /// Why there is none.
  [[nodiscard]] QString note() const;

 Q_SIGNALS:
  /// A point that was read from that line was clicked or entered.
  void eventChosen(const faultline::EventId& event);

 private:
  void addChart(const pipeline::FindingChart& chart, Severity severity);
  void clear();

  QVBoxLayout* m_layout;
  QLabel* m_note;
  std::vector<ChartView*> m_charts;
  DisplayZone m_zone;
};

}  // namespace faultline::ui
