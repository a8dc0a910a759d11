#pragma once

#include <optional>

#include <QtWidgets/QGraphicsView>

#include "ui/views/workflow_scene.h"

namespace faultline::ui {

/// Shows a workflow's picture: zoomed by Ctrl and the wheel and by + and -, fitted by 0, panned by dragging.
/// Tab and Ctrl with an arrow go from node to node; arrows alone are left to what is around it.
class WorkflowCanvas : public QGraphicsView {
  Q_OBJECT

 public:
  explicit WorkflowCanvas(WorkflowScene* scene, QWidget* parent = nullptr);

  /// All of it, or, where it would be too small to read, its beginning.
  void showWell();
  /// How wide a picture may be to be read in such a room without moving it sideways; nothing where that is
  /// no room yet.
  [[nodiscard]] static std::optional<double> readableWidth(int room);
  void fit();
  void zoomBy(double factor);
  [[nodiscard]] double scale() const { return transform().m11(); }
  /// Moves no more than it has to.
  void bringIntoView(const QRectF& rect);
  void setChosen(workflow::NodeIndex node) { m_chosen = node; }

 Q_SIGNALS:
  void nodeChosen(faultline::workflow::NodeIndex node);
  void nodeActivated(faultline::workflow::NodeIndex node);
  /// It shows another part.
  void moved();

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  bool focusNextPrevChild(bool next) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void scrollContentsBy(int dx, int dy) override;
  void changeEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  [[nodiscard]] workflow::NodeIndex nodeAt(const QPoint& position) const;
  void setScale(double scale);

  WorkflowScene* m_picture;
  workflow::NodeIndex m_chosen = workflow::kNone;
  QPoint m_pressed;
  enum class Keeps { Well, Whole, Scale };  // what a change of size leaves
  Keeps m_keeps = Keeps::Well;
  bool m_leaves = false;  // Tab goes to the next widget
};

}  // namespace faultline::ui
