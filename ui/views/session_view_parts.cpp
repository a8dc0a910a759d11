// How the view of a session is put together; kept apart from what it does.
#include <QtCore/QItemSelectionModel>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QListView>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTableView>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QVBoxLayout>

#include "ui/models/workflow_runs_model.h"
#include "ui/models/workflow_steps_model.h"
#include "ui/style/style.h"
#include "ui/views/empty_state.h"
#include "ui/views/session_view.h"
#include "ui/views/widgets.h"
#include "ui/views/workflow_bar.h"
#include "ui/views/workflow_graph.h"

namespace faultline::ui {

namespace {
constexpr int kStripHeight = 28;
constexpr int kTimeWidth = 124;
constexpr int kSinceWidth = 64;
constexpr int kNoteWidth = 140;
}  // namespace

QWidget* SessionView::makePage() {
  auto* page = new QWidget(this);
  page->setAutoFillBackground(true);
  page->setBackgroundRole(QPalette::Base);
  m_splitter = new QSplitter(Qt::Horizontal, page);
  m_splitter->setAccessibleName(tr("Graph and steps"));
  m_splitter->setChildrenCollapsible(true);
  m_splitter->addWidget(m_graph);
  m_graph->bar()->legendButton()->setChecked(false);  // there is little room below the log
  m_splitter->addWidget(makeSteps(page));
  m_splitter->setStretchFactor(0, 5);
  m_splitter->setStretchFactor(1, 2);
  m_splitter->setSizes({700, 300});  // in relation to each other
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(makeHead(page));
  layout->addWidget(makeStrip(page));
  layout->addWidget(m_splitter, 1);
  return page;
}

QToolButton* SessionView::addStepButton(QWidget* parent, const QString& icon, const QString& tip) {
  auto* button = new QToolButton(parent);
  button->setProperty("chip", true);
  button->setIcon(style::icon(icon));
  button->setToolTip(tip);
  button->setAccessibleName(tip);
  return button;
}

QWidget* SessionView::makeHead(QWidget* page) {
  auto* head = new QWidget(page);
  m_icon = new QLabel(head);
  m_sentence = wrappingLabel(QString(), head);
  m_copy = new QPushButton(style::icon(QStringLiteral("copy")), tr("Copy"), head);
  m_copy->setAccessibleName(tr("Copy the sentence"));
  m_copy->setToolTip(plainTip(tr("Copy the sentence, to paste it into a ticket")));
  m_first = new QPushButton(style::icon(QStringLiteral("locate-fixed")), tr("First deviation"), head);
  m_first->setAccessibleName(tr("Go to the first deviation"));
  m_elsewhere = linkButton(tr("Show the chosen line's session"), head);
  m_elsewhere->setToolTip(plainTip(tr("The line chosen in the log is not of this session")));
  m_elsewhere->hide();
  m_place = dimLabel(QString(), head);
  m_previousDeviation = addStepButton(head, QStringLiteral("skip-back"), tr("Previous deviation"));
  m_previousStep = addStepButton(head, QStringLiteral("chevron-left"), tr("Previous step"));
  m_nextStep = addStepButton(head, QStringLiteral("chevron-right"), tr("Next step"));
  m_nextDeviation = addStepButton(head, QStringLiteral("skip-forward"), tr("Next deviation"));
  auto* row = new QHBoxLayout(head);
  row->setContentsMargins(style::kGrid, 4, style::kGrid, 4);
  row->setSpacing(style::kGrid);
  row->addWidget(m_icon);
  row->addWidget(m_sentence, 1);
  row->addWidget(m_elsewhere);
  row->addWidget(m_copy);
  row->addWidget(m_first);
  row->addWidget(m_place);
  auto* arrows = new QHBoxLayout;
  arrows->setSpacing(0);
  for (QToolButton* button : {m_previousDeviation, m_previousStep, m_nextStep, m_nextDeviation})
    arrows->addWidget(button);
  row->addLayout(arrows);
  return head;
}

QWidget* SessionView::makeStrip(QWidget* page) {
  m_runs = new QListView(page);
  m_runs->setModel(m_runsModel);
  m_runs->setAccessibleName(tr("Tasks of the session, one after the other"));
  m_runs->setFlow(QListView::LeftToRight);
  m_runs->setWrapping(false);
  m_runs->setSpacing(0);
  m_runs->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_runs->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_runs->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_runs->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_runs->setIconSize(QSize(style::kIcon, style::kIcon));
  m_runs->setFixedHeight(kStripHeight);
  m_runs->setProperty("strip", true);
  return m_runs;
}

QWidget* SessionView::makeSteps(QWidget* page) {
  m_steps = new QTableView(page);
  setUpTable(m_steps, tr("Steps of the session"));
  m_steps->setModel(m_stepsModel);
  m_steps->setProperty("flat", true);
  QHeaderView* header = m_steps->horizontalHeader();
  header->setMinimumSectionSize(40);
  header->setStretchLastSection(false);
  header->setSectionResizeMode(WorkflowStepsModel::What, QHeaderView::Stretch);
  m_steps->setColumnWidth(WorkflowStepsModel::Time, kTimeWidth);
  m_steps->setColumnWidth(WorkflowStepsModel::Since, kSinceWidth);
  m_steps->setColumnWidth(WorkflowStepsModel::Note, kNoteWidth);
  m_steps->setMinimumWidth(240);
  m_steps->installEventFilter(this);
  return m_steps;
}

void SessionView::connectParts() {
  connect(m_empty, &EmptyState::triggered, this, &SessionView::triggered);
  connect(m_copy, &QPushButton::clicked, this, &SessionView::copySentence);
  connect(m_first, &QPushButton::clicked, this, &SessionView::goToFirstDeviation);
  connect(m_elsewhere, &QPushButton::clicked, this, &SessionView::elsewhereRequested);
  connect(m_previousDeviation, &QToolButton::clicked, this, &SessionView::goToPreviousDeviation);
  connect(m_nextDeviation, &QToolButton::clicked, this, &SessionView::goToNextDeviation);
  connect(m_previousStep, &QToolButton::clicked, this, [this] { stepBy(-1); });
  connect(m_nextStep, &QToolButton::clicked, this, [this] { stepBy(1); });
  connect(m_steps->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& index) {
            if (index.isValid()) goTo(static_cast<std::size_t>(index.row()));
          });
  connect(m_runs->selectionModel(), &QItemSelectionModel::currentChanged, this,
          [this](const QModelIndex& index) {
            if (index.isValid()) goTo(m_runsModel->run(index.row()).first);
          });
  connect(m_runs, &QListView::clicked, this,
          [this](const QModelIndex& index) { goTo(m_runsModel->run(index.row()).first); });
  connect(m_graph, &WorkflowGraph::nodeChosen, this, &SessionView::chooseNode);
  connect(m_graph, &WorkflowGraph::failed, this, &SessionView::failed);
  setFocusProxy(m_steps);
}

}  // namespace faultline::ui
