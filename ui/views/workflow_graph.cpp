#include "ui/views/workflow_graph.h"

namespace faultline::ui {

WorkflowGraph::WorkflowGraph(std::shared_ptr<Engine> engine, QWidget* parent)
    : QWidget(parent), m_engine(std::move(engine)) {}
WorkflowGraph::~WorkflowGraph() = default;

void WorkflowGraph::showTask(std::shared_ptr<const pipeline::ProjectWorkflow> workflow,
                             workflow::TaskIndex task) {
  m_workflow = std::move(workflow);
  m_task = task;
}
void WorkflowGraph::setEmptyText(const QString&, const QString&) {}
void WorkflowGraph::showPath(const Path&) {}
void WorkflowGraph::clearPath() {}
void WorkflowGraph::showVariant(std::optional<std::size_t> variant) { m_variant = variant; }
void WorkflowGraph::setLeastShare(double share) { m_leastShare = share; }
void WorkflowGraph::setOverlay(Overlay overlay) { m_overlay = overlay; }
bool WorkflowGraph::find(const QString&) { return false; }
bool WorkflowGraph::findNext() { return false; }
void WorkflowGraph::fit() {}
void WorkflowGraph::zoomIn() {}
void WorkflowGraph::zoomOut() {}
void WorkflowGraph::chooseNode(workflow::NodeIndex) {}
workflow::NodeIndex WorkflowGraph::chosenNode() const { return workflow::kNone; }

}  // namespace faultline::ui
