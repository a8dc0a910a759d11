#include "ui/views/time_line_view.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <QtGui/QAccessible>
#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>

#include "ui/models/model_tables.h"
#include "ui/style/style.h"
#include "ui/views/chart_axis.h"

namespace faultline::ui {

using pipeline::TimeRange;

namespace {

constexpr int kLeft = 72;  // for the names of the lanes
constexpr int kRight = 16;
constexpr int kPeriodHeight = 20;
constexpr int kFindingsHeight = 16;
constexpr int kAxisHeight = 22;
constexpr int kTickSpace = 96;
constexpr int kBigStep = 10;
constexpr double kGrab = 7;  // pixels around a handle that take it

QFont smallFont() {
  QFont font = style::textFont();
  font.setPointSizeF(font.pointSizeF() - 1);
  return font;
}

std::uint64_t sum(const std::vector<std::uint64_t>& counts, int from, int to) {
  const int last = std::min(to, static_cast<int>(counts.size()));
  return from >= last ? 0 : std::accumulate(counts.begin() + from, counts.begin() + last, std::uint64_t{0});
}

}  // namespace

TimeLineView::TimeLineView(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setAccessibleName(tr("Normal period on the time line"));
  setToolTip(plainTip(
      tr("Drag to choose a period. By key: Left and Right move an end, Space takes the other "
         "end, Escape chooses everything. The bars' height goes by the square root of the entries.")));
}

void TimeLineView::setTimeLine(pipeline::TimeLine line) {
  if (!line.range || line.range->to <= line.range->from) {
    line.range.reset();
    line.events.clear();
  }
  m_line = std::move(line);
  m_dragging = false;
  m_active = End::From;
  chooseAll();
}

void TimeLineView::setZone(const DisplayZone& zone) {
  m_zone = zone;
  tell();
  update();
}

void TimeLineView::setInForce(const std::optional<TimeRange>& period) {
  m_inForce = period;
  m_learnt = true;
  update();
}

void TimeLineView::setNothingLearnt() {
  m_learnt = false;
  update();
}

UtcTime TimeLineView::edge(int bin) const {
  if (bin >= bins()) return m_line.range->to;
  const auto span = static_cast<long double>((m_line.range->to - m_line.range->from).count());
  return m_line.range->from +
         std::chrono::nanoseconds(static_cast<std::int64_t>(span * bin / static_cast<long double>(bins())));
}

void TimeLineView::setEnds(int from, int to) {
  from = std::clamp(from, 0, std::max(0, bins() - 1));
  to = std::clamp(to, std::min(from + 1, bins()), bins());
  m_from = from;
  m_to = to;
  tell();
  update();
  Q_EMIT chosenChanged();
}

void TimeLineView::chooseAll() { setEnds(0, bins()); }

bool TimeLineView::allChosen() const { return m_from == 0 && m_to == bins(); }

void TimeLineView::choose(const TimeRange& period) {
  if (bins() == 0) return;
  const auto share = [&](UtcTime moment) {
    return static_cast<double>((moment - m_line.range->from).count()) /
           static_cast<double>((m_line.range->to - m_line.range->from).count()) * bins();
  };
  constexpr double kSlack = 1e-3;  // edges are whole nanoseconds
  setEnds(static_cast<int>(std::floor(std::clamp(share(period.from), 0.0, bins() - 1.0) + kSlack)),
          static_cast<int>(std::ceil(std::clamp(share(period.to), 1.0, 1.0 * bins()) - kSlack)));
}

std::optional<TimeRange> TimeLineView::chosen() const {
  if (bins() == 0) return std::nullopt;
  return TimeRange{edge(m_from), edge(m_to)};
}

std::uint64_t TimeLineView::chosenEvents() const { return sum(m_line.events, m_from, m_to); }
std::uint64_t TimeLineView::chosenFindings() const { return sum(m_line.findings, m_from, m_to); }

QRectF TimeLineView::strip() const {
  return QRectF(kLeft, kPeriodHeight, std::max(1, width() - kLeft - kRight),
                std::max(1, height() - kPeriodHeight - kAxisHeight));
}

double TimeLineView::xOf(int edge) const {
  return strip().left() + strip().width() * edge / std::max(1, bins());
}

double TimeLineView::positionOf(UtcTime moment) const {
  if (bins() == 0) return strip().left();
  const double share = static_cast<double>((moment - m_line.range->from).count()) /
                       static_cast<double>((m_line.range->to - m_line.range->from).count());
  return strip().left() + strip().width() * std::clamp(share, 0.0, 1.0);
}

int TimeLineView::edgeAt(double x) const {
  const double share = std::clamp((x - strip().left()) / strip().width(), 0.0, 1.0);
  return static_cast<int>(std::lround(share * bins()));
}

void TimeLineView::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || bins() == 0) return;
  const double x = event->position().x();
  m_dragging = true;
  const bool nearFrom = std::abs(x - xOf(m_from)) <= kGrab, nearTo = std::abs(x - xOf(m_to)) <= kGrab;
  if (nearFrom || nearTo) {
    // The other end stays where it is.
    m_active = nearFrom && (!nearTo || x < xOf(m_from)) ? End::From : End::To;
    m_pressed = m_active == End::From ? m_to : m_from;
  } else {
    m_pressed = edgeAt(x);
  }
}

void TimeLineView::mouseMoveEvent(QMouseEvent* event) {
  const double x = event->position().x();
  const bool near = std::abs(x - xOf(m_from)) <= kGrab || std::abs(x - xOf(m_to)) <= kGrab;
  setCursor(near && bins() > 0 ? Qt::SplitHCursor : Qt::ArrowCursor);
  if (!m_dragging) return;
  const int here = edgeAt(x);
  if (here == m_pressed) return;
  m_active = here < m_pressed ? End::From : End::To;
  setEnds(std::min(here, m_pressed), std::max(here, m_pressed));
}

void TimeLineView::mouseReleaseEvent(QMouseEvent*) { m_dragging = false; }

void TimeLineView::moveActive(int to) {
  if (m_active == End::From) {
    setEnds(std::min(to, m_to - 1), m_to);
  } else {
    setEnds(m_from, std::max(to, m_from + 1));
  }
}

void TimeLineView::keyPressEvent(QKeyEvent* event) {
  if (bins() == 0) return QWidget::keyPressEvent(event);
  const int here = m_active == End::From ? m_from : m_to;
  const auto modifiers = event->modifiers();
  const int far = modifiers.testFlag(Qt::ControlModifier) ? bins()
                  : modifiers.testFlag(Qt::ShiftModifier) ? kBigStep
                                                          : 1;
  switch (event->key()) {
    case Qt::Key_Left:
      return moveActive(here - far);
    case Qt::Key_Right:
      return moveActive(here + far);
    case Qt::Key_Home:
      return moveActive(0);
    case Qt::Key_End:
      return moveActive(bins());
    case Qt::Key_Space:
      m_active = m_active == End::From ? End::To : End::From;
      tell();
      return update();
    case Qt::Key_Escape:
      return chooseAll();
    default:
      QWidget::keyPressEvent(event);
  }
}

void TimeLineView::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  update();
}

void TimeLineView::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  update();
}

void TimeLineView::tell() {
  const auto range = chosen();
  QString text;
  if (range) {
    text = tr("%1, %2 log entries, %3 findings; moving the %4")
               .arg(periodText(*range, m_zone), numberText(chosenEvents()), numberText(chosenFindings()),
                    m_active == End::From ? tr("beginning") : tr("end"));
  }
  setAccessibleDescription(text);
  QAccessibleEvent event(this, QAccessible::DescriptionChanged);
  QAccessible::updateAccessibility(&event);
}

void TimeLineView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setFont(smallFont());
  const Colors& colors = style::colors();
  painter.fillRect(strip(), colors.alternate);
  if (bins() == 0) return;
  drawLanes(&painter);
  drawChosen(&painter);
  if (m_learnt) drawInForce(&painter);
  drawAxis(&painter);
  if (!hasFocus()) return;
  painter.setPen(QPen(colors.accent, 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
}

void TimeLineView::drawLanes(QPainter* painter) const {
  const Colors& colors = style::colors();
  const QRectF area = strip();
  const QRectF findings(area.left(), area.top() + 2, area.width(), kFindingsHeight);
  const QRectF events(area.left(), findings.bottom() + 4, area.width(),
                      area.bottom() - findings.bottom() - 4);
  painter->setPen(colors.dim);
  const auto name = [&](const QRectF& lane, const QString& text) {
    painter->drawText(QRectF(0, lane.top(), kLeft - 8, lane.height()), Qt::AlignRight | Qt::AlignVCenter,
                      text);
  };
  name(findings, tr("findings"));
  name(events, tr("entries"));
  const auto most = static_cast<double>(*std::max_element(m_line.events.begin(), m_line.events.end()));
  for (int bin = 0; bin < bins(); ++bin) {
    const double left = xOf(bin), wide = std::max(1.0, xOf(bin + 1) - left);
    const auto at = static_cast<std::size_t>(bin);
    if (m_line.events[at] > 0) {
      // By the square root, so that one burst does not flatten all the rest.
      const double share = std::sqrt(static_cast<double>(m_line.events[at]) / most);
      const double tall = std::max(1.0, events.height() * share);
      painter->fillRect(QRectF(left, events.bottom() - tall, wide, tall), colors.dim);
    }
    if (at < m_line.findings.size() && m_line.findings[at] > 0) {
      painter->fillRect(QRectF(left, findings.top(), std::max(2.0, wide), findings.height()),
                        colors.critical);
    }
  }
}

void TimeLineView::drawChosen(QPainter* painter) const {
  const Colors& colors = style::colors();
  const QRectF area = strip();
  const double from = xOf(m_from), to = xOf(m_to);
  QColor veil = colors.base;
  veil.setAlphaF(0.68F);
  painter->fillRect(QRectF(area.left(), area.top(), from - area.left(), area.height()), veil);
  painter->fillRect(QRectF(to, area.top(), area.right() - to, area.height()), veil);
  QColor tint = colors.accent;
  tint.setAlphaF(0.10F);
  painter->fillRect(QRectF(from, area.top(), to - from, area.height()), tint);
  painter->setRenderHint(QPainter::Antialiasing);
  for (const auto& [x, end] : {std::pair{from, End::From}, std::pair{to, End::To}}) {
    const bool active = hasFocus() && end == m_active;
    painter->setPen(QPen(colors.accent, active ? 3 : 1.5));
    painter->drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    painter->setBrush(active ? colors.accent : colors.base);
    painter->setPen(QPen(colors.accent, 1.5));
    painter->drawRoundedRect(QRectF(x - 4, area.center().y() - 10, 8, 20), 3, 3);
  }
  painter->setRenderHint(QPainter::Antialiasing, false);
}

void TimeLineView::drawInForce(QPainter* painter) const {
  const Colors& colors = style::colors();
  const double from = m_inForce ? positionOf(m_inForce->from) : strip().left();
  const double to = m_inForce ? positionOf(m_inForce->to) : strip().right();
  const double y = kPeriodHeight - 3;
  painter->setPen(QPen(colors.text, 2));
  painter->drawLine(QPointF(from, y), QPointF(std::max(to, from + 2), y));
  painter->drawLine(QPointF(from, y - 3), QPointF(from, y + 2));
  painter->drawLine(QPointF(to, y - 3), QPointF(to, y + 2));
  const QString text = m_inForce ? tr("learnt from this period") : tr("learnt from everything");
  const double wide = QFontMetricsF(painter->font()).horizontalAdvance(text);
  const double left = std::clamp(from, strip().left(), std::max(strip().left(), strip().right() - wide));
  painter->setPen(colors.dim);
  painter->drawText(QRectF(left, 0, wide + 2, kPeriodHeight - 5), Qt::AlignLeft | Qt::AlignVCenter, text);
}

void TimeLineView::drawAxis(QPainter* painter) const {
  const ChartRange range{chartTime(m_line.range->from), chartTime(m_line.range->to)};
  const QFontMetricsF metrics(painter->font());
  painter->setPen(style::colors().dim);
  const double top = strip().bottom();
  for (const ChartTick& tick : timeTicks(range, std::max(2, width() / kTickSpace - 1), m_zone)) {
    const double x = positionOf(momentOf(tick.at));
    const double wide = metrics.horizontalAdvance(tick.label);
    const double left = std::clamp(x - wide / 2, 0.0, width() - wide);
    painter->drawLine(QPointF(x, top), QPointF(x, top + 4));
    painter->drawText(QRectF(left, top + 4, wide + 1, kAxisHeight - 4), Qt::AlignCenter, tick.label);
  }
}

}  // namespace faultline::ui
