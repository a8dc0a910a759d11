#include "ui/views/workflow_legend.h"

#include <algorithm>

#include <QtGui/QPainter>

#include "ui/style/style.h"
#include "ui/views/workflow_scene.h"

namespace faultline::ui {

namespace {

constexpr int kSign = 26;
constexpr int kGap = 6;       // between a sign and its words
constexpr int kBetween = 18;  // entries
constexpr int kLine = 20;
constexpr int kEdge = 8;

}  // namespace

WorkflowLegend::WorkflowLegend(QWidget* parent) : QWidget(parent) {
  setFont(workflowLabelFont());
  setAccessibleName(tr("Legend"));
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
}

void WorkflowLegend::describe(const WorkflowScene& scene) {
  bool path = false, current = false, expected = false, slow = false, back = false;
  for (std::uint32_t at = 0; const auto* box = scene.box(at); ++at) {
    path = path || box->mark().onPath;
    current = current || box->mark().current;
    expected = expected || box->mark().expected >= 0;
  }
  for (const auto& link : scene.shape().links) {
    back = back || link.back;
    const auto* item = scene.link(link.from, link.to);
    slow = slow || (item != nullptr && item->mark().slow);
  }
  std::vector<Entry> entries{{Sign::Often, tr("wider: more often")}};
  if (path) entries.push_back({Sign::Path, tr("way taken")});
  if (current) entries.push_back({Sign::Current, tr("here")});
  if (expected) entries.push_back({Sign::Expected, tr("expected next")});
  if (scene.ghost() != nullptr) entries.push_back({Sign::Ghost, tr("does not belong here")});
  if (slow) entries.push_back({Sign::Slow, tr("took too long")});
  if (scene.has(WorkflowFrameItem::Kind::Concurrent)) entries.push_back({Sign::AnyOrder, tr("in any order")});
  if (back) entries.push_back({Sign::Loop, tr("goes back and repeats")});
  if (scene.simplified()) entries.push_back({Sign::Simplified, tr("simplified: too big to draw exactly")});
  if (scene.ghost() != nullptr) m_severity = scene.ghost()->severity();
  m_entries = std::move(entries);
  setAccessibleDescription(words().join(QStringLiteral(", ")));
  updateGeometry();
  update();
}

QStringList WorkflowLegend::words() const {
  QStringList all;
  for (const Entry& entry : m_entries) all << entry.words;
  return all;
}

int WorkflowLegend::place(int width, std::vector<QPoint>* places) const {
  int x = kEdge, y = 2;
  for (const Entry& entry : m_entries) {
    const int wide = kSign + kGap + fontMetrics().horizontalAdvance(entry.words);
    if (x > kEdge && x + wide > width - kEdge) {
      x = kEdge;
      y += kLine;
    }
    if (places != nullptr) places->emplace_back(x, y);
    x += wide + kBetween;
  }
  return y + kLine + 2;
}

int WorkflowLegend::heightForWidth(int width) const { return place(width, nullptr); }
QSize WorkflowLegend::sizeHint() const { return {400, place(std::max(width(), 200), nullptr)}; }
QSize WorkflowLegend::minimumSizeHint() const { return {160, kLine + 4}; }

void WorkflowLegend::paintEvent(QPaintEvent*) {
  const Colors& colors = style::colors();
  QPainter painter(this);
  painter.fillRect(rect(), colors.base);
  painter.setPen(colors.line);
  painter.drawLine(0, 0, width(), 0);
  painter.setRenderHint(QPainter::Antialiasing);
  std::vector<QPoint> places;
  place(width(), &places);
  for (std::size_t at = 0; at < m_entries.size(); ++at) {
    const QRectF sign(places[at], QSizeF(kSign, kLine));
    drawSign(&painter, m_entries[at].sign, sign);
    painter.setPen(colors.dim);
    painter.drawText(QRect(places[at].x() + kSign + kGap, places[at].y(), width(), kLine),
                     Qt::AlignLeft | Qt::AlignVCenter, m_entries[at].words);
  }
}

void WorkflowLegend::drawSign(QPainter* painter, Sign sign, const QRectF& rect) const {
  const Colors& colors = style::colors();
  const double middle = rect.center().y();
  const auto line = [&](const QColor& color, double width, QVector<qreal> dashes = {}) {
    QPen pen(color, width, Qt::SolidLine, Qt::FlatCap);
    if (!dashes.isEmpty()) pen.setDashPattern(dashes);
    painter->setPen(pen);
    painter->drawLine(QPointF(rect.left(), middle), QPointF(rect.right(), middle));
  };
  const QRectF box(rect.left() + 2, middle - 6, rect.width() - 4, 12);
  const auto frame = [&](const QColor& fill, const QPen& pen) {
    painter->setBrush(fill);
    painter->setPen(pen);
    painter->drawRoundedRect(box, 4, 4);
  };
  QPen dashed(colors.accent, 1.5);
  dashed.setDashPattern({3, 2});
  switch (sign) {
    case Sign::Often:
      painter->setBrush(colors.dim);
      painter->setPen(Qt::NoPen);
      painter->drawPolygon(QPolygonF({{rect.left(), middle - 0.5},
                                      {rect.right(), middle - 3},
                                      {rect.right(), middle + 3},
                                      {rect.left(), middle + 0.5}}));
      return;
    case Sign::Path:
      return line(colors.accent, 3);
    case Sign::Current:
      return frame(colors.accent, QPen(colors.accent, 1.5));
    case Sign::Expected:
      return frame(colors.base, dashed);
    case Sign::Ghost:
      style::severityIcon(m_severity)
          .paint(painter, QRectF(rect.center() - QPointF(7, 7), QSizeF(14, 14)).toRect());
      return;
    case Sign::Slow:
      return line(colors.major, 4);
    case Sign::AnyOrder:
      return frame(colors.track, QPen(colors.line, 1));
    case Sign::Loop:
      return line(colors.dim, 2, {4, 2.5});
    case Sign::Simplified:
      style::icon(QStringLiteral("info"), style::Tint::Dim)
          .paint(painter, QRectF(rect.center() - QPointF(7, 7), QSizeF(14, 14)).toRect());
      return;
  }
}

}  // namespace faultline::ui
