#pragma once

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include <QtWidgets/QGraphicsScene>

#include "ui/views/workflow_items.h"

namespace faultline::ui {

/// A task's picture. Built once from a layout; all that is shown over it restyles what is there.
class WorkflowScene : public QGraphicsScene {
  Q_OBJECT

 public:
  explicit WorkflowScene(QObject* parent = nullptr);

  /// What is shown over the picture.
  struct Shown {
    std::optional<WorkflowGraph::Path> path;
    std::optional<std::vector<workflow::NodeIndex>> variant;  ///< Instead of the path.
    double leastShare = 0;
    WorkflowGraph::Overlay overlay = WorkflowGraph::Overlay::Count;
    workflow::NodeIndex chosen = workflow::kNone;
    workflow::TaskIndex task = workflow::kNone;  ///< Whose nodes the expected ones are.
  };

  void build(WorkflowShape shape, const workflow::Layout& layout);
  void restyle(const Shown& shown);

  [[nodiscard]] const WorkflowShape& shape() const { return m_shape; }
  [[nodiscard]] bool simplified() const { return m_simplified; }
  [[nodiscard]] std::size_t nodes() const { return m_shape.nodes(); }
  /// Boxes: nodes, then the start and the end.
  [[nodiscard]] const WorkflowNodeItem* box(std::uint32_t box) const;
  [[nodiscard]] const WorkflowLinkItem* link(std::uint32_t from, std::uint32_t to) const;
  [[nodiscard]] const WorkflowGhostItem* ghost() const { return m_ghost; }
  [[nodiscard]] bool has(WorkflowFrameItem::Kind kind) const;
  [[nodiscard]] std::size_t hidden() const { return m_hidden; }  ///< Links.

  /// What the nearest node is in a direction; kNone: none. From kNone: the first.
  [[nodiscard]] workflow::NodeIndex neighbour(workflow::NodeIndex from, Qt::Key direction) const;
  /// The next visible node in the order of the task.
  [[nodiscard]] workflow::NodeIndex after(workflow::NodeIndex from, int step) const;

 Q_SIGNALS:
  void restyled();

 private:
  struct Marks {
    std::vector<WorkflowMark> boxes;
    std::vector<WorkflowMark> links;
  };
  void addFrames(const workflow::Layout& layout);
  void addLoops();
  [[nodiscard]] std::uint32_t linkAt(std::uint32_t from, std::uint32_t to) const;
  void markWay(const std::vector<workflow::NodeIndex>& way, bool toTheEnd, Marks* marks) const;
  void markPath(const WorkflowGraph::Path& path, const Shown& shown, Marks* marks) const;
  void hideRare(double leastShare, const Marks& marks);
  void showGhost(const std::optional<WorkflowGraph::Path>& path);
  [[nodiscard]] QRectF freePlace(const QSizeF& size, const QRectF& beside) const;

  WorkflowShape m_shape;
  bool m_simplified = false;
  std::vector<WorkflowNodeItem*> m_boxes;
  std::vector<WorkflowLinkItem*> m_links;
  std::vector<WorkflowFrameItem*> m_frames;
  std::unordered_map<std::uint64_t, std::uint32_t> m_linkOf;
  WorkflowGhostItem* m_ghost = nullptr;
  QRectF m_bounds;
  std::size_t m_hidden = 0;
};

}  // namespace faultline::ui
