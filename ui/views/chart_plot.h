#pragma once

#include <QtCharts/QChartView>

#include "ui/views/chart_axis.h"

namespace faultline::ui {

class ChartView;

/// The drawing of a `ChartView`: Qt Charts draws axes, grid, bands and lines; what stands out is drawn over
/// them.
class ChartPlot : public QChartView {
  Q_OBJECT

 public:
  explicit ChartPlot(ChartView* view);

  /// Draws the view's data anew: it, the zone, the colours or the size have changed.
  void rebuild();

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void drawForeground(QPainter* painter, const QRectF& rect) override;

 private:
  void addAxes();
  void addBands(const ChartSeries& series);
  void addLines(const ChartSeries& series, int number);
  void addPoints(const ChartSeries& series, int number);
  void attach(QAbstractSeries* series);
  [[nodiscard]] QPointF at(double x, double y) const;
  [[nodiscard]] std::optional<int> stopAt(const QPointF& position) const;
  void drawMarks(QPainter* painter) const;
  void drawThresholds(QPainter* painter) const;
  void drawNames(QPainter* painter) const;
  void drawFindings(QPainter* painter) const;
  void drawCursor(QPainter* painter) const;

  ChartView* m_view;
  ChartRange m_x;
  ChartRange m_y;
  std::vector<std::vector<std::size_t>> m_drawn;  // of each series the samples that are drawn
};

}  // namespace faultline::ui
