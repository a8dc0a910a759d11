#include "ui/views/workflow_map.h"

#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>

#include "ui/style/style.h"
#include "ui/views/workflow_canvas.h"
#include "ui/views/workflow_items.h"

namespace faultline::ui {

namespace {

constexpr int kWidth = 184;
constexpr int kLeastHeight = 40;
constexpr int kMostHeight = 96;
constexpr int kPad = 5;
constexpr int kFromEdge = 8;

}  // namespace

WorkflowMap::WorkflowMap(WorkflowScene* scene, WorkflowCanvas* canvas)
    : QWidget(canvas), m_scene(scene), m_canvas(canvas) {
  setAccessibleName(tr("Bird's-eye view"));
  setToolTip(tr("Drag the frame to move"));
  setCursor(Qt::PointingHandCursor);
  canvas->viewport()->installEventFilter(this);
  connect(canvas, &WorkflowCanvas::moved, this, &WorkflowMap::arrange);
  connect(scene, &WorkflowScene::restyled, this, [this] {
    m_stale = true;
    arrange();
  });
  hide();
}

bool WorkflowMap::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize) arrange();
  if (event->type() == QEvent::PaletteChange) m_stale = true;
  return QWidget::eventFilter(watched, event);
}

void WorkflowMap::arrange() {
  const QRectF all = m_scene->sceneRect();
  const QRectF seen = m_canvas->mapToScene(m_canvas->viewport()->rect()).boundingRect();
  constexpr double kSlack = 40;
  const bool wanted =
      m_scene->nodes() > 0 && !seen.contains(all.adjusted(kSlack, kSlack, -kSlack, -kSlack)) &&
      m_canvas->viewport()->width() > 2 * kWidth && m_canvas->viewport()->height() > 2 * kMostHeight;
  setVisible(wanted);
  if (!wanted) return;
  const QRect place = placeAt(m_corner);
  if (geometry().size() != place.size()) m_stale = true;
  setGeometry(place);
  update();
}

QRect WorkflowMap::placeAt(Qt::Corner corner) const {
  const QSizeF all = m_scene->sceneRect().size();
  const int high =
      qBound(kLeastHeight, qRound((kWidth - 2 * kPad) * all.height() / all.width()) + 2 * kPad, kMostHeight);
  QRect place(0, 0, kWidth, high);
  const QRect room = m_canvas->viewport()->geometry().adjusted(kFromEdge, kFromEdge, -kFromEdge, -kFromEdge);
  place.moveTopLeft(room.topLeft());
  if (corner == Qt::TopRightCorner || corner == Qt::BottomRightCorner) place.moveRight(room.right());
  if (corner == Qt::BottomLeftCorner || corner == Qt::BottomRightCorner) place.moveBottom(room.bottom());
  return place;
}

void WorkflowMap::settle() {
  if (!isVisible()) return;
  const auto covered = [&](Qt::Corner corner) {
    const QRectF area = m_canvas->mapToScene(placeAt(corner)).boundingRect();
    int count = 0;
    for (const QGraphicsItem* item : m_scene->items(area)) {
      const auto* node = dynamic_cast<const WorkflowNodeItem*>(item);
      if (node != nullptr) count += node->mark().current || node->mark().expected >= 0 ? 10 : 1;
      if (dynamic_cast<const WorkflowGhostItem*>(item) != nullptr) count += 10;
    }
    return count;
  };
  int least = covered(m_corner);
  for (const auto corner :
       {Qt::BottomRightCorner, Qt::TopRightCorner, Qt::BottomLeftCorner, Qt::TopLeftCorner}) {
    if (const int here = covered(corner); here < least) {
      least = here;
      m_corner = corner;
    }
  }
  arrange();
}

QRectF WorkflowMap::area() const {
  const QRectF room = QRectF(rect()).adjusted(kPad, kPad, -kPad, -kPad);
  const QSizeF size = m_scene->sceneRect().size().scaled(room.size(), Qt::KeepAspectRatio);
  return {room.center() - QPointF(size.width() / 2, size.height() / 2), size};
}

QRectF WorkflowMap::frame() const {
  const QRectF all = m_scene->sceneRect(), here = area();
  if (all.isEmpty()) return {};
  const QRectF seen = m_canvas->mapToScene(m_canvas->viewport()->rect()).boundingRect() & all;
  const double scale = here.width() / all.width();
  return {here.topLeft() + (seen.topLeft() - all.topLeft()) * scale, seen.size() * scale};
}

void WorkflowMap::paintEvent(QPaintEvent*) {
  const Colors& colors = style::colors();
  if (m_stale) {
    const qreal ratio = devicePixelRatioF();
    m_picture = QPixmap(size() * ratio);
    m_picture.setDevicePixelRatio(ratio);
    m_picture.fill(colors.base);
    QPainter painter(&m_picture);
    painter.setRenderHint(QPainter::Antialiasing);
    m_scene->render(&painter, area(), m_scene->sceneRect());
    m_stale = false;
  }
  QPainter painter(this);
  painter.drawPixmap(0, 0, m_picture);
  const QRectF seen = frame();
  QColor tint = colors.accent;
  tint.setAlphaF(0.12F);
  painter.setBrush(tint);
  painter.setPen(QPen(colors.accent, 1.5));
  painter.drawRect(seen.adjusted(0.5, 0.5, -0.5, -0.5));
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(colors.line, 1));
  painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
}

void WorkflowMap::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  m_dragging = true;
  const QRectF seen = frame();
  m_grip = seen.contains(event->position()) ? event->position() - seen.center() : QPointF();
  follow(event->position());
}

void WorkflowMap::mouseMoveEvent(QMouseEvent* event) {
  if (m_dragging) follow(event->position());
}

void WorkflowMap::mouseReleaseEvent(QMouseEvent*) { m_dragging = false; }

void WorkflowMap::follow(const QPointF& position) {
  const QRectF all = m_scene->sceneRect(), here = area();
  if (here.isEmpty()) return;
  m_canvas->centerOn(all.topLeft() + (position - m_grip - here.topLeft()) * (all.width() / here.width()));
}

}  // namespace faultline::ui
