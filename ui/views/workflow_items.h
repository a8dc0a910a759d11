#pragma once

#include <optional>

#include <QtGui/QPainterPath>
#include <QtWidgets/QGraphicsItem>

#include "engine/base/severity.h"
#include "ui/views/workflow_shape.h"

namespace faultline::ui {

/// How a node or a link stands to the execution that is shown.
struct WorkflowMark {
  bool faded = false;  ///< Something else is shown, and it is not part of it.
  bool onPath = false;
  bool current = false;
  bool chosen = false;
  bool slow = false;
  int visits = 0;        ///< On the path.
  double expected = -1;  ///< How probably it comes next; negative: it does not.

  bool operator==(const WorkflowMark&) const = default;
};

/// A node, or the mark of a start or an end.
class WorkflowNodeItem : public QGraphicsItem {
 public:
  enum class Kind { Node, Terminal };
  WorkflowNodeItem(std::uint32_t box, const WorkflowShape::Box& what, Kind kind, const QRectF& rect);

  [[nodiscard]] std::uint32_t box() const { return m_box; }
  [[nodiscard]] const QRectF& rect() const { return m_rect; }
  [[nodiscard]] const WorkflowMark& mark() const { return m_mark; }
  void setMark(const WorkflowMark& mark);

  [[nodiscard]] QRectF boundingRect() const override;
  [[nodiscard]] QPainterPath shape() const override;
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  void drawBadge(QPainter* painter, const QString& text, double right) const;

  std::uint32_t m_box;
  Kind m_kind;
  QStringList m_lines;
  QRectF m_rect;
  WorkflowMark m_mark;
};

/// A link from one to the other, as wide as it is taken often.
class WorkflowLinkItem : public QGraphicsItem {
 public:
  WorkflowLinkItem(std::uint32_t link, const WorkflowShape::Link& what, double width,
                   const workflow::Layout::Curve& curve);

  [[nodiscard]] std::uint32_t link() const { return m_link; }
  [[nodiscard]] const WorkflowMark& mark() const { return m_mark; }
  void setMark(const WorkflowMark& mark);
  [[nodiscard]] const QString& label() const { return m_label; }
  void setLabel(const QString& label);

  [[nodiscard]] QRectF boundingRect() const override { return m_bounds; }
  [[nodiscard]] QPainterPath shape() const override;
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  [[nodiscard]] QPen pen() const;
  void drawLabel(QPainter* painter, const QColor& color) const;

  std::uint32_t m_link;
  bool m_back;
  double m_width;
  QPainterPath m_path;
  QPolygonF m_head;
  QPointF m_labelAt;
  QRectF m_bounds;
  QString m_label;
  WorkflowMark m_mark;
};

/// Behind what belongs together, with a word that says how.
class WorkflowFrameItem : public QGraphicsItem {
 public:
  enum class Kind { Concurrent, Loop };
  WorkflowFrameItem(Kind kind, QString words, const QRectF& rect);

  [[nodiscard]] Kind kind() const { return m_kind; }
  [[nodiscard]] QRectF boundingRect() const override;
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  Kind m_kind;
  QString m_words;
  QRectF m_rect;
};

/// What came and stands nowhere in the task, with a link from the node that it came after.
class WorkflowGhostItem : public QGraphicsItem {
 public:
  explicit WorkflowGhostItem(const WorkflowGraph::Path::Ghost& ghost);

  [[nodiscard]] const QString& text() const { return m_text; }
  [[nodiscard]] const QString& words() const { return m_words; }
  [[nodiscard]] Severity severity() const { return m_severity; }
  [[nodiscard]] QSizeF size() const { return m_size; }
  /// In the scene, with the node that the link begins at.
  void place(const QRectF& rect, const QRectF& node);
  [[nodiscard]] const QRectF& rect() const { return m_rect; }

  [[nodiscard]] QRectF boundingRect() const override;
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  Severity m_severity;
  QString m_words;
  QString m_text;
  QStringList m_lines;
  QSizeF m_size;
  QRectF m_rect;
  QPainterPath m_path;
  QPolygonF m_head;
};

}  // namespace faultline::ui
