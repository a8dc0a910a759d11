#include "ui/views/chart_plot.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include <QtCharts/QAreaSeries>
#include <QtCharts/QCategoryAxis>
#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>
#include <QtCharts/QScatterSeries>
#include <QtGui/QMouseEvent>
#include <QtWidgets/QGraphicsLayout>

#include "ui/style/style.h"
#include "ui/views/chart_view.h"

namespace faultline::ui {

namespace {

constexpr int kTickSpace = 84;  // pixels that a label of a time may take
constexpr int kNumberSpace = 56;
constexpr int kRowSpace = 28;
constexpr double kDot = 6;

QPen linePen(int number) {
  const Colors& colors = style::colors();
  static constexpr Qt::PenStyle kStyles[] = {Qt::SolidLine, Qt::SolidLine, Qt::DashLine, Qt::DotLine,
                                             Qt::DashDotLine};
  const QColor color = number == 0 ? colors.accent : number == 1 ? colors.text : colors.dim;
  return QPen(color, number == 0 ? 1.8 : 1.2, kStyles[std::min(number, 4)]);
}

QFont smallFont() {
  QFont font = style::textFont();
  font.setPointSizeF(font.pointSizeF() - 1);
  return font;
}

/// Text that stays readable over lines.
void drawPlate(QPainter* painter, const QRectF& box, const QString& text, const QColor& color) {
  QColor behind = style::colors().base;
  behind.setAlphaF(0.85F);
  painter->fillRect(box, behind);
  painter->setPen(color);
  painter->drawText(box, Qt::AlignCenter, text);
}

QSizeF plateSize(const QPainter* painter, const QString& text) {
  const QFontMetricsF metrics(painter->font());
  return {metrics.horizontalAdvance(text) + 6, metrics.height()};
}

std::unique_ptr<QCategoryAxis> makeAxis(const ChartRange& range, const std::vector<ChartTick>& ticks) {
  auto axis = std::make_unique<QCategoryAxis>();
  // A tick at the very start counts only when the start is below it.
  axis->setStartValue(range.low - (range.high - range.low) * 1e-6);
  for (const ChartTick& tick : ticks) {
    QString label = tick.label;
    while (axis->categoriesLabels().contains(label)) label += QChar(0x200B);  // each has to be another
    axis->append(label, tick.at);
  }
  axis->setRange(range.low, range.high);
  axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
  axis->setTruncateLabels(false);
  axis->setLabelsFont(smallFont());
  axis->setLabelsColor(style::colors().dim);
  QColor grid = style::colors().line;
  if (style::theme() == Theme::HighContrast) grid.setAlphaF(0.35F);
  axis->setGridLinePen(QPen(grid, 1));
  axis->setLinePen(QPen(style::colors().line, 1));
  axis->setTitleFont(smallFont());
  axis->setTitleBrush(style::colors().dim);
  return axis;
}

}  // namespace

ChartPlot::ChartPlot(ChartView* view) : QChartView(view), m_view(view) {
  setFocusPolicy(Qt::NoFocus);
  setFrameShape(QFrame::NoFrame);
  setRenderHint(QPainter::Antialiasing);
  setBackgroundBrush(Qt::NoBrush);
  setStyleSheet(QStringLiteral("background: transparent"));
  setMouseTracking(true);
  setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
  chart()->legend()->hide();
  chart()->setBackgroundVisible(false);
  chart()->setMargins(QMargins(0, 4, 8, 0));
  chart()->layout()->setContentsMargins(0, 0, 0, 0);
  chart()->setAnimationOptions(QChart::NoAnimation);
}

void ChartPlot::rebuild() {
  chart()->removeAllSeries();
  for (QAbstractAxis* axis : chart()->axes()) {
    chart()->removeAxis(axis);
    delete axis;
  }
  const ChartData& shown = m_view->m_data;
  m_x = xRange(shown);
  m_y = yRange(shown);
  m_drawn.clear();
  const bool empty = m_view->m_stops.empty();
  if (!empty) {
    addAxes();
    const auto columns = static_cast<std::size_t>(std::max(width(), 100));
    for (const ChartSeries& series : shown.series) m_drawn.push_back(decimated(series.samples, m_x, columns));
    for (const ChartSeries& series : shown.series) addBands(series);
    // The first one lies over the others.
    for (int number = static_cast<int>(shown.series.size()) - 1; number >= 0; --number) {
      const ChartSeries& series = shown.series[static_cast<std::size_t>(number)];
      if (series.look != ChartSeries::Look::Points) addLines(series, number);
      if (series.look != ChartSeries::Look::Line) addPoints(series, number);
    }
  }
  viewport()->update();
}

void ChartPlot::addAxes() {
  const ChartData& shown = m_view->m_data;
  const bool times = shown.xAxis == ChartData::Axis::Time;
  const int across = std::max(2, width() / (times ? kTickSpace : kNumberSpace) - 1);
  const int up = std::max(2, height() / kRowSpace - 1);
  auto x = makeAxis(
      m_x, times ? timeTicks(m_x, across, m_view->m_zone) : numberTicks(m_x, across, shown.wholeNumbers));
  auto y = makeAxis(m_y, numberTicks(m_y, up));
  QStringList title;
  if (!shown.xLabel.isEmpty()) title << shown.xLabel;
  if (times) title << timeAxisLabel(m_x, m_view->m_zone);
  x->setTitleText(title.join(QStringLiteral(", ")).toHtmlEscaped());
  chart()->addAxis(x.release(), Qt::AlignBottom);
  chart()->addAxis(y.release(), Qt::AlignLeft);
}

void ChartPlot::attach(QAbstractSeries* series) {
  chart()->addSeries(series);
  for (QAbstractAxis* axis : chart()->axes()) series->attachAxis(axis);
}

void ChartPlot::addBands(const ChartSeries& series) {
  const auto& drawn = m_drawn[static_cast<std::size_t>(&series - m_view->m_data.series.data())];
  auto low = std::make_unique<QLineSeries>();
  auto high = std::make_unique<QLineSeries>();
  const auto finish = [&] {
    if (low->count() < 2) {
      low->clear();
      high->clear();
      return;
    }
    auto* band = new QAreaSeries(high.get(), low.get());
    low.release()->setParent(band);
    high.release()->setParent(band);
    QColor color = style::colors().accent;
    color.setAlphaF(0.16F);
    band->setBrush(color);
    band->setPen(Qt::NoPen);
    attach(band);
    low = std::make_unique<QLineSeries>();
    high = std::make_unique<QLineSeries>();
  };
  for (const std::size_t number : drawn) {
    const ChartSample& sample = series.samples[number];
    if (!std::isfinite(sample.low) && !std::isfinite(sample.high)) {
      finish();
      continue;
    }
    low->append(sample.x, std::isfinite(sample.low) ? std::max(sample.low, m_y.low) : m_y.low);
    high->append(sample.x, std::isfinite(sample.high) ? std::min(sample.high, m_y.high) : m_y.high);
  }
  finish();
}

void ChartPlot::addLines(const ChartSeries& series, int number) {
  QList<QPointF> points;
  const auto finish = [&] {
    if (points.size() > 1) {
      auto* line = new QLineSeries;
      line->replace(points);
      line->setPen(linePen(number));
      attach(line);
    }
    points.clear();
  };
  for (const std::size_t at : m_drawn[static_cast<std::size_t>(number)]) {
    const ChartSample& sample = series.samples[at];
    if (std::isfinite(sample.y)) {
      points << QPointF(sample.x, sample.y);
    } else {
      finish();
    }
  }
  const bool lonely = points.size() == 1 && series.look == ChartSeries::Look::Line;
  finish();
  if (lonely) addPoints(series, number);  // a line of one point would not be seen
}

void ChartPlot::addPoints(const ChartSeries& series, int number) {
  QList<QPointF> points;
  for (const std::size_t at : m_drawn[static_cast<std::size_t>(number)]) {
    const ChartSample& sample = series.samples[at];
    if (std::isfinite(sample.y)) points << QPointF(sample.x, sample.y);
  }
  auto* dots = new QScatterSeries;
  dots->replace(points);
  dots->setMarkerSize(kDot);
  dots->setColor(linePen(number).color());
  dots->setBorderColor(style::colors().base);
  attach(dots);
}

QPointF ChartPlot::at(double x, double y) const {
  const QRectF area = chart()->plotArea();
  return {area.left() + area.width() * (x - m_x.low) / (m_x.high - m_x.low),
          area.bottom() - area.height() * (y - m_y.low) / (m_y.high - m_y.low)};
}

std::optional<int> ChartPlot::stopAt(const QPointF& position) const {
  const QRectF area = chart()->plotArea().adjusted(-8, -8, 8, 8);
  const auto& stops = m_view->m_stops;
  if (stops.empty() || !area.contains(position)) return std::nullopt;
  const double x = m_x.low + (position.x() - chart()->plotArea().left()) / chart()->plotArea().width() *
                                 (m_x.high - m_x.low);
  const auto after = std::lower_bound(stops.begin(), stops.end(), x,
                                      [](const auto& stop, double wanted) { return stop.x < wanted; });
  // Of those about as near from left to right the one that is nearest.
  constexpr int kAround = 64;
  const auto middle = static_cast<int>(after - stops.begin());
  const int end = std::min(middle + kAround, static_cast<int>(stops.size()));
  std::optional<int> best;
  double nearest = 0;
  for (int stop = std::max(0, middle - kAround); stop < end; ++stop) {
    const auto& place = stops[static_cast<std::size_t>(stop)].place;
    const ChartSample& sample = m_view->m_data.series[place.series].samples[place.sample];
    const QPointF away = at(sample.x, sample.y) - position;
    const double distance = std::hypot(away.x() * 4, away.y());
    if (best && distance >= nearest) continue;
    best = stop;
    nearest = distance;
  }
  return best;
}

void ChartPlot::mouseMoveEvent(QMouseEvent* event) {
  if (const auto stop = stopAt(event->position())) {
    m_view->goTo(*stop);
  } else {
    m_view->setCurrent(std::nullopt);
  }
}

void ChartPlot::mousePressEvent(QMouseEvent* event) {
  m_view->setFocus(Qt::MouseFocusReason);
  const auto stop = stopAt(event->position());
  if (!stop || event->button() != Qt::LeftButton) return;
  m_view->goTo(*stop);
  Q_EMIT m_view->activated(m_view->m_stops[static_cast<std::size_t>(*stop)].place);
}

void ChartPlot::leaveEvent(QEvent* event) {
  QChartView::leaveEvent(event);
  if (!m_view->hasFocus()) m_view->setCurrent(std::nullopt);
}

void ChartPlot::resizeEvent(QResizeEvent* event) {
  QChartView::resizeEvent(event);
  rebuild();
}

void ChartPlot::drawForeground(QPainter* painter, const QRectF&) {
  painter->setFont(smallFont());
  if (m_view->m_stops.empty()) {
    painter->setPen(style::colors().dim);
    painter->drawText(sceneRect(), Qt::AlignCenter, ChartView::tr("Nothing to draw"));
  } else {
    drawMarks(painter);
    drawThresholds(painter);
    drawNames(painter);
    drawFindings(painter);
    drawCursor(painter);
  }
  if (m_view->hasFocus()) {
    painter->setPen(QPen(style::colors().accent, 1));
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(sceneRect().adjusted(0.5, 0.5, -0.5, -0.5));
  }
}

void ChartPlot::drawMarks(QPainter* painter) const {
  const QRectF area = chart()->plotArea();
  const Colors& colors = style::colors();
  double free = area.left();
  for (const ChartMark& mark : m_view->m_data.marks) {
    if (!std::isfinite(mark.x)) continue;
    const double x = at(mark.x, m_y.low).x();
    const QColor color = mark.severity ? colors.severity(*mark.severity) : colors.dim;
    painter->setPen(QPen(color, 1, Qt::DashLine));
    painter->drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    const QSizeF size = plateSize(painter, mark.label);
    const double left = std::clamp(x - size.width() / 2, area.left(), area.right() - size.width());
    if (mark.label.isEmpty() || left < free) continue;
    drawPlate(painter, QRectF(QPointF(left, area.top()), size), mark.label, color);
    free = left + size.width();
  }
}

void ChartPlot::drawThresholds(QPainter* painter) const {
  const QRectF area = chart()->plotArea();
  double used = area.bottom() + 100;
  auto thresholds = m_view->m_data.thresholds;
  std::sort(thresholds.begin(), thresholds.end(),
            [](const auto& one, const auto& other) { return one.value < other.value; });
  for (const ChartThreshold& threshold : thresholds) {
    if (!std::isfinite(threshold.value)) continue;
    const double y = at(m_x.low, threshold.value).y();
    if (y < area.top() - 1 || y > area.bottom() + 1) continue;
    const QColor color = threshold.inForce ? style::colors().critical : style::colors().dim;
    painter->setPen(QPen(color, threshold.inForce ? 1.4 : 1, Qt::DashLine));
    painter->drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    const QSizeF size = plateSize(painter, threshold.label);
    double top = y - size.height();
    if (top < area.top()) top = y;
    if (threshold.label.isEmpty() || top + size.height() > used) continue;
    drawPlate(painter, QRectF(QPointF(area.left() + 2, top), size), threshold.label, color);
    used = top;
  }
}

void ChartPlot::drawNames(QPainter* painter) const {
  const QRectF area = chart()->plotArea();
  std::vector<QRectF> taken;
  const auto& all = m_view->m_data.series;
  std::vector<std::pair<double, std::size_t>> fromTop;  // so that names are pushed down in order
  for (std::size_t number = 0; number < all.size(); ++number) {
    const auto& samples = all[number].samples;
    const auto last = std::find_if(samples.rbegin(), samples.rend(),
                                   [](const ChartSample& each) { return std::isfinite(each.y); });
    if (last != samples.rend()) fromTop.emplace_back(-last->y, number);
  }
  std::sort(fromTop.begin(), fromTop.end());
  for (const auto& [height, number] : fromTop) {
    const ChartSeries& series = all[number];
    const auto last = std::find_if(series.samples.rbegin(), series.samples.rend(),
                                   [](const ChartSample& each) { return std::isfinite(each.y); });
    if (series.name.isEmpty() || last == series.samples.rend()) continue;
    const QString name =
        painter->fontMetrics().elidedText(series.name, Qt::ElideMiddle, static_cast<int>(area.width() / 2));
    const QSizeF size = plateSize(painter, name);
    const QPointF end = at(last->x, last->y);
    QRectF box(QPointF(std::min(end.x() + 4, area.right() - size.width()), end.y() - size.height() - 3),
               size);
    if (box.top() < area.top()) box.moveTop(end.y() + 3);
    // Names that would lie on each other go below.
    for (int tries = 0; tries < 8; ++tries) {
      const auto other =
          std::find_if(taken.begin(), taken.end(), [&](const QRectF& each) { return each.intersects(box); });
      if (other == taken.end()) break;
      box.moveTop(other->bottom() + 1);
    }
    if (box.bottom() > area.bottom()) continue;  // the cursor tells it
    drawPlate(painter, box, name, linePen(static_cast<int>(number)).color());
    taken.push_back(box);
  }
}

void ChartPlot::drawFindings(QPainter* painter) const {
  const ChartData& shown = m_view->m_data;
  for (std::size_t number = 0; number < shown.series.size(); ++number) {
    for (const std::size_t drawn : m_drawn[number]) {
      const ChartSample& sample = shown.series[number].samples[drawn];
      if (!sample.finding || !std::isfinite(sample.y)) continue;
      painter->setPen(QPen(style::colors().base, 1));
      painter->setBrush(style::colors().severity(*sample.finding));
      painter->drawEllipse(at(sample.x, sample.y), 4.5, 4.5);
    }
  }
  if (!shown.own) return;
  const ChartSample& own = shown.series[shown.own->series].samples[shown.own->sample];
  if (!std::isfinite(own.y)) return;
  painter->setPen(QPen(own.finding ? style::colors().severity(*own.finding) : style::colors().accent, 1.6));
  painter->setBrush(Qt::NoBrush);
  painter->drawEllipse(at(own.x, own.y), 8, 8);
}

void ChartPlot::drawCursor(QPainter* painter) const {
  if (!m_view->m_current) return;
  const auto& place = *m_view->m_current;
  const ChartSample& sample = m_view->m_data.series[place.series].samples[place.sample];
  const QRectF area = chart()->plotArea();
  const QPointF here = at(sample.x, sample.y);
  const Colors& colors = style::colors();
  painter->setPen(QPen(colors.dim, 1));
  painter->drawLine(QPointF(here.x(), area.top()), QPointF(here.x(), area.bottom()));
  painter->setBrush(colors.base);
  painter->setPen(QPen(colors.accent, 2));
  painter->drawEllipse(here, 4, 4);

  const QStringList lines = m_view->currentLines();
  const QFontMetricsF metrics(painter->font());
  double width = 0;
  for (const QString& line : lines) width = std::max(width, metrics.horizontalAdvance(line));
  QRectF box(0, 0, width + 12, metrics.height() * static_cast<double>(lines.size()) + 8);
  const bool onLeft = here.x() + box.width() + 10 > sceneRect().right();
  box.moveTopLeft(
      {onLeft ? std::max(0.0, here.x() - box.width() - 8) : here.x() + 8, here.y() - box.height() / 2});
  box.moveTop(std::clamp(box.top(), 0.0, std::max(0.0, sceneRect().bottom() - box.height())));
  painter->setPen(QPen(colors.line, 1));
  painter->setBrush(colors.base);
  painter->drawRoundedRect(box, 4, 4);
  for (int number = 0; number < lines.size(); ++number) {
    painter->setPen(number == 0 ? colors.dim : colors.text);
    painter->drawText(QPointF(box.left() + 6, box.top() + 4 + metrics.ascent() + number * metrics.height()),
                      lines[number]);
  }
}

}  // namespace faultline::ui
