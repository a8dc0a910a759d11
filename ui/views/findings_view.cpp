#include "ui/views/findings_view.h"

#include <QtCore/QScopedValueRollback>
#include <QtGui/QGuiApplication>
#include <QtGui/QMouseEvent>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QStackedLayout>
#include <QtWidgets/QTreeView>
#include <QtWidgets/QVBoxLayout>

#include "ui/style/style.h"
#include "ui/views/banner.h"
#include "ui/views/empty_state.h"
#include "ui/views/finding_delegate.h"
#include "ui/views/findings_bar.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

FindingsView::FindingsView(std::shared_ptr<Engine> engine, QWidget* parent)
    : QWidget(parent),
      m_model(new FindingsModel(std::move(engine), this)),
      m_filter(new FindingsFilter(m_model, this)),
      m_bar(new FindingsBar(m_filter, this)),
      m_table(new QTreeView(this)),
      m_empty(new EmptyState(this)),
      m_effect(new Banner(this)) {
  setAccessibleName(tr("Findings"));
  setUpTable();
  setUpColumns();

  auto* body = new QWidget(this);
  m_stack = new QStackedLayout(body);
  m_stack->addWidget(m_table);
  m_stack->addWidget(m_empty);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(m_bar);
  layout->addWidget(body, 1);
  layout->addWidget(m_effect);  // below, so that it moves no row
  setFocusProxy(m_table);

  // Qt chooses another row when the current one goes; filtering must not move the user elsewhere.
  connect(m_bar, &FindingsBar::filterChanging, this, [this] { m_quiet = true; });
  connect(m_bar, &FindingsBar::filterChanged, this, &FindingsView::onFilterChanged);
  connect(m_bar->field(), &QLineEdit::returnPressed, m_table, qOverload<>(&QWidget::setFocus));
  connect(m_empty, &EmptyState::triggered, this, &FindingsView::onEmptyTriggered);
  connectTable();
  showWhatThereIs();
}

void FindingsView::setUpTable() {
  m_table->setAccessibleName(tr("Findings"));
  m_table->setUniformRowHeights(true);
  m_table->setAllColumnsShowFocus(true);
  m_table->setRootIsDecorated(false);
  m_table->setIndentation(style::kIcon);
  m_table->setExpandsOnDoubleClick(false);  // it opens the log
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
  m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_table->setIconSize(QSize(style::kIcon, style::kIcon));
  m_table->setTextElideMode(Qt::ElideMiddle);  // the kind is at the beginning, the telling words at the end
  m_table->setItemDelegate(new FindingDelegate(m_table));
  m_table->setModel(m_filter);
  m_table->viewport()->installEventFilter(this);
}

void FindingsView::setUpColumns() {
  QHeaderView* header = m_table->header();
  header->setAccessibleName(tr("Columns of: %1").arg(m_table->accessibleName()));
  header->setHighlightSections(false);
  header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  header->setSectionsMovable(false);
  header->setMinimumSectionSize(48);
  header->setStretchLastSection(false);
  header->setSectionResizeMode(FindingsModel::What, QHeaderView::Stretch);
  connect(header, &QHeaderView::sectionResized, this, [this](int section) {
    // Qt itself resizes too, where a hidden column comes back.
    const bool dragged = QGuiApplication::mouseButtons() != Qt::NoButton;
    if (section != FindingsModel::What && !m_fitting && dragged) m_userSized = true;
  });
  fitColumns();
  // As they come is the engine's order, the strangest first; a third click on a header returns to it.
  header->setSortIndicator(-1, Qt::AscendingOrder);
  header->setSortIndicatorClearable(true);
  m_table->setSortingEnabled(true);
}

void FindingsView::connectTable() {
  connect(m_table, &QTreeView::activated, this, [this](const QModelIndex& index) {
    if (const pipeline::Finding* finding = findingAt(index)) Q_EMIT opened(*finding);
  });
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& index) {
            const pipeline::Finding* finding = findingAt(index);
            if (finding == nullptr || m_quiet) return;
            m_current = finding->id;
            Q_EMIT chosen(*finding);
          });
  const auto note = [this](const QModelIndex& index, bool unfolded) {
    const pipeline::Finding* finding = findingAt(index);
    if (finding == nullptr) return;
    if (unfolded) {
      m_unfolded.insert(finding->event);
    } else {
      m_unfolded.erase(finding->event);
    }
  };
  connect(m_table, &QTreeView::expanded, this, [note](const QModelIndex& index) { note(index, true); });
  connect(m_table, &QTreeView::collapsed, this, [note](const QModelIndex& index) { note(index, false); });
}

void FindingsView::fitColumns() {
  const QScopedValueRollback fitting(m_fitting, true);
  m_table->setColumnHidden(FindingsModel::Time, !m_model->hasTimes());
  if (m_userSized) return;
  const QFontMetrics mono(style::monoFont());
  const QString longest = m_model->sameDay() ? clockText(LocalTime{}) : statedText(LocalTime{});
  constexpr int kRoomy = 1100;
  const bool roomy = width() > kRoomy;
  // Where there is little room the words of the finding need it most: the rest is told in its evidence.
  constexpr int kTight = 760;
  constexpr int kSeverity = 88;
  m_table->setColumnHidden(FindingsModel::Score, width() < kTight);
  m_table->setColumnHidden(FindingsModel::Session, width() < kTight);
  m_table->setColumnWidth(FindingsModel::SeverityColumn,
                          kSeverity + (m_model->hasFollowers() ? 2 * m_table->indentation() : 0));
  m_table->setColumnWidth(FindingsModel::Time, mono.horizontalAdvance(longest) + 16);
  m_table->setColumnWidth(FindingsModel::Service, roomy ? 148 : 104);
  m_table->setColumnWidth(FindingsModel::Session, roomy ? 148 : 88);
  m_table->setColumnWidth(FindingsModel::Score, 56);
}

void FindingsView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fitColumns();
}

/// A click on the count of those that follow unfolds them.
bool FindingsView::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::MouseButtonPress) {
    const auto* mouse = static_cast<QMouseEvent*>(event);
    const QModelIndex index = m_table->indexAt(mouse->position().toPoint());
    const QRect count = FindingDelegate::followersRect(m_table->visualRect(index), index, m_table->font());
    if (index.isValid() && mouse->button() == Qt::LeftButton && count.contains(mouse->position().toPoint())) {
      const QModelIndex row = index.siblingAtColumn(0);
      m_table->setExpanded(row, !m_table->isExpanded(row));
      return true;
    }
  }
  return QWidget::eventFilter(watched, event);
}

const pipeline::Finding* FindingsView::findingAt(const QModelIndex& index) const {
  return index.isValid() ? m_model->finding(m_filter->mapToSource(index)) : nullptr;
}

/// Where on the screen the current row is, if it is to be seen.
void FindingsView::notePlace() {
  const QModelIndex current = m_table->currentIndex();
  const QRect row = current.isValid() ? m_table->visualRect(current) : QRect();
  if (row.isValid() && m_table->viewport()->rect().intersects(row)) m_top = row.top();
}

void FindingsView::returnToPlace(const QModelIndex& index) {
  if (!m_top) return;
  QScrollBar* bar = m_table->verticalScrollBar();
  bar->setValue(bar->value() + m_table->visualRect(index).top() - *m_top);
  m_top.reset();
}

void FindingsView::setFindings(std::shared_ptr<const pipeline::FindingList> findings, Stage stage) {
  const QScopedValueRollback quiet(m_quiet, true);
  m_stage = stage;
  if (!m_model->findings()) m_unfolded.clear();  // of another project
  if (findings != m_model->findings()) {
    notePlace();
    m_incidents = findings ? findings->incidents.size() : 0;
    const std::set<EventId> unfolded = m_unfolded;
    const auto& before = m_model->findings();
    const bool otherRun = !findings || !before || findings->run != before->run;
    if (otherRun) m_filter->release();  // what was said is learnt
    m_model->setFindings(std::move(findings));
    m_table->setRootIsDecorated(m_model->hasFollowers());
    for (int row = 0; row < m_filter->rowCount() && !unfolded.empty(); ++row) {
      const QModelIndex index = m_filter->index(row, 0);
      if (unfolded.contains(findingAt(index)->event)) m_table->expand(index);
    }
    m_unfolded = unfolded;
    fitColumns();
    m_bar->refresh(m_incidents);
  }
  showWhatThereIs();
}

void FindingsView::setStatuses(std::shared_ptr<const pipeline::FindingList> findings,
                               const std::vector<FindingId>& changed) {
  const QScopedValueRollback quiet(m_quiet, true);
  m_filter->keep(changed);
  m_model->setStatuses(std::move(findings));
  m_bar->refresh(m_incidents);
}

void FindingsView::setZone(const DisplayZone& zone) {
  m_model->setZone(zone);
  m_bar->refresh(m_incidents);
  fitColumns();
}

void FindingsView::setBusy(bool busy) {
  if (m_busy == busy) return;
  m_busy = busy;
  showWhatThereIs();
}

void FindingsView::setCurrent(FindingId finding) {
  const QScopedValueRollback quiet(m_quiet, true);
  m_current = finding;
  const QModelIndex index = m_filter->mapFromSource(m_model->indexOf(finding, FindingsModel::What));
  if (!index.isValid()) return m_table->clearSelection();
  if (index.parent().isValid()) m_table->expand(index.parent());
  const QModelIndex current = m_table->currentIndex();
  if (index.siblingAtColumn(0) != current.siblingAtColumn(0) ||
      !m_table->selectionModel()->isRowSelected(index.row(), index.parent())) {
    m_table->setCurrentIndex(index);
  }
  returnToPlace(index);
}

void FindingsView::step(int rows) {
  QModelIndex index = m_table->currentIndex();
  if (!index.isValid()) {
    index = m_filter->index(rows > 0 ? 0 : m_filter->rowCount() - 1, 0);
    rows = 0;
  }
  for (; rows != 0; rows += rows > 0 ? -1 : 1) {
    const QModelIndex next = rows > 0 ? m_table->indexBelow(index) : m_table->indexAbove(index);
    if (!next.isValid()) break;
    index = next;
  }
  if (index.isValid()) m_table->setCurrentIndex(index.siblingAtColumn(FindingsModel::What));
}

void FindingsView::stepToOpen() {
  const auto isOpen = [this](const QModelIndex& index) {
    return findingAt(index)->status == FindingStatus::Open;
  };
  QModelIndex last = m_table->currentIndex();
  for (const QModelIndex& row : m_table->selectionModel()->selectedRows()) {
    if (m_table->visualRect(row).top() > m_table->visualRect(last).top()) last = row;
  }
  QModelIndex index = last;
  while (index.isValid() && !isOpen(index)) index = m_table->indexBelow(index);
  if (!index.isValid()) {
    index = last;
    while (index.isValid() && !isOpen(index)) index = m_table->indexAbove(index);
  }
  if (index.isValid()) m_table->setCurrentIndex(index.siblingAtColumn(FindingsModel::What));
}

std::vector<pipeline::Finding> FindingsView::selected() const {
  std::vector<pipeline::Finding> found;
  for (const QModelIndex& row : m_table->selectionModel()->selectedRows()) {
    const pipeline::Finding* finding = findingAt(row);
    if (finding == nullptr) continue;
    found.push_back(*finding);
    if (row.parent().isValid() || m_table->isExpanded(row)) continue;
    const QModelIndex leader = m_filter->mapToSource(row);
    for (int below = 0; below < m_model->rowCount(leader); ++below) {
      const pipeline::Finding* follower = m_model->finding(m_model->index(below, 0, leader));
      if (follower->status == finding->status) found.push_back(*follower);
    }
  }
  return found;
}

QLineEdit* FindingsView::filterField() const { return m_bar->field(); }

void FindingsView::focusFilter() {
  filterField()->setFocus();
  filterField()->selectAll();
}

void FindingsView::clearFilter() {
  filterField()->clear();
  m_quiet = true;
  m_filter->setKind({});
  onFilterChanged();
}

void FindingsView::onFilterChanged() {
  setCurrent(m_current);
  m_quiet = false;
  m_bar->refresh(m_incidents);
  showWhatThereIs();
}

void FindingsView::onEmptyTriggered() {
  switch (m_stage) {
    case Stage::NoEvents:
      Q_EMIT importRequested();
      break;
    case Stage::NotAnalyzed:
      Q_EMIT analyzeRequested();
      break;
    default:
      if (m_filter->filtering()) return clearFilter();
      m_bar->showAll();
  }
}

void FindingsView::showWhatThereIs() {
  const bool empty = m_filter->rowCount() == 0;
  m_stack->setCurrentIndex(empty ? 1 : 0);
  if (!empty) return;
  if (m_model->count() > 0 && m_filter->filtering()) {
    m_empty->show(QStringLiteral("list-filter"), tr("No finding matches the filter"),
                  tr("All words of the filter have to be in the same row."), tr("&Clear the filter"));
  } else if (m_model->count() > 0) {
    m_empty->show(QStringLiteral("circle-check"), tr("No open finding"),
                  tr("All of them have been judged. The switches above show them."), tr("&Show all"));
  } else if (m_busy) {
    m_empty->show(QStringLiteral("loader"), tr("Working…"), tr("Findings appear here once the job is done."));
  } else if (m_stage == Stage::Loading) {
    m_empty->show(QStringLiteral("loader"), tr("Reading the project…"), QString());
  } else if (m_stage == Stage::NoEvents) {
    m_empty->show(
        QStringLiteral("upload"), tr("No logs yet"),
        tr("Drop log files or folders here, compressed ones too. Faultline learns what is normal in "
           "them and shows what is not."),
        tr("&Import logs…"));
  } else if (m_stage == Stage::NotAnalyzed) {
    m_empty->show(QStringLiteral("play"), tr("Not analyzed yet"),
                  tr("The logs are imported. Analyzing learns what is normal in them and lists what is not."),
                  tr("&Analyze"));
  } else {
    m_empty->show(QStringLiteral("circle-check"), tr("Nothing unusual found"),
                  tr("Every session went as the model expected."));
  }
}

}  // namespace faultline::ui
