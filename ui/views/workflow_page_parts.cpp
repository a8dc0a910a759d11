// How the Workflows page is put together; kept apart from what it does.
#include <QtCore/QItemSelectionModel>
#include <QtGui/QShortcut>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QVBoxLayout>

#include "ui/style/style.h"
#include "ui/text/format.h"
#include "ui/views/banner.h"
#include "ui/views/empty_state.h"
#include "ui/views/node_details.h"
#include "ui/views/rows_table.h"
#include "ui/views/widgets.h"
#include "ui/views/workflow_graph.h"
#include "ui/views/workflow_page.h"

namespace faultline::ui {

namespace {
constexpr int kSideWidth = 350;
}

WorkflowPage::WorkflowPage(std::shared_ptr<Engine> engine, QWidget* parent)
    : QWidget(parent),
      m_summary(dimLabel(QString(), this)),
      m_mine(new QPushButton(tr("&Mine again…"), this)),
      m_export(new QToolButton(this)),
      m_exportMenu(new QMenu(this)),
      m_banner(new Banner(this)),
      m_suggestion(dimLabel(QString(), this)),
      m_apply(new QPushButton(tr("&Learn again with these"), this)),
      m_stack(new QStackedWidget(this)),
      m_empty(new EmptyState(this)),
      m_tasks(new RowsTable(tr("Tasks"), 0, this)),
      m_rename(new QPushButton(style::icon(QStringLiteral("pencil")), tr("&Rename"), this)),
      m_merge(new QToolButton(this)),
      m_mergeMenu(new QMenu(this)),
      m_variantsTitle(headingLabel(tr("Variants"), this)),
      m_variants(new RowsTable(tr("Variants of the task"), 0, this)),
      m_graph(new WorkflowGraph(std::move(engine), this)),
      m_details(new NodeDetails(this)) {
  setAccessibleName(tr("Workflows"));
  auto* body = new QSplitter(Qt::Horizontal, m_stack);
  body->setAccessibleName(tr("Tasks and graph"));
  body->setChildrenCollapsible(false);
  body->addWidget(makeSide());
  body->addWidget(makeMain());
  body->setStretchFactor(1, 1);
  body->setSizes({kSideWidth, 2 * kSideWidth});
  m_stack->addWidget(m_empty);
  m_stack->addWidget(body);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(makeHeader());
  layout->addWidget(m_banner);
  layout->addWidget(makeSuggestion());
  layout->addWidget(m_stack, 1);
  m_banner->hide();
  m_tasks->setTextElideMode(Qt::ElideMiddle);  // tasks often begin alike
  connectParts();
  setFocusProxy(m_tasks);
  setUnknown();
}

QWidget* WorkflowPage::makeHeader() {
  const auto asField = [](QToolButton* button, const QString& text, const QString& name, QMenu* menu) {
    button->setProperty("field", true);
    button->setText(text);
    button->setAccessibleName(name);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setMenu(menu);
  };
  asField(m_export, tr("&Export"), tr("Export as SVG, PNG, DOT or JSON"), m_exportMenu);
  asField(m_merge, tr("Mer&ge with"), tr("Merge the chosen task with another"), m_mergeMenu);
  m_mine->setAccessibleName(tr("Mine the workflow again, with other settings"));
  auto* header = new QWidget(this);
  auto* row = new QHBoxLayout(header);
  row->setContentsMargins(style::kGrid, 4, style::kGrid, 4);
  row->setSpacing(style::kGrid);
  row->addWidget(headingLabel(tr("Workflows"), header));
  m_summary->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  row->addWidget(m_summary, 1);
  row->addWidget(m_mine);
  row->addWidget(m_export);
  return header;
}

QWidget* WorkflowPage::makeSuggestion() {
  m_suggestionRow = new QWidget(this);
  m_suggestion->setWordWrap(true);
  m_apply->setAccessibleName(tr("Learn again with the suggested settings"));
  auto* row = new QHBoxLayout(m_suggestionRow);
  row->setContentsMargins(style::kGrid, 0, style::kGrid, 4);
  row->setSpacing(style::kGrid);
  row->addWidget(m_suggestion, 1);
  row->addWidget(m_apply);
  return m_suggestionRow;
}

QWidget* WorkflowPage::makeSide() {
  auto* side = new QWidget(m_stack);
  auto* buttons = new QHBoxLayout;
  buttons->setContentsMargins(style::kGrid, 0, style::kGrid, 0);
  buttons->setSpacing(style::kGrid);
  m_rename->setToolTip(plainTip(tr("Rename the task (F2)")));
  buttons->addWidget(m_rename);
  buttons->addWidget(m_merge);
  buttons->addStretch();
  m_variantsTitle->setContentsMargins(style::kGrid, style::kGrid, 0, 0);
  auto* layout = new QVBoxLayout(side);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(style::kGrid);
  layout->addWidget(m_tasks);
  layout->addLayout(buttons);
  layout->addWidget(m_variantsTitle);
  layout->addWidget(m_variants);
  layout->addStretch(1);
  auto* scroll = new QScrollArea(m_stack);
  scroll->setAccessibleName(tr("Tasks and variants"));
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setFocusPolicy(Qt::NoFocus);
  scroll->setMinimumWidth(250);
  scroll->setWidget(side);
  return scroll;
}

QWidget* WorkflowPage::makeMain() {
  auto* main = new QSplitter(Qt::Vertical, m_stack);
  main->setAccessibleName(tr("Graph and node"));
  main->setChildrenCollapsible(false);
  main->addWidget(m_graph);
  main->addWidget(m_details);
  main->setStretchFactor(0, 1);
  return main;
}

void WorkflowPage::connectParts() {
  connect(m_mine, &QPushButton::clicked, this, &WorkflowPage::mineWithSettingsRequested);
  connect(m_apply, &QPushButton::clicked, this, [this] {
    Q_EMIT applyRequested(m_workflow->automaton.suggestedHistory, m_workflow->automaton.suggestedCandidates);
  });
  connect(m_empty, &EmptyState::triggered, this, &WorkflowPage::onEmptyTriggered);
  connect(m_rename, &QPushButton::clicked, this, &WorkflowPage::rename);
  auto* renameKey = new QShortcut(QKeySequence(Qt::Key_F2), this);
  renameKey->setContext(Qt::WidgetWithChildrenShortcut);
  connect(renameKey, &QShortcut::activated, this, &WorkflowPage::rename);
  connect(m_tasks->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& index) {
            if (!index.isValid() || static_cast<workflow::TaskIndex>(index.row()) == m_task) return;
            m_task = static_cast<workflow::TaskIndex>(index.row());
            showTask();
          });
  connect(m_variants->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
    const QModelIndexList rows = m_variants->selectionModel()->selectedRows();
    m_graph->showVariant(rows.isEmpty() ? std::nullopt
                                        : std::optional(static_cast<std::size_t>(rows.first().row())));
  });
  connect(m_graph, &WorkflowGraph::variantChosen, this, &WorkflowPage::showVariant);
  connect(m_graph, &WorkflowGraph::nodeChosen, this, &WorkflowPage::showNode);
  connect(m_graph, &WorkflowGraph::failed, this, &WorkflowPage::failed);
  connect(m_graph, &WorkflowGraph::nodeActivated, this, [this](workflow::NodeIndex node) {
    showNode(node);
    if (m_details->linesButton()->isEnabled()) m_details->linesButton()->click();
  });
  connect(m_details, &NodeDetails::linesRequested, this, &WorkflowPage::linesRequested);
  connect(m_details, &NodeDetails::splitRequested, this, [this](workflow::NodeIndex before) {
    const workflow::Task* task = current();
    if (task != nullptr)
      Q_EMIT editRequested({pipeline::WorkflowEdit::Kind::Split, task->id, {}, before, {}});
  });
}

}  // namespace faultline::ui
