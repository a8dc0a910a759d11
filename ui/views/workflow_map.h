#pragma once

#include <QtGui/QPixmap>
#include <QtWidgets/QWidget>

namespace faultline::ui {

class WorkflowCanvas;
class WorkflowScene;

/// The whole picture, small, with a frame around what the canvas shows; dragging the frame moves the canvas.
/// Lies in a corner of the canvas and is there only when not all is seen.
class WorkflowMap : public QWidget {
  Q_OBJECT

 public:
  WorkflowMap(WorkflowScene* scene, WorkflowCanvas* canvas);

  /// Goes to the corner where it covers least of the execution.
  void settle();
  /// What the canvas shows, here.
  [[nodiscard]] QRectF frame() const;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void arrange();
  [[nodiscard]] QRect placeAt(Qt::Corner corner) const;
  void follow(const QPointF& position);
  [[nodiscard]] QRectF area() const;

  WorkflowScene* m_scene;
  WorkflowCanvas* m_canvas;
  QPixmap m_picture;
  Qt::Corner m_corner = Qt::BottomRightCorner;
  bool m_stale = true;
  bool m_dragging = false;
  QPointF m_grip;
};

}  // namespace faultline::ui
