#include "ui/views/rows_table.h"

#include <algorithm>

#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtGui/QKeyEvent>
#include <QtWidgets/QHeaderView>

#include "ui/style/style.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

namespace {
constexpr int kMostRows = 16;  // more of them scroll
constexpr int kWidest = 300;   // of a column that is not stretched
constexpr int kLeastStretch = 160;
}  // namespace

RowsTable::RowsTable(const QString& accessibleName, int stretched, QWidget* parent)
    : QTableView(parent), m_model(new RowsModel(this)), m_stretched(stretched) {
  setUpTable(this, accessibleName);
  setModel(m_model);
  horizontalHeader()->setMinimumSectionSize(40);
  horizontalHeader()->setStretchLastSection(false);
  setToolTipDuration(-1);
}

void RowsTable::setRows(Rows rows) {
  const int row = currentIndex().row();
  m_model->setRows(std::move(rows));
  if (row >= 0 && row < m_model->rowCount()) selectRow(row);
  fit();
}

void RowsTable::fit() {
  const int columns = m_model->columnCount();
  if (columns == 0) return;
  const int stretched = m_stretched < 0 ? columns - 1 : std::min(m_stretched, columns - 1);
  int used = 0;
  for (int column = 0; column < columns; ++column) {
    if (column == stretched) continue;
    constexpr int kAir = 12;
    const int wanted =
        std::max(sizeHintForColumn(column), horizontalHeader()->sectionSizeHint(column)) + kAir;
    const int wide = std::min(wanted, kWidest);
    setColumnWidth(column, wide);
    used += wide;
  }
  setColumnWidth(stretched, std::max(kLeastStretch, viewport()->width() - used));
  const int rows = std::clamp(m_model->rowCount(), 1, kMostRows);
  constexpr int kHeader = 28, kScroll = 14;
  const bool scrolls = viewport()->width() < used + kLeastStretch;
  setFixedHeight(rows * style::kRow + kHeader + 4 + (scrolls ? kScroll : 0));
}

void RowsTable::resizeEvent(QResizeEvent* event) {
  QTableView::resizeEvent(event);
  fit();
}

void RowsTable::keyPressEvent(QKeyEvent* event) {
  if (event->matches(QKeySequence::Copy)) {
    QGuiApplication::clipboard()->setText(m_model->asText());
    return;
  }
  QTableView::keyPressEvent(event);
}

}  // namespace faultline::ui
