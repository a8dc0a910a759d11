#include "ui/views/workflow_graph.h"

#include <algorithm>

#include <QtCore/QEvent>
#include <QtGui/QAccessible>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QVBoxLayout>

#include "ui/jobs/engine.h"
#include "ui/jobs/query_runner.h"
#include "ui/style/style.h"
#include "ui/text/format.h"
#include "ui/text/translate.h"
#include "ui/views/empty_state.h"
#include "ui/views/workflow_bar.h"
#include "ui/views/workflow_canvas.h"
#include "ui/views/workflow_legend.h"
#include "ui/views/workflow_map.h"
#include "ui/views/workflow_scene.h"

namespace faultline::ui {

namespace {

constexpr double kZoomStep = 1.25;
const QString kLayoutChannel = QStringLiteral("layout");

}  // namespace

WorkflowGraph::WorkflowGraph(std::shared_ptr<Engine> engine, QWidget* parent)
    : QWidget(parent),
      m_engine(std::move(engine)),
      m_emptyTitle(tr("No task to draw")),
      m_emptyHint(tr("Mine the workflow, or choose a task, to see its steps from left to right.")),
      m_queries(new QueryRunner(this)),
      m_scene(new WorkflowScene(this)),
      m_bar(new WorkflowBar(this)),
      m_stack(new QStackedWidget(this)),
      m_empty(new EmptyState(m_stack)),
      m_canvas(new WorkflowCanvas(m_scene, m_stack)),
      m_map(new WorkflowMap(m_scene, m_canvas)),
      m_legend(new WorkflowLegend(this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(m_bar);
  layout->addWidget(m_stack, 1);
  layout->addWidget(m_legend);
  m_stack->addWidget(m_empty);
  m_stack->addWidget(m_canvas);
  setFocusProxy(m_canvas);
  connectParts();
  showEmpty();
}

WorkflowGraph::~WorkflowGraph() {
  // The scene goes before the canvas, which would tell the map to look at what is left of it.
  m_canvas->setScene(nullptr);
}

void WorkflowGraph::connectParts() {
  connect(m_canvas, &WorkflowCanvas::nodeChosen, this, &WorkflowGraph::chosenByUser);
  connect(m_canvas, &WorkflowCanvas::nodeActivated, this, &WorkflowGraph::nodeActivated);
  connect(m_bar, &WorkflowBar::overlayChosen, this, &WorkflowGraph::setOverlay);
  connect(m_bar, &WorkflowBar::leastShareChosen, this, &WorkflowGraph::setLeastShare);
  connect(m_bar, &WorkflowBar::variantChosen, this, [this](std::optional<std::size_t> variant) {
    showVariant(variant);
    Q_EMIT variantChosen(variant);
  });
  connect(m_bar, &WorkflowBar::findTyped, this,
          [this](const QString& text) { m_bar->showFound(find(text)); });
  connect(m_bar, &WorkflowBar::findNext, this, [this] {
    m_sought = m_bar->findField()->text();
    m_bar->showFound(findNext());
  });
  connect(m_bar, &WorkflowBar::fit, this, &WorkflowGraph::fit);
  connect(m_bar, &WorkflowBar::zoomIn, this, &WorkflowGraph::zoomIn);
  connect(m_bar, &WorkflowBar::zoomOut, this, &WorkflowGraph::zoomOut);
  connect(m_bar, &WorkflowBar::legendToggled, this,
          [this](bool shown) { m_legend->setVisible(shown && m_laidOut); });
}

void WorkflowGraph::showTask(std::shared_ptr<const pipeline::ProjectWorkflow> workflow,
                             workflow::TaskIndex task) {
  const bool there = workflow != nullptr && task < workflow->automaton.tasks.size();
  if (there && workflow == m_workflow && task == m_task) return;
  m_workflow = there ? std::move(workflow) : nullptr;
  m_task = there ? task : workflow::kNone;
  m_path.reset();
  m_variant.reset();
  m_chosen = workflow::kNone;
  m_laidOut = false;
  if (!there) {
    m_queries->cancel(this, kLayoutChannel);
    m_scene->build({}, {});
    return showEmpty();
  }
  if (m_scene->nodes() == 0) m_empty->show(QStringLiteral("loader"), tr("Drawing the workflow"), QString());
  m_bar->describe(m_workflow->automaton.tasks[m_task]);
  if (!m_shareChosen) {
    m_leastShare = WorkflowBar::clearShare(m_workflow->automaton.tasks[m_task]);
    m_bar->setLeastShare(m_leastShare);
  }
  m_bar->setVariant(std::nullopt);
  auto shape = std::make_shared<WorkflowShape>(shapeOf(*m_workflow, m_task));
  // Rows as wide as the view, but not so short that a step or two fill one.
  constexpr double kLeastRow = 640;
  if (const auto width = WorkflowCanvas::readableWidth(m_stack->width())) {
    shape->graph.rowWidth = std::clamp(*width, kLeastRow, std::max(kLeastRow, shape->graph.rowWidth));
  }
  m_queries->run(
      this, kLayoutChannel,
      [engine = m_engine, graph = shape->graph](std::stop_token stop) { return engine->layOut(graph, stop); },
      [this, shape](Result<workflow::Layout> layout) { take(std::move(*shape), std::move(layout)); });
}

void WorkflowGraph::take(WorkflowShape shape, Result<workflow::Layout> layout) {
  if (!layout) {
    if (layout.error().code == ErrorCode::Cancelled) return;
    m_scene->build({}, {});
    const ErrorWords words = errorWords(layout.error());
    m_empty->show(QStringLiteral("triangle-alert"), words.what, words.whole());
    m_stack->setCurrentWidget(m_empty);
    m_legend->hide();
    Q_EMIT failed(layout.error());
    return;
  }
  m_scene->build(std::move(shape), *layout);
  m_laidOut = true;
  m_bar->setEnabled(true);
  m_legend->setVisible(m_bar->legendButton()->isChecked());
  m_stack->setCurrentWidget(m_canvas);
  m_canvas->setAccessibleName(
      tr("Workflow of %1, %2 steps").arg(m_scene->shape().name).arg(m_scene->nodes()));
  m_canvas->showWell();
  restyle();
  showHere();
  Q_EMIT drawn();
}

void WorkflowGraph::setEmptyText(const QString& title, const QString& hint) {
  m_emptyTitle = title;
  m_emptyHint = hint;
  if (m_workflow == nullptr) showEmpty();
}

void WorkflowGraph::showEmpty() {
  m_empty->show(QStringLiteral("workflow"), m_emptyTitle, m_emptyHint);
  m_stack->setCurrentWidget(m_empty);
  m_bar->setEnabled(false);
  m_legend->hide();
}

void WorkflowGraph::restyle() {
  if (!m_laidOut) return;
  WorkflowScene::Shown shown{m_path, std::nullopt, m_leastShare, m_overlay, m_chosen, m_task};
  const auto& variants = m_workflow->automaton.tasks[m_task].variants;
  if (m_variant && *m_variant < variants.size()) shown.variant = variants[*m_variant].path;
  m_scene->restyle(shown);
  m_bar->setHidden(m_scene->hidden());
  m_canvas->setChosen(m_chosen);
  m_legend->describe(*m_scene);
  tell();
}

/// Brings the current step into view, with what was expected where there is room for both.
void WorkflowGraph::showHere() {
  if (!m_laidOut || !m_path) return;
  QRectF here;
  if (const auto* current = m_scene->box(m_path->current)) here |= current->rect();
  if (m_scene->ghost() != nullptr) here |= m_scene->ghost()->rect();
  QRectF wide = here;
  for (std::uint32_t box = 0; const auto* item = m_scene->box(box); ++box) {
    if (item->mark().expected >= 0) wide |= item->rect();
  }
  if (here.isEmpty()) return;
  constexpr double kAround = 24;
  const QRectF seen = m_canvas->mapToScene(m_canvas->viewport()->rect()).boundingRect();
  const bool fits = wide.width() + 4 * kAround < seen.width() && wide.height() + 4 * kAround < seen.height();
  m_canvas->bringIntoView((fits ? wide : here).adjusted(-kAround, -kAround, kAround, kAround));
  m_map->settle();
}

void WorkflowGraph::showPath(const Path& path) {
  m_path = path;
  m_variant.reset();
  m_bar->setVariant(std::nullopt);
  restyle();
  showHere();
}

void WorkflowGraph::clearPath() {
  m_path.reset();
  restyle();
}

void WorkflowGraph::showVariant(std::optional<std::size_t> variant) {
  m_variant = variant;
  m_bar->setVariant(variant);
  restyle();
}

void WorkflowGraph::setLeastShare(double share) {
  m_leastShare = share;
  m_shareChosen = true;
  m_bar->setLeastShare(share);
  restyle();
}

void WorkflowGraph::setOverlay(Overlay overlay) {
  m_overlay = overlay;
  m_bar->setOverlay(overlay);
  restyle();
}

bool WorkflowGraph::find(const QString& text) {
  m_sought = text;
  if (text.isEmpty()) return false;
  // The chosen one again, while it still has the text.
  return findFrom(m_chosen == workflow::kNone ? 0 : m_chosen);
}

bool WorkflowGraph::findNext() { return findFrom(m_chosen == workflow::kNone ? 0 : m_chosen + 1); }

bool WorkflowGraph::findFrom(workflow::NodeIndex from) {
  if (!m_laidOut || m_sought.isEmpty()) return false;
  const auto count = static_cast<workflow::NodeIndex>(m_scene->nodes());
  for (workflow::NodeIndex step = 0; step < count; ++step) {
    const workflow::NodeIndex node = (from + step) % count;
    const auto& box = m_scene->shape().boxes[node];
    const bool found = box.label.contains(m_sought, Qt::CaseInsensitive) ||
                       box.whole.contains(m_sought, Qt::CaseInsensitive);
    if (!found) continue;
    chosenByUser(node);
    return true;
  }
  return false;
}

void WorkflowGraph::fit() { m_canvas->fit(); }
void WorkflowGraph::zoomIn() { m_canvas->zoomBy(kZoomStep); }
void WorkflowGraph::zoomOut() { m_canvas->zoomBy(1 / kZoomStep); }

void WorkflowGraph::chooseNode(workflow::NodeIndex node) {
  m_chosen = m_laidOut && node < m_scene->nodes() ? node : workflow::kNone;
  restyle();
  if (const auto* item = m_scene->box(m_chosen)) m_canvas->bringIntoView(item->rect());
}

workflow::NodeIndex WorkflowGraph::chosenNode() const { return m_chosen; }

void WorkflowGraph::chosenByUser(workflow::NodeIndex node) {
  chooseNode(node);
  Q_EMIT nodeChosen(m_chosen);
}

QString WorkflowGraph::spokenNode(workflow::NodeIndex node) const {
  const auto* item = m_scene->box(node);
  if (item == nullptr) return {};
  QStringList parts{m_scene->shape().boxes[node].label,
                    tr("seen %1 times").arg(numberText(m_scene->shape().boxes[node].count))};
  if (item->mark().current) parts << tr("the current step");
  if (item->mark().onPath && !item->mark().current) parts << tr("on the way taken");
  if (item->mark().expected >= 0) parts << tr("expected next, %1").arg(percentText(item->mark().expected));
  return parts.join(QStringLiteral(", "));
}

/// What a screen reader says: the node chosen, or else where the execution is.
void WorkflowGraph::tell() {
  QStringList parts;
  const auto node = m_chosen != workflow::kNone ? m_chosen
                    : m_path && !m_variant      ? m_path->current
                                                : m_chosen;
  if (node != workflow::kNone) parts << spokenNode(node);
  if (m_chosen == workflow::kNone && m_scene->ghost() != nullptr) {
    parts << QStringLiteral("%1: %2").arg(m_scene->ghost()->words(), m_scene->ghost()->text());
  }
  const QString text = parts.join(QStringLiteral("; "));
  if (text == m_canvas->accessibleDescription()) return;
  m_canvas->setAccessibleDescription(text);
  QAccessibleEvent event(m_canvas, QAccessible::DescriptionChanged);
  QAccessible::updateAccessibility(&event);
}

void WorkflowGraph::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) m_scene->update();
}

}  // namespace faultline::ui
