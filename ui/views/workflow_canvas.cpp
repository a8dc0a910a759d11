#include "ui/views/workflow_canvas.h"

#include <algorithm>
#include <cmath>

#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QApplication>
#include <QtWidgets/QScrollBar>

#include "ui/style/style.h"

namespace faultline::ui {

namespace {

constexpr double kLeastScale = 0.03;
constexpr double kMostScale = 3;
constexpr double kReadable = 0.8;  // below which text is hard to read
constexpr double kShown = 0.95;    // where not all is shown anyway
constexpr int kLow = 320;          // a view in which context tells more than size
constexpr double kStep = 1.25;

}  // namespace

WorkflowCanvas::WorkflowCanvas(WorkflowScene* scene, QWidget* parent)
    : QGraphicsView(scene, parent), m_picture(scene) {
  setRenderHint(QPainter::Antialiasing);
  setFrameShape(QFrame::NoFrame);
  // The small map shows where one is; dragging, the wheel and the keys move.
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setDragMode(QGraphicsView::ScrollHandDrag);
  setTransformationAnchor(QGraphicsView::AnchorViewCenter);
  setResizeAnchor(QGraphicsView::NoAnchor);
  setOptimizationFlag(QGraphicsView::DontSavePainterState);
  setViewportUpdateMode(QGraphicsView::SmartViewportUpdate);
  setMinimumSize(160, 100);
  viewport()->setCursor(Qt::ArrowCursor);
  setBackgroundBrush(style::colors().base);
  setAccessibleName(tr("Workflow"));
}

void WorkflowCanvas::setScale(double scale) {
  const double wanted = std::clamp(scale, kLeastScale, kMostScale);
  setTransform(QTransform::fromScale(wanted, wanted));
  Q_EMIT moved();
}

void WorkflowCanvas::fit() {
  m_keeps = Keeps::Whole;
  const QSizeF all = sceneRect().size();
  if (all.isEmpty()) return;
  const QSizeF room = maximumViewportSize();
  setScale(std::min({room.width() / all.width(), room.height() / all.height(), 1.0}));
  centerOn(sceneRect().center());
}

void WorkflowCanvas::showWell() {
  fit();
  m_keeps = Keeps::Well;
  if (scale() >= kReadable || sceneRect().isEmpty()) return;
  const double across = viewport()->width() / sceneRect().width();
  const double shown = across >= kReadable           ? std::min(across, kShown)
                       : viewport()->height() < kLow ? kReadable
                                                     : kShown;
  setScale(shown);
  const auto* start = m_picture->box(m_picture->shape().start);
  if (start == nullptr) return;
  centerOn(start->rect().left() + viewport()->width() / shown / 2 - 24, start->rect().center().y());
}

std::optional<double> WorkflowCanvas::readableWidth(int room) {
  constexpr int kLeast = 300;
  constexpr double kMargins = 64;
  if (room < kLeast) return std::nullopt;
  return room / kReadable - kMargins;
}

void WorkflowCanvas::zoomBy(double factor) {
  m_keeps = Keeps::Scale;
  setScale(scale() * factor);
}

void WorkflowCanvas::bringIntoView(const QRectF& rect) {
  constexpr int kAside = 48, kAbove = 32;
  const QRectF seen = mapToScene(viewport()->rect()).boundingRect();
  if (seen.contains(rect)) return;
  m_keeps = Keeps::Scale;
  ensureVisible(rect, std::min(kAside, viewport()->width() / 6), std::min(kAbove, viewport()->height() / 6));
}

workflow::NodeIndex WorkflowCanvas::nodeAt(const QPoint& position) const {
  for (QGraphicsItem* item : items(position)) {
    const auto* node = dynamic_cast<const WorkflowNodeItem*>(item);
    if (node != nullptr && node->box() < m_picture->nodes()) return node->box();
  }
  return workflow::kNone;
}

void WorkflowCanvas::keyPressEvent(QKeyEvent* event) {
  const bool control = event->modifiers().testFlag(Qt::ControlModifier);
  switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down: {
      if (!control) return event->ignore();
      const auto next = m_picture->neighbour(m_chosen, static_cast<Qt::Key>(event->key()));
      if (next != workflow::kNone) Q_EMIT nodeChosen(next);
      return;
    }
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      return zoomBy(kStep);
    case Qt::Key_Minus:
      return zoomBy(1 / kStep);
    case Qt::Key_0:
      return fit();
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (m_chosen == workflow::kNone) return event->ignore();
      Q_EMIT nodeActivated(m_chosen);
      return;
    case Qt::Key_Escape:
      if (m_chosen == workflow::kNone) return event->ignore();
      m_leaves = true;
      Q_EMIT nodeChosen(workflow::kNone);
      return;
    default:
      event->ignore();
  }
}

/// From node to node, then on to the next widget; at once after Escape.
bool WorkflowCanvas::focusNextPrevChild(bool next) {
  if (hasFocus() && !m_leaves) {
    const auto node = m_picture->after(m_chosen, next ? 1 : -1);
    if (node != workflow::kNone) {
      Q_EMIT nodeChosen(node);
      return true;
    }
  }
  m_leaves = false;
  return QGraphicsView::focusNextPrevChild(next);
}

void WorkflowCanvas::wheelEvent(QWheelEvent* event) {
  if (event->modifiers().testFlag(Qt::ControlModifier)) {
    const QPointF before = mapToScene(event->position().toPoint());
    zoomBy(std::pow(kStep, event->angleDelta().y() / 120.0));
    const QPointF shift = mapToScene(event->position().toPoint()) - before;
    centerOn(mapToScene(viewport()->rect().center()) - shift);
    return event->accept();
  }
  // A picture that only goes on to the right is turned through with the plain wheel.
  const bool sideways = verticalScrollBar()->minimum() == verticalScrollBar()->maximum();
  QApplication::sendEvent(sideways ? horizontalScrollBar() : verticalScrollBar(), event);
}

void WorkflowCanvas::mousePressEvent(QMouseEvent* event) {
  m_pressed = event->pos();
  QGraphicsView::mousePressEvent(event);
}

void WorkflowCanvas::mouseReleaseEvent(QMouseEvent* event) {
  QGraphicsView::mouseReleaseEvent(event);
  viewport()->setCursor(Qt::ArrowCursor);
  const bool dragged = (event->pos() - m_pressed).manhattanLength() >= QApplication::startDragDistance();
  // What was clicked stays where it is when the pane about it takes some of the room.
  m_keeps = Keeps::Scale;
  if (dragged || event->button() != Qt::LeftButton) return;
  Q_EMIT nodeChosen(nodeAt(event->pos()));
}

void WorkflowCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
  const auto node = nodeAt(event->pos());
  if (node != workflow::kNone) Q_EMIT nodeActivated(node);
}

void WorkflowCanvas::resizeEvent(QResizeEvent* event) {
  QGraphicsView::resizeEvent(event);
  if (m_keeps == Keeps::Well) showWell();
  if (m_keeps == Keeps::Whole) fit();
  Q_EMIT moved();
}

void WorkflowCanvas::scrollContentsBy(int dx, int dy) {
  QGraphicsView::scrollContentsBy(dx, dy);
  Q_EMIT moved();
}

void WorkflowCanvas::changeEvent(QEvent* event) {
  QGraphicsView::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) setBackgroundBrush(style::colors().base);
}

void WorkflowCanvas::paintEvent(QPaintEvent* event) {
  QGraphicsView::paintEvent(event);
  if (!hasFocus()) return;
  QPainter painter(viewport());
  painter.setPen(QPen(style::colors().accent, 1));
  painter.drawRect(QRectF(viewport()->rect()).adjusted(0.5, 0.5, -0.5, -0.5));
}

}  // namespace faultline::ui
