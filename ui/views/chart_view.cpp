#include "ui/views/chart_view.h"

#include <algorithm>
#include <cmath>

#include <QtGui/QAccessible>
#include <QtGui/QKeyEvent>
#include <QtWidgets/QLabel>
#include <QtWidgets/QVBoxLayout>

#include "ui/style/style.h"
#include "ui/views/chart_plot.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

ChartView::ChartView(QWidget* parent)
    : QWidget(parent),
      m_title(headingLabel(QString(), this)),
      m_yLabel(dimLabel(QString(), this)),
      m_plot(new ChartPlot(this)) {
  setFocusPolicy(Qt::StrongFocus);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(m_title);
  layout->addWidget(m_yLabel);
  layout->addWidget(m_plot, 1);
  setChart({});
}

void ChartView::setChart(ChartData wanted) {
  for (ChartSeries& series : wanted.series) {
    const bool ordered = std::is_sorted(series.samples.begin(), series.samples.end(),
                                        [](const auto& one, const auto& other) { return one.x < other.x; });
    const bool finite = std::all_of(series.samples.begin(), series.samples.end(),
                                    [](const auto& each) { return std::isfinite(each.x); });
    if (finite && ordered) continue;
    wanted.own.reset();  // its number is another one now
    std::erase_if(series.samples, [](const auto& each) { return !std::isfinite(each.x); });
    std::stable_sort(series.samples.begin(), series.samples.end(),
                     [](const auto& one, const auto& other) { return one.x < other.x; });
  }
  const bool known = wanted.own && wanted.own->series < wanted.series.size() &&
                     wanted.own->sample < wanted.series[wanted.own->series].samples.size();
  if (!known) wanted.own.reset();
  m_data = std::move(wanted);
  m_current.reset();
  collectStops();
  m_title->setText(m_data.title);
  m_title->setVisible(!m_data.title.isEmpty());
  m_yLabel->setText(m_data.yLabel);
  m_yLabel->setVisible(!m_data.yLabel.isEmpty());
  setAccessibleName(m_data.title.isEmpty() ? tr("Chart") : tr("Chart: %1").arg(m_data.title));
  tell();
  m_plot->rebuild();
}

void ChartView::setZone(const DisplayZone& zone) {
  m_zone = zone;
  m_plot->rebuild();
}

void ChartView::collectStops() {
  m_stops.clear();
  for (std::size_t series = 0; series < m_data.series.size(); ++series) {
    const auto& samples = m_data.series[series].samples;
    for (std::size_t sample = 0; sample < samples.size(); ++sample) {
      if (std::isfinite(samples[sample].y)) m_stops.push_back({samples[sample].x, {series, sample}});
    }
  }
  std::stable_sort(m_stops.begin(), m_stops.end(),
                   [](const Stop& one, const Stop& other) { return one.x < other.x; });
}

int ChartView::currentStop() const {
  if (!m_current) return -1;
  const double x = m_data.series[m_current->series].samples[m_current->sample].x;
  auto stop = std::lower_bound(m_stops.begin(), m_stops.end(), x,
                               [](const Stop& each, double wanted) { return each.x < wanted; });
  while (stop != m_stops.end() && stop->place != *m_current) ++stop;
  return stop == m_stops.end() ? -1 : static_cast<int>(stop - m_stops.begin());
}

void ChartView::goTo(int stop) {
  if (m_stops.empty()) return;
  const int last = static_cast<int>(m_stops.size()) - 1;
  setCurrent(m_stops[static_cast<std::size_t>(std::clamp(stop, 0, last))].place);
}

/// To the next x: series that have a value there are told together.
void ChartView::step(int by) {
  const int from = currentStop();
  if (from < 0) return goTo(by > 0 ? 0 : static_cast<int>(m_stops.size()) - 1);
  int to = from;
  const auto xOf = [&](int stop) { return m_stops[static_cast<std::size_t>(stop)].x; };
  while (to + by >= 0 && to + by < static_cast<int>(m_stops.size()) && xOf(to) == xOf(from)) to += by;
  if (by < 0) {
    while (to > 0 && xOf(to - 1) == xOf(to)) --to;  // the first series, as when coming from the left
  }
  goTo(to);
}

void ChartView::stepToFinding(int by) {
  for (int stop = currentStop() + by; stop >= 0 && stop < static_cast<int>(m_stops.size()); stop += by) {
    const ChartPlace place = m_stops[static_cast<std::size_t>(stop)].place;
    if (m_data.series[place.series].samples[place.sample].finding) return setCurrent(place);
  }
}

void ChartView::setCurrent(const std::optional<ChartPlace>& place) {
  if (m_current == place) return;
  m_current = place;
  tell();
  m_plot->viewport()->update();
}

QStringList ChartView::currentLines() const {
  if (!m_current) return {};
  const double x = m_data.series[m_current->series].samples[m_current->sample].x;
  QStringList lines;
  if (m_data.xAxis == ChartData::Axis::Time) {
    lines << m_zone.text(momentOf(x));
  } else {
    lines << (m_data.xLabel.isEmpty() ? chartValueText(x)
                                      : QStringLiteral("%1 %2").arg(m_data.xLabel, chartValueText(x)));
  }
  for (std::size_t number = 0; number < m_data.series.size(); ++number) {
    const ChartSeries& series = m_data.series[number];
    auto sample = std::lower_bound(series.samples.begin(), series.samples.end(), x,
                                   [](const ChartSample& each, double wanted) { return each.x < wanted; });
    if (number == m_current->series) {
      sample = series.samples.begin() + static_cast<std::ptrdiff_t>(m_current->sample);
    }
    if (sample == series.samples.end() || sample->x != x) continue;
    const QString value = chartValueText(sample->y, m_data.unit);
    lines << (series.name.isEmpty() ? value : QStringLiteral("%1: %2").arg(series.name, value));
    if (std::isfinite(sample->low) || std::isfinite(sample->high)) {
      lines << tr("expected %1 to %2")
                   .arg(chartValueText(sample->low), chartValueText(sample->high, m_data.unit));
    }
    if (sample->finding) lines << tr("finding: %1").arg(severityText(*sample->finding));
  }
  return lines;
}

void ChartView::tell() {
  QStringList parts = currentLines();
  if (parts.isEmpty()) {
    for (const ChartThreshold& threshold : m_data.thresholds) {
      parts << tr("threshold %1: %2").arg(threshold.label, chartValueText(threshold.value, m_data.unit));
    }
  }
  setAccessibleDescription(parts.join(QStringLiteral(", ")));
  QAccessibleEvent event(this, QAccessible::DescriptionChanged);
  QAccessible::updateAccessibility(&event);
}

void ChartView::keyPressEvent(QKeyEvent* event) {
  const bool control = event->modifiers().testFlag(Qt::ControlModifier);
  switch (event->key()) {
    case Qt::Key_Left:
      return control ? stepToFinding(-1) : step(-1);
    case Qt::Key_Right:
      return control ? stepToFinding(1) : step(1);
    case Qt::Key_Home:
      return goTo(0);
    case Qt::Key_End:
      return goTo(static_cast<int>(m_stops.size()) - 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (m_current) Q_EMIT activated(*m_current);
      return;
    default:
      QWidget::keyPressEvent(event);
  }
}

void ChartView::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  if (!m_current && m_data.own) setCurrent(m_data.own);
  m_plot->viewport()->update();
}

void ChartView::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  m_plot->viewport()->update();
}

void ChartView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) m_plot->rebuild();
}

}  // namespace faultline::ui
