#include "ui/models/rows_model.h"

#include "ui/style/style.h"
#include "ui/text/format.h"

namespace faultline::ui {

void RowsModel::setRows(Rows rows) {
  beginResetModel();
  m_rows = std::move(rows);
  for (auto& row : m_rows.cells) row.resize(static_cast<std::size_t>(m_rows.headers.size()));
  endResetModel();
}

QString RowsModel::asText() const {
  QStringList lines{m_rows.headers.join(QLatin1Char('\t'))};
  for (const auto& row : m_rows.cells) {
    QStringList texts;
    for (const RowCell& cell : row) texts << QString(cell.text).replace(QLatin1Char('\t'), QLatin1Char(' '));
    lines << texts.join(QLatin1Char('\t'));
  }
  return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

int RowsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_rows.cells.size());
}

int RowsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_rows.headers.size());
}

QVariant RowsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const RowCell& cell =
      m_rows.cells[static_cast<std::size_t>(index.row())][static_cast<std::size_t>(index.column())];
  switch (role) {
    case Qt::DisplayRole:
      return cell.text;
    case Qt::ToolTipRole:
      return plainTip(cell.tip.isEmpty() ? cell.text : cell.tip);
    case Qt::AccessibleTextRole:
      return cell.tip.isEmpty() ? cell.text : cell.tip;
    case Qt::TextAlignmentRole:
      return QVariant::fromValue((cell.number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::FontRole:
      return cell.strong ? QVariant(style::headingFont()) : QVariant();
    case Qt::ForegroundRole:
      return cell.dim ? QVariant(style::colors().dim) : QVariant();
    case Qt::DecorationRole:
      return cell.icon.isNull() ? QVariant() : QVariant(cell.icon);
    default:
      return {};
  }
}

QVariant RowsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= m_rows.headers.size()) return {};
  if (role == Qt::DisplayRole) return m_rows.headers[section];
  if (role == Qt::TextAlignmentRole && !m_rows.cells.empty() &&
      m_rows.cells.front()[static_cast<std::size_t>(section)].number) {
    return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
  }
  return {};
}

}  // namespace faultline::ui
