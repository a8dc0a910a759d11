#pragma once

#include <array>
#include <vector>

#include <QtCore/QString>
#include <QtGui/QFont>

#include "engine/pipeline/workflow.h"
#include "ui/views/workflow_graph.h"

namespace faultline::ui {

/// What is drawn of a task: its nodes' boxes, then a mark for the start and one for the end, and the links
/// between them with what their labels say. Texts are plain.
struct WorkflowShape {
  struct Box {
    QString label;
    QString whole;      ///< The key's template.
    QStringList lines;  ///< Of the label, wrapped.
    QString tip;        ///< Plain: the key's whole template, its service, how often.
    std::uint64_t count = 0;
  };
  struct Link {
    std::uint32_t from = 0;  ///< Boxes.
    std::uint32_t to = 0;
    std::uint64_t count = 0;
    double share = 0;               ///< Of the task's runs; may be over 1 in a loop.
    bool back = false;              ///< Closes a loop.
    bool inner = false;             ///< Between two boxes of a group.
    std::array<QString, 4> labels;  ///< By WorkflowGraph::Overlay. May be empty.
    QString tip;
  };
  struct Loop {
    std::vector<std::uint32_t> boxes;
    QString words;  ///< `repeats 1–4 ×`
  };

  QString name;
  std::vector<Box> boxes;
  std::vector<Link> links;
  std::vector<Loop> loops;
  QStringList groupWords;       ///< One a group of the graph.
  std::uint64_t mostTaken = 0;  ///< Of any link.
  workflow::LayoutGraph graph;
  std::uint32_t start = 0;
  std::uint32_t end = 0;

  [[nodiscard]] std::size_t nodes() const { return start; }
};

/// Sizes are those of the fonts below: from the window's thread.
[[nodiscard]] WorkflowShape shapeOf(const pipeline::ProjectWorkflow& workflow, workflow::TaskIndex task);

[[nodiscard]] QFont workflowNodeFont();
[[nodiscard]] QFont workflowLabelFont();

/// The lines of a node's label: as wide as a node may be, the last one elided.
[[nodiscard]] QStringList wrappedLabel(const QString& text);

/// `12 ms`, `0.4 s`, `1:10`.
[[nodiscard]] QString stepTimeText(double milliseconds);

}  // namespace faultline::ui
