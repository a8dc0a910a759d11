#include "ui/views/rows_table.h"

#include <algorithm>
#include <numeric>

#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtGui/QKeyEvent>
#include <QtWidgets/QHeaderView>

#include "ui/style/style.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

namespace {
constexpr int kMostRows = 16;  // more of them scroll
constexpr int kWidest = 300;   // of a column, unless it is stretched
constexpr int kLeast = 96;     // of one that gives way
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
  std::vector<int> widths;
  for (int column = 0; column < columns; ++column) {
    const int wanted = std::max(sizeHintForColumn(column), horizontalHeader()->sectionSizeHint(column));
    widths.push_back(std::min(wanted, kWidest));
  }
  int over = std::accumulate(widths.begin(), widths.end(), 0) - viewport()->width();
  // The widest give way first: what they leave out is in their tooltips.
  while (over > 0) {
    auto& widest = *std::max_element(widths.begin(), widths.end());
    if (widest <= kLeast) break;
    const int less = std::min({over, widest - kLeast, 8});
    widest -= less;
    over -= less;
  }
  if (over < 0) widths[static_cast<std::size_t>(stretched)] -= over;
  for (int column = 0; column < columns; ++column) {
    setColumnWidth(column, widths[static_cast<std::size_t>(column)]);
  }
  const int rows = std::clamp(m_model->rowCount(), 1, kMostRows);
  constexpr int kHeader = 28, kScroll = 14;
  setFixedHeight(rows * style::kRow + kHeader + 4 + (over > 0 ? kScroll : 0));
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
