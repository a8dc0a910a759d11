#pragma once

#include <optional>

#include <QtWidgets/QWidget>

#include "ui/text/format.h"
#include "ui/views/chart_data.h"

class QLabel;

namespace faultline::ui {

class ChartPlot;

/// A chart: lines and points, what was expected behind them, thresholds across. The value at the cursor is
/// written beside it and told to screen readers; the cursor follows the mouse, Left and Right, Home and End,
/// and with Ctrl goes from finding to finding. The only place that knows Qt Charts.
class ChartView : public QWidget {
  Q_OBJECT

 public:
  explicit ChartView(QWidget* parent = nullptr);

  /// Samples whose x is not finite are left out; the rest is put in order.
  void setChart(ChartData chart);
  [[nodiscard]] const ChartData& chart() const { return m_data; }
  /// That times are shown in.
  void setZone(const DisplayZone& zone);

  /// Puts the cursor on a sample; nowhere without one.
  void setCurrent(const std::optional<ChartPlace>& place);
  [[nodiscard]] std::optional<ChartPlace> current() const { return m_current; }
  /// What is written beside the cursor, in lines; empty without one.
  [[nodiscard]] QStringList currentLines() const;

  [[nodiscard]] QSize sizeHint() const override { return {360, 200}; }
  [[nodiscard]] QSize minimumSizeHint() const override { return {200, 140}; }

 Q_SIGNALS:
  /// Enter or a click: the user wants to see where it comes from.
  void activated(const faultline::ui::ChartPlace& place);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  friend class ChartPlot;

  struct Stop {
    double x;
    ChartPlace place;
  };

  void collectStops();
  void step(int by);
  void stepToFinding(int by);
  [[nodiscard]] int currentStop() const;
  void goTo(int stop);
  void tell();

  ChartData m_data;
  DisplayZone m_zone;
  std::vector<Stop> m_stops;  // by x; where the cursor halts
  std::optional<ChartPlace> m_current;
  QLabel* m_title;
  QLabel* m_yLabel;
  ChartPlot* m_plot;
};

}  // namespace faultline::ui
