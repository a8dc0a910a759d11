#include "ui/views/workflow_items.h"

#include <algorithm>
#include <cmath>

#include <QtCore/QCoreApplication>
#include <QtGui/QFontMetricsF>
#include <QtGui/QPainter>
#include <QtWidgets/QStyleOptionGraphicsItem>

#include "ui/style/style.h"
#include "ui/text/format.h"

namespace faultline::ui {

namespace {

constexpr double kRound = 8;       // a node's corners
constexpr double kOutside = 14;    // of a node, for badges and the ring
constexpr double kTextFrom = 0.4;  // scale below which text is left out
constexpr double kDetailFrom = 0.16;

QString tr(const char* text) { return QCoreApplication::translate("faultline::ui::WorkflowGraph", text); }

QColor mixed(const QColor& one, const QColor& other, double share) {
  const auto part = [&](int a, int b) { return static_cast<int>(std::lround(a * share + b * (1 - share))); };
  return {part(one.red(), other.red()), part(one.green(), other.green()), part(one.blue(), other.blue())};
}

/// What is there, and not looked at now.
QColor fadedColor() { return mixed(style::colors().dim, style::colors().base, 0.3); }

double scaleOf(const QPainter* painter) {
  return QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform());
}

/// Where the head's base is, going back from the tip along the curve.
QPolygonF headOf(const QPointF& tip, const QPointF& before, double width) {
  const QPointF way = tip - before;
  const double length = std::hypot(way.x(), way.y());
  if (length < 0.01) return {};
  const double size = 6 + 1.2 * width;
  const QPointF along = way / length * size, aside(-along.y() * 0.45, along.x() * 0.45);
  return QPolygonF({tip, tip - along + aside, tip - along - aside});
}

void drawLines(QPainter* painter, const QStringList& lines, const QRectF& rect) {
  const QFontMetricsF metrics(painter->font());
  double top = rect.center().y() - metrics.height() * double(lines.size()) / 2;
  for (const QString& line : lines) {
    painter->drawText(QRectF(rect.left(), top, rect.width(), metrics.height()),
                      Qt::AlignCenter | Qt::TextSingleLine | Qt::TextDontClip, line);
    top += metrics.height();
  }
}

}  // namespace

// A node.

WorkflowNodeItem::WorkflowNodeItem(std::uint32_t box, const WorkflowShape::Box& what, Kind kind,
                                   const QRectF& rect)
    : m_box(box), m_kind(kind), m_lines(what.lines), m_rect(rect) {
  setToolTip(plainTip(what.tip));
  setAcceptedMouseButtons(Qt::NoButton);
  setZValue(4);
}

void WorkflowNodeItem::setMark(const WorkflowMark& mark) {
  if (m_mark == mark) return;
  m_mark = mark;
  update();
}

QRectF WorkflowNodeItem::boundingRect() const {
  return m_rect.adjusted(-kOutside, -kOutside, kOutside, kOutside);
}

QPainterPath WorkflowNodeItem::shape() const {
  QPainterPath path;
  path.addRect(m_rect);
  return path;
}

void WorkflowNodeItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  const Colors& colors = style::colors();
  const double scale = scaleOf(painter);
  QColor fill = m_mark.onPath ? mixed(colors.accent, colors.base, 0.13) : colors.base;
  QPen border(mixed(colors.dim, colors.base, 0.75), 1.2);
  QColor text = m_mark.faded ? colors.dim : colors.text;
  if (m_mark.faded) border.setColor(fadedColor());
  if (m_mark.onPath) border = QPen(colors.accent, 2);
  if (m_mark.expected >= 0 && !m_mark.current) border = QPen(colors.accent, 2, Qt::CustomDashLine);
  if (border.style() == Qt::CustomDashLine) border.setDashPattern({3, 2});
  if (m_mark.current) {
    fill = colors.accent;
    text = colors.onAccent;
    border = QPen(colors.accent, 2.5);
  }
  if (scale < kDetailFrom) {
    painter->fillRect(m_rect, m_mark.onPath || m_mark.current ? colors.accent : border.color());
    return;
  }
  painter->setBrush(fill);
  painter->setPen(border);
  const double round = m_kind == Kind::Terminal ? m_rect.height() / 2 : kRound;
  painter->drawRoundedRect(m_rect, round, round);
  if (m_mark.chosen) {
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(colors.text, 1.6));
    painter->drawRoundedRect(m_rect.adjusted(-4, -4, 4, 4), round + 4, round + 4);
  }
  if (scale < kTextFrom) return;
  painter->setFont(m_kind == Kind::Terminal ? workflowLabelFont() : workflowNodeFont());
  painter->setPen(text);
  drawLines(painter, m_lines, m_rect);
  if (m_mark.expected >= 0) drawBadge(painter, percentText(m_mark.expected), m_rect.right() + 8);
  if (m_mark.visits > 1) drawBadge(painter, tr("%1 ×").arg(m_mark.visits), m_rect.left() + 20);
}

void WorkflowNodeItem::drawBadge(QPainter* painter, const QString& text, double right) const {
  const Colors& colors = style::colors();
  painter->setFont(workflowLabelFont());
  const QFontMetricsF metrics(painter->font());
  const double wide = metrics.horizontalAdvance(text) + 10, high = metrics.height() + 1;
  const QRectF rect(std::max(right - wide, m_rect.left() - 8), m_rect.top() - high / 2 - 2, wide, high);
  painter->setBrush(colors.base);
  painter->setPen(QPen(colors.accent, 1.2));
  painter->drawRoundedRect(rect, high / 2, high / 2);
  painter->setPen(colors.accent);
  painter->drawText(rect, Qt::AlignCenter, text);
}

// A link.

WorkflowLinkItem::WorkflowLinkItem(std::uint32_t link, const WorkflowShape::Link& what, double width,
                                   const workflow::Layout::Curve& curve)
    : m_link(link), m_back(what.back), m_width(width), m_labelAt(curve.label.x, curve.label.y) {
  setToolTip(plainTip(what.tip));
  setAcceptedMouseButtons(Qt::NoButton);
  setZValue(2);
  const auto& points = curve.points;
  const auto at = [&](std::size_t k) { return QPointF(points[k].x, points[k].y); };
  if (points.size() >= 4 && points.size() % 3 == 1) {
    m_path.moveTo(at(0));
    for (std::size_t k = 1; k + 2 < points.size(); k += 3) m_path.cubicTo(at(k), at(k + 1), at(k + 2));
    // Off the last handle, unless that is the tip itself.
    QPointF before = at(points.size() - 2);
    if ((at(points.size() - 1) - before).manhattanLength() < 0.5) before = at(points.size() - 4);
    m_head = headOf(at(points.size() - 1), before, width);
    // The line ends under its head, not at the tip, which it would blunt.
    if (m_head.size() == 3) {
      const int last = m_path.elementCount() - 1;
      const QPointF base = (m_head[1] + m_head[2]) / 2;
      m_path.setElementPositionAt(last, base.x(), base.y());
    }
  }
  constexpr double kRoom = 48;  // half of a label, and more than any head
  m_bounds = m_path.controlPointRect().adjusted(-10, -10, 10, 10);
  m_bounds |= QRectF(m_labelAt.x() - kRoom, m_labelAt.y() - 14, 2 * kRoom, 28);
}

void WorkflowLinkItem::setMark(const WorkflowMark& mark) {
  if (m_mark == mark) return;
  m_mark = mark;
  setZValue(mark.onPath || mark.slow || mark.expected >= 0 ? 3 : 2);
  update();
}

void WorkflowLinkItem::setLabel(const QString& label) {
  if (m_label == label) return;
  m_label = label;
  update();
}

QPainterPath WorkflowLinkItem::shape() const {
  QPainterPathStroker stroker;
  stroker.setWidth(std::max(8.0, m_width));
  return stroker.createStroke(m_path);
}

QPen WorkflowLinkItem::pen() const {
  const Colors& colors = style::colors();
  QPen pen(mixed(colors.dim, colors.base, 0.7), m_width, Qt::SolidLine, Qt::FlatCap);
  if (m_mark.faded) pen.setColor(fadedColor());
  if (m_mark.onPath) pen = QPen(colors.accent, std::max(2.5, m_width), Qt::SolidLine, Qt::FlatCap);
  if (m_back) pen.setDashPattern({9 / pen.widthF() + 1, 5 / pen.widthF()});
  if (m_mark.expected >= 0 && !m_mark.onPath) {
    pen = QPen(colors.accent, 2, Qt::CustomDashLine, Qt::FlatCap);
    pen.setDashPattern({2.5, 2});
  }
  if (m_mark.slow) pen = QPen(colors.major, std::max(4.0, m_width), pen.style(), Qt::FlatCap);
  return pen;
}

void WorkflowLinkItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  const double scale = scaleOf(painter);
  QPen used = pen();
  if (scale < kDetailFrom) {
    used = QPen(used.color(), m_mark.onPath || m_mark.slow ? 2 : 0);
    used.setCosmetic(true);
  }
  painter->setBrush(Qt::NoBrush);
  painter->setPen(used);
  painter->drawPath(m_path);
  if (scale < kDetailFrom) return;
  painter->setPen(Qt::NoPen);
  painter->setBrush(used.color());
  painter->drawPolygon(m_head);
  if (scale >= kTextFrom) drawLabel(painter, used.color());
}

void WorkflowLinkItem::drawLabel(QPainter* painter, const QColor& color) const {
  const Colors& colors = style::colors();
  const QString text = m_mark.slow ? tr("slow") : m_label;
  if (text.isEmpty()) return;
  painter->setFont(workflowLabelFont());
  const QFontMetricsF metrics(painter->font());
  constexpr double kIcon = 12;
  const double icon = m_mark.slow ? kIcon + 3 : 0;
  const double wide = metrics.horizontalAdvance(text) + icon + 6, high = metrics.height();
  const QRectF rect(m_labelAt.x() - wide / 2, m_labelAt.y() - high / 2, wide, high);
  QColor behind = colors.base;
  behind.setAlphaF(m_mark.slow ? 1.0F : 0.88F);
  painter->setBrush(behind);
  painter->setPen(m_mark.slow ? QPen(color, 1.2) : QPen(Qt::NoPen));
  painter->drawRoundedRect(rect, 4, 4);
  painter->setPen(m_mark.slow || m_mark.onPath ? color
                  : m_mark.faded               ? mixed(colors.dim, colors.base, 0.7)
                                               : colors.dim);
  if (m_mark.slow) {
    style::severityIcon(Severity::Major)
        .paint(painter, QRectF(rect.left() + 3, rect.center().y() - kIcon / 2, kIcon, kIcon).toRect());
  }
  painter->drawText(rect.adjusted(icon, 0, 0, 0), Qt::AlignCenter, text);
}

// A frame.

WorkflowFrameItem::WorkflowFrameItem(Kind kind, QString words, const QRectF& rect)
    : m_kind(kind), m_words(std::move(words)), m_rect(rect) {
  setAcceptedMouseButtons(Qt::NoButton);
  setZValue(kind == Kind::Loop ? 0 : 1);
}

QRectF WorkflowFrameItem::boundingRect() const { return m_rect.adjusted(-2, -2, 2, 20); }

void WorkflowFrameItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  const Colors& colors = style::colors();
  const double scale = scaleOf(painter);
  const bool loop = m_kind == Kind::Loop;
  painter->setBrush(loop ? mixed(colors.minor, colors.base, 0.06) : mixed(colors.dim, colors.base, 0.13));
  QPen border(loop ? mixed(colors.minor, colors.base, 0.6) : colors.line, 1);
  if (loop) border.setDashPattern({6, 4});
  painter->setPen(border);
  painter->drawRoundedRect(m_rect, 10, 10);
  if (scale < kTextFrom) return;
  painter->setFont(workflowLabelFont());
  painter->setPen(loop ? colors.minor : colors.dim);
  const QRectF words = loop ? QRectF(m_rect.left() + 8, m_rect.bottom() - 19, m_rect.width() - 16, 18)
                            : QRectF(m_rect.left() + 8, m_rect.top() + 2, m_rect.width() - 16, 18);
  painter->drawText(words, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, m_words);
}

// A ghost.

WorkflowGhostItem::WorkflowGhostItem(const WorkflowGraph::Path::Ghost& ghost)
    : m_severity(ghost.severity), m_words(ghost.kind), m_text(ghost.text) {
  constexpr qsizetype kMost = 400;
  const QFontMetricsF metrics(workflowNodeFont()), heading(style::headingFont());
  m_lines = wrappedLabel(m_text.left(kMost).simplified());
  double wide = heading.horizontalAdvance(m_words) + style::kIcon + 6;
  for (const QString& line : m_lines) wide = std::max(wide, metrics.horizontalAdvance(line));
  m_size = {wide + 24, heading.height() + metrics.height() * double(m_lines.size()) + 16};
  setToolTip(plainTip(m_words + u'\n' + m_text));
  setAcceptedMouseButtons(Qt::NoButton);
  setZValue(5);
}

void WorkflowGhostItem::place(const QRectF& rect, const QRectF& node) {
  prepareGeometryChange();
  m_rect = rect;
  const double down = rect.center().y() > node.center().y() ? 1 : -1;
  const QPointF from(node.center().x() + node.width() / 4, down > 0 ? node.bottom() : node.top());
  const QPointF tip(rect.left(), rect.center().y());
  const QPointF handle = tip - QPointF(24, 0);
  m_path = QPainterPath(from);
  m_path.cubicTo(QPointF(from.x(), tip.y() - down * 8), handle, tip);
  m_head = headOf(tip, handle, 2);
}

QRectF WorkflowGhostItem::boundingRect() const {
  return m_rect.united(m_path.controlPointRect()).adjusted(-10, -10, 10, 10);
}

void WorkflowGhostItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  const Colors& colors = style::colors();
  const QColor color = colors.severity(m_severity);
  QPen border(color, 2, Qt::CustomDashLine, Qt::FlatCap);
  border.setDashPattern({3, 2});
  painter->setPen(border);
  painter->setBrush(Qt::NoBrush);
  painter->drawPath(m_path);
  painter->setBrush(mixed(color, colors.base, 0.1));
  painter->drawRoundedRect(m_rect, kRound, kRound);
  painter->setPen(Qt::NoPen);
  painter->setBrush(color);
  painter->drawPolygon(m_head);
  if (scaleOf(painter) < kTextFrom) return;
  const QRectF inside = m_rect.adjusted(12, 8, -12, -8);
  const QFontMetricsF heading(style::headingFont());
  style::severityIcon(m_severity)
      .paint(painter, QRectF(inside.left(), inside.top() + (heading.height() - style::kIcon) / 2,
                             style::kIcon, style::kIcon)
                          .toRect());
  painter->setFont(style::headingFont());
  painter->setPen(color);
  painter->drawText(QRectF(inside.left() + style::kIcon + 6, inside.top(), inside.width(), heading.height()),
                    Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, m_words);
  painter->setFont(workflowNodeFont());
  painter->setPen(colors.text);
  painter->drawText(inside.adjusted(0, heading.height(), 1, 0), Qt::AlignLeft | Qt::AlignVCenter,
                    m_lines.join(u'\n'));
}

}  // namespace faultline::ui
