#include "ui/views/sources_view.h"

#include <QtWidgets/QHeaderView>
#include <QtWidgets/QMenu>
#include <QtWidgets/QStackedLayout>
#include <QtWidgets/QVBoxLayout>

#include "ui/style/style.h"
#include "ui/views/empty_state.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

using pipeline::FilePresence;

namespace {

bool lost(const pipeline::Source& source) {
  return source.presence == FilePresence::Missing || source.presence == FilePresence::Changed;
}

bool hasMore(const pipeline::Source& source) {
  return source.presence == FilePresence::Grown ||
         (source.state == pipeline::SourceState::Partial && source.presence == FilePresence::Unchanged);
}

}  // namespace

SourcesView::SourcesView(QWidget* parent)
    : QWidget(parent),
      m_model(new SourcesModel(this)),
      m_table(new QTableView(this)),
      m_relink(new QPushButton(tr("Relink…"), this)),
      m_update(new QPushButton(tr("Import new lines"), this)),
      m_settings(new QPushButton(tr("Settings…"), this)),
      m_empty(new EmptyState(this)) {
  setUpTable(m_table, tr("Sources"));
  m_table->setModel(m_model);
  m_table->setContextMenuPolicy(Qt::CustomContextMenu);
  m_table->setTextElideMode(Qt::ElideMiddle);
  m_table->horizontalHeader()->setSectionResizeMode(SourcesModel::Name, QHeaderView::Stretch);
  m_table->horizontalHeader()->setSectionResizeMode(SourcesModel::Entries, QHeaderView::ResizeToContents);
  m_relink->setIcon(style::icon(QStringLiteral("link")));
  m_relink->setAccessibleName(tr("Relink the source to where its file is now"));
  m_update->setIcon(style::icon(QStringLiteral("file-up")));
  m_update->setAccessibleName(tr("Import the lines that the file has grown by"));
  m_settings->setAccessibleName(tr("Settings of the source: clock, host, service"));
  m_settings->setToolTip(tr("Time zone, clock, host and service of the source"));

  auto* list = new QWidget(this);
  auto* layout = new QVBoxLayout(list);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(style::kGrid);
  layout->addWidget(m_table, 1);
  layout->addWidget(m_relink);
  layout->addWidget(m_update);
  layout->addWidget(m_settings);
  m_stack = new QStackedLayout(this);
  m_stack->addWidget(m_empty);
  m_stack->addWidget(list);
  setFocusProxy(m_table);

  connect(m_empty, &EmptyState::triggered, this, &SourcesView::importRequested);
  connect(m_table, &QWidget::customContextMenuRequested, this, &SourcesView::showMenu);
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          &SourcesView::showActions);
  const auto open = [this](const QModelIndex& index) {
    if (const pipeline::Source* source = m_model->source(index.row())) Q_EMIT opened(source->id);
  };
  connect(m_table, &QTableView::activated, this, open);
  connect(m_table, &QTableView::clicked, this, open);
  connect(m_relink, &QPushButton::clicked, this, [this] {
    if (current() != nullptr) Q_EMIT relinkRequested(current()->id);
  });
  connect(m_update, &QPushButton::clicked, this, [this] {
    if (current() != nullptr) Q_EMIT updateRequested(current()->id);
  });
  connect(m_settings, &QPushButton::clicked, this, [this] {
    if (current() != nullptr) Q_EMIT settingsRequested(current()->id);
  });
  setProject(nullptr);
}

void SourcesView::setProject(std::shared_ptr<const pipeline::ProjectInfo> project) {
  const SourceId before = current() == nullptr ? SourceId{} : current()->id;
  const bool known = project != nullptr;
  const bool any = project && !project->sources.empty();
  m_model->setProject(std::move(project));
  m_stack->setCurrentIndex(any ? 1 : 0);
  // While nothing is known of the project, a job may be about to fill it.
  m_empty->show(QStringLiteral("file-text"), tr("No sources yet"), tr("The log files of this project."),
                known ? tr("Import logs…") : QString());
  if (before) setCurrent(before);
  showActions();
}

void SourcesView::setCurrent(SourceId source) {
  const int row = m_model->rowOf(source);
  if (row >= 0 && row != m_table->currentIndex().row()) m_table->selectRow(row);
}

const pipeline::Source* SourcesView::current() const {
  return m_model->source(m_table->currentIndex().row());
}

void SourcesView::showActions() {
  m_relink->setVisible(current() != nullptr && lost(*current()));
  m_settings->setVisible(current() != nullptr);
  m_update->setVisible(current() != nullptr && hasMore(*current()));
}

void SourcesView::showMenu(const QPoint& position) {
  const QModelIndex index = m_table->indexAt(position);
  const pipeline::Source* source = m_model->source(index.row());
  if (source == nullptr) return;
  const SourceId id = source->id;
  QMenu menu(this);
  menu.addAction(style::icon(QStringLiteral("scroll-text")), tr("&Open log"), this,
                 [this, id] { Q_EMIT opened(id); });
  if (hasMore(*source)) {
    menu.addAction(style::icon(QStringLiteral("file-up")), tr("Import &new lines"), this,
                   [this, id] { Q_EMIT updateRequested(id); });
  }
  menu.addAction(tr("&Settings…"), this, [this, id] { Q_EMIT settingsRequested(id); });
  menu.addAction(style::icon(QStringLiteral("link")), tr("&Relink…"), this,
                 [this, id] { Q_EMIT relinkRequested(id); });
  menu.addSeparator();
  menu.addAction(style::icon(QStringLiteral("x")), tr("Re&move from project…"), this,
                 [this, id] { Q_EMIT removeRequested(id); });
  menu.exec(m_table->viewport()->mapToGlobal(position));
}

}  // namespace faultline::ui
