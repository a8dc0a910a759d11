#include "ui/views/node_details.h"

#include <algorithm>

#include <QtWidgets/QVBoxLayout>

#include "ui/models/workflow_tables.h"
#include "ui/style/style.h"
#include "ui/text/format.h"
#include "ui/text/workflow_words.h"
#include "ui/views/rows_table.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

using namespace pipeline;
using workflow::kNone;

NodeDetails::NodeDetails(QWidget* parent)
    : QWidget(parent),
      m_hint(dimLabel(tr("Choose a node to see its log key and what comes after it."), this)),
      m_title(headingLabel(QString(), this)),
      m_template(wrappingLabel(QString(), this)),
      m_figures(dimLabel(QString(), this)),
      m_next(new RowsTable(tr("What comes after the node"), 0, this)),
      m_lines(new QPushButton(style::icon(QStringLiteral("scroll-text")), tr("Show &lines"), this)),
      m_split(new QPushButton(style::icon(QStringLiteral("split")), tr("&Split before"), this)) {
  setAccessibleName(tr("The chosen node"));
  setAutoFillBackground(true);
  setBackgroundRole(QPalette::Base);
  m_hint->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);  // the template below says it whole
  m_template->setFont(style::monoFont());
  m_next->setProperty("flat", true);
  m_lines->setAccessibleName(tr("Show the node's lines in the log"));
  m_split->setAccessibleName(tr("Split the task before this node"));
  m_split->setToolTip(plainTip(tr("Two tasks: what comes before this node, and what comes from it on")));
  auto* text = new QVBoxLayout;
  text->setSpacing(4);
  text->addWidget(m_title);
  text->addWidget(m_template);
  text->addWidget(m_figures);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(style::kGrid);
  buttons->addWidget(m_lines);
  buttons->addWidget(m_split);
  buttons->addStretch();
  text->addSpacing(4);
  text->addLayout(buttons);
  text->addStretch();
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(2 * style::kGrid, style::kGrid, style::kGrid, style::kGrid);
  all->addWidget(m_hint);
  auto* layout = new QHBoxLayout;
  all->addLayout(layout);
  layout->setSpacing(2 * style::kGrid);
  layout->addLayout(text, 2);
  auto* table = new QVBoxLayout;
  table->addWidget(m_next);
  table->addStretch();
  layout->addLayout(table, 3);
  connect(m_lines, &QPushButton::clicked, this, [this] { Q_EMIT linesRequested(m_key); });
  connect(m_split, &QPushButton::clicked, this, [this] { Q_EMIT splitRequested(m_node); });
  refresh();
}

void NodeDetails::setNode(std::shared_ptr<const ProjectWorkflow> workflow, workflow::TaskIndex task,
                          workflow::NodeIndex node) {
  m_workflow = std::move(workflow);
  m_task = task;
  m_node = node;
  refresh();
}

void NodeDetails::setBusy(bool busy) {
  m_busy = busy;
  refresh();
}

QString NodeDetails::text() const {
  if (m_hint->isVisibleTo(this)) return m_hint->text();
  return QStringList{m_title->text(), m_template->text(), m_figures->text()}.join(QLatin1Char('\n'));
}

void NodeDetails::refresh() {
  const bool there = m_workflow && m_task < m_workflow->automaton.tasks.size() &&
                     m_node < m_workflow->automaton.tasks[m_task].nodes.size();
  for (QWidget* part :
       {static_cast<QWidget*>(m_template), static_cast<QWidget*>(m_figures), static_cast<QWidget*>(m_next),
        static_cast<QWidget*>(m_lines), static_cast<QWidget*>(m_split)}) {
    part->setVisible(there);
  }
  m_hint->setVisible(!there);
  m_title->setVisible(there);
  if (!there) {
    m_key = {};
    return;
  }
  const workflow::Task& task = m_workflow->automaton.tasks[m_task];
  m_key = KeyId{static_cast<std::int64_t>(task.nodes[m_node].key)};
  const WorkflowKey* key = keyOf(*m_workflow, m_key.value);
  m_title->setText(nodeLabel(*m_workflow, m_task, m_node));
  m_template->setText(key == nullptr ? QString() : plain(key->templateText));
  QString figures = nodeFigures(*m_workflow, m_task, m_node);
  if (key != nullptr && !key->service.empty()) figures = tr("%1 · %2").arg(figures, plain(key->service));
  m_figures->setText(figures);
  m_next->setRows(nextRows(*m_workflow, m_task, m_node));
  const bool first = std::any_of(task.starts.begin(), task.starts.end(),
                                 [this](const workflow::Terminal& start) { return start.node == m_node; });
  m_split->setEnabled(!m_busy && !first);
}

}  // namespace faultline::ui
