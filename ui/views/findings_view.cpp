#include "ui/views/findings_view.h"

#include <QtCore/QScopedValueRollback>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QStackedLayout>
#include <QtWidgets/QVBoxLayout>

#include "ui/style/style.h"
#include "ui/views/empty_state.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

FindingsView::FindingsView(std::shared_ptr<Engine> engine, QWidget* parent)
    : QWidget(parent),
      m_model(new FindingsModel(std::move(engine), this)),
      m_filter(new FindingsFilter(m_model, this)),
      m_table(new QTableView(this)),
      m_field(new QLineEdit(this)),
      m_counts(dimLabel(QString(), this)),
      m_empty(new EmptyState(this)) {
  setAccessibleName(tr("Findings"));
  m_field->setPlaceholderText(tr("Filter (Ctrl+L)"));
  m_field->setAccessibleName(tr("Filter findings"));
  m_field->setClearButtonEnabled(true);
  m_field->setMaximumWidth(320);
  m_field->setAcceptDrops(false);  // a dropped file is for the window
  m_field->addAction(style::icon(QStringLiteral("list-filter"), style::Tint::Dim),
                     QLineEdit::LeadingPosition);
  setUpTable(m_table, tr("Findings"));
  m_table->setTextElideMode(Qt::ElideMiddle);  // the kind is at the beginning, the telling words at the end
  m_table->setModel(m_filter);
  setUpColumns();

  auto* header = new QHBoxLayout;
  header->setContentsMargins(style::kGrid, 4, 0, 4);
  header->setSpacing(style::kGrid);
  header->addWidget(headingLabel(tr("Findings"), this));
  header->addWidget(m_counts, 1);
  header->addWidget(m_field, 1);
  auto* body = new QWidget(this);
  m_stack = new QStackedLayout(body);
  m_stack->addWidget(m_table);
  m_stack->addWidget(m_empty);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addLayout(header);
  layout->addWidget(body, 1);
  setFocusProxy(m_table);

  connect(m_field, &QLineEdit::textChanged, this, &FindingsView::onFilter);
  connect(m_field, &QLineEdit::returnPressed, m_table, qOverload<>(&QWidget::setFocus));
  connect(m_empty, &EmptyState::triggered, this, &FindingsView::onEmptyTriggered);
  connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
    if (const pipeline::Finding* finding = findingAt(index)) Q_EMIT opened(*finding);
  });
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& index) {
            const pipeline::Finding* finding = findingAt(index);
            if (finding == nullptr || m_quiet) return;
            m_current = finding->id;
            Q_EMIT chosen(*finding);
          });
  showWhatThereIs();
}

void FindingsView::setUpColumns() {
  QHeaderView* header = m_table->horizontalHeader();
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

void FindingsView::fitColumns() {
  const QScopedValueRollback fitting(m_fitting, true);
  m_table->setColumnHidden(FindingsModel::Time, !m_model->hasTimes());
  if (m_userSized) return;
  const QFontMetrics mono(style::monoFont());
  const QString longest = m_model->sameDay() ? clockText(LocalTime{}) : statedText(LocalTime{});
  constexpr int kRoomy = 1100;
  const bool roomy = width() > kRoomy;
  // Where there is little room the words of the finding need it most: the rest is told in its evidence.
  constexpr int kTight = 640;
  m_table->setColumnHidden(FindingsModel::Score, width() < kTight);
  m_table->setColumnHidden(FindingsModel::Session, width() < kTight);
  m_table->setColumnWidth(FindingsModel::SeverityColumn, 88);
  m_table->setColumnWidth(FindingsModel::Time, mono.horizontalAdvance(longest) + 16);
  m_table->setColumnWidth(FindingsModel::Service, roomy ? 148 : 104);
  m_table->setColumnWidth(FindingsModel::Session, roomy ? 148 : 88);
  m_table->setColumnWidth(FindingsModel::Score, 56);
}

void FindingsView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fitColumns();
}

const pipeline::Finding* FindingsView::findingAt(const QModelIndex& index) const {
  return index.isValid() ? m_model->finding(m_filter->mapToSource(index).row()) : nullptr;
}

void FindingsView::setFindings(std::shared_ptr<const pipeline::FindingList> findings, Stage stage) {
  const QScopedValueRollback quiet(m_quiet, true);
  m_stage = stage;
  m_incidents = findings ? findings->incidents.size() : 0;
  m_model->setFindings(std::move(findings));
  fitColumns();
  showCounts();
  showWhatThereIs();
}

void FindingsView::setZone(const DisplayZone& zone) {
  m_model->setZone(zone);
  showCounts();
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
  const int row = finding ? m_model->rowOf(finding) : -1;
  const QModelIndex index = row < 0 ? QModelIndex() : m_filter->mapFromSource(m_model->index(row, 0));
  if (!index.isValid()) return m_table->clearSelection();
  if (index.row() != m_table->currentIndex().row() ||
      !m_table->selectionModel()->isRowSelected(index.row())) {
    m_table->setCurrentIndex(index.siblingAtColumn(FindingsModel::What));
  }
}

void FindingsView::step(int rows) {
  const int count = m_filter->rowCount();
  if (count == 0) return;
  const QModelIndex current = m_table->currentIndex();
  const int row = current.isValid() ? std::clamp(current.row() + rows, 0, count - 1)
                  : rows > 0        ? 0
                                    : count - 1;
  m_table->setCurrentIndex(m_filter->index(row, FindingsModel::What));
}

void FindingsView::focusFilter() {
  m_field->setFocus();
  m_field->selectAll();
}

void FindingsView::clearFilter() { m_field->clear(); }

void FindingsView::onFilter(const QString& text) {
  {
    // Qt would choose another row when the current one goes; typing must not move the user elsewhere.
    const QScopedValueRollback quiet(m_quiet, true);
    m_filter->setFilter(text);
    setCurrent(m_current);
  }
  showCounts();
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
      clearFilter();
  }
}

void FindingsView::showCounts() {
  const auto all = static_cast<std::uint64_t>(m_model->rowCount());
  if (all == 0) return m_counts->clear();
  QStringList parts;
  if (m_filter->filtering()) {
    parts << tr("%1 of %2 shown")
                 .arg(numberText(static_cast<std::uint64_t>(m_filter->rowCount())), numberText(all));
  } else {
    parts << numberText(all);
  }
  if (m_incidents > 0) parts << tr("in %n session(s)", nullptr, static_cast<int>(m_incidents));
  if (m_model->sameDay()) parts << m_model->day();
  m_counts->setText(parts.join(QStringLiteral(" · ")));
}

void FindingsView::showWhatThereIs() {
  const bool empty = m_filter->rowCount() == 0;
  m_field->setVisible(m_model->rowCount() > 0);
  m_stack->setCurrentIndex(empty ? 1 : 0);
  if (!empty) return;
  if (m_model->rowCount() > 0) {
    m_empty->show(QStringLiteral("list-filter"), tr("No finding matches the filter"),
                  tr("All words of the filter have to be in the same row."), tr("&Clear the filter"));
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
