#include "ui/views/finding_charts.h"

#include <algorithm>

#include <QtWidgets/QLabel>
#include <QtWidgets/QVBoxLayout>

#include "ui/style/style.h"
#include "ui/text/finding_words.h"
#include "ui/text/translate.h"
#include "ui/views/chart_view.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

using pipeline::ChartPoint;
using pipeline::FindingChart;

namespace {

constexpr int kHeight = 216;

QString yLabel(const FindingChart& chart) {
  if (chart.code == "error") return FindingCharts::tr("mean squared error");
  const QString unit = plain(chart.unit);
  if (chart.code == "rate") return unit;
  const QString name = valueName(chart.subject);
  return unit.isEmpty() ? name : FindingCharts::tr("%1, %2").arg(name, unit);
}

/// The places of the points by x: by time where all have one, else in the order they have.
std::vector<std::pair<double, std::size_t>> arranged(const FindingChart& chart, bool timed) {
  std::vector<std::pair<double, std::size_t>> places;
  for (std::size_t i = 0; i < chart.points.size(); ++i) {
    places.emplace_back(timed ? chartTime(*chart.points[i].time) : static_cast<double>(i + 1), i);
  }
  std::stable_sort(places.begin(), places.end(),
                   [](const auto& one, const auto& other) { return one.first < other.first; });
  return places;
}

}  // namespace

FindingCharts::FindingCharts(QWidget* parent)
    : QWidget(parent), m_layout(new QVBoxLayout(this)), m_note(dimLabel(QString(), this)) {
  m_layout->setContentsMargins(0, style::kGrid, 0, 0);
  m_layout->setSpacing(2 * style::kGrid);
  m_note->setWordWrap(true);
  m_note->setAlignment(Qt::AlignCenter);
  m_layout->addWidget(m_note);
  showNothing();
}

void FindingCharts::clear() {
  qDeleteAll(m_charts);
  m_charts.clear();
  m_note->clear();
  m_note->setMinimumHeight(0);
}

void FindingCharts::showNothing() {
  clear();
  hide();
}

void FindingCharts::showReading() {
  clear();
  m_note->setText(tr("Reading the charts…"));
  m_note->setMinimumHeight(kHeight);
  m_note->show();
  show();
}

void FindingCharts::showError(const Error& error) {
  clear();
  m_note->setText(tr("No chart: %1").arg(errorWords(error).whole()));
  m_note->show();
  show();
}

void FindingCharts::showCharts(const std::vector<FindingChart>& charts, Severity severity) {
  clear();
  for (const FindingChart& chart : charts) {
    if (!chart.points.empty()) addChart(chart, severity);
  }
  m_note->setText(m_charts.empty() ? tr("There is nothing to draw: too few values were measured.")
                                   : QString());
  m_note->setVisible(m_charts.empty());
  show();
}

void FindingCharts::addChart(const FindingChart& chart, Severity severity) {
  const bool timed = std::all_of(chart.points.begin(), chart.points.end(),
                                 [](const ChartPoint& point) { return point.time.has_value(); });
  ChartData shown;
  shown.title = chartTitle(chart);
  shown.xAxis = timed ? ChartData::Axis::Time : ChartData::Axis::Number;
  if (!timed) shown.xLabel = tr("measured values, in the log's order");
  shown.wholeNumbers = !timed;
  shown.yLabel = yLabel(chart);
  shown.unit = plain(chart.unit);
  ChartSeries series;
  series.look = chart.code == "rate" ? ChartSeries::Look::Line : ChartSeries::Look::LineAndPoints;
  std::vector<EventId> events;
  for (const auto& [x, i] : arranged(chart, timed)) {
    const ChartPoint& point = chart.points[i];
    if (chart.own == i) shown.own = ChartPlace{0, series.samples.size()};
    series.samples.push_back(
        {x, point.value, point.low, point.high, point.isFinding ? std::optional(severity) : std::nullopt});
    events.push_back(point.event);
  }
  shown.series.push_back(std::move(series));
  for (const pipeline::ChartLevel& level : chart.levels) {
    shown.thresholds.push_back({level.value, plain(level.label), level.inForce});
  }
  auto* view = new ChartView(this);
  view->setZone(m_zone);
  view->setFixedHeight(kHeight);
  view->setChart(std::move(shown));
  connect(view, &ChartView::activated, this, [this, events = std::move(events)](const ChartPlace& place) {
    if (place.sample < events.size() && events[place.sample]) Q_EMIT eventChosen(events[place.sample]);
  });
  m_layout->addWidget(view);
  m_charts.push_back(view);
}

void FindingCharts::setZone(const DisplayZone& zone) {
  m_zone = zone;
  for (ChartView* chart : m_charts) chart->setZone(zone);
}

QString FindingCharts::note() const { return m_note->text(); }

}  // namespace faultline::ui
