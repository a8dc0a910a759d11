#include "ui/models/key_list_model.h"

#include "ui/style/style.h"
#include "ui/text/format.h"

namespace faultline::ui {

void KeyListModel::setRows(std::vector<Row> rows) {
  beginResetModel();
  m_rows = std::move(rows);
  endResetModel();
}

void KeyListModel::setHeaders(const QString& note, const QString& text, const QString& chance) {
  m_headers[Note] = note;
  m_headers[Text] = text;
  m_headers[Chance] = chance;
  Q_EMIT headerDataChanged(Qt::Horizontal, 0, kColumns - 1);
}

int KeyListModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int KeyListModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : kColumns; }

QVariant KeyListModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Row& shown = row(index.row());
  const QString chance = shown.probability ? percentText(*shown.probability) : QString();
  switch (role) {
    case Qt::DisplayRole:
      return index.column() == Note ? shown.note : index.column() == Text ? shown.text : chance;
    case Qt::FontRole:
      return index.column() == Note ? style::monoFont() : QVariant();
    case Qt::TextAlignmentRole:
      return QVariant::fromValue(index.column() == Text ? Qt::AlignLeft | Qt::AlignVCenter
                                                        : Qt::AlignRight | Qt::AlignVCenter);
    case Qt::ToolTipRole:
      return plainTip(shown.text);
    case Qt::AccessibleTextRole:
      return QStringList{shown.note, shown.text, chance}.join(QLatin1Char(' ')).trimmed();
    case ProbabilityRole:
      return shown.probability ? QVariant(*shown.probability) : QVariant();
    default:
      return {};
  }
}

QVariant KeyListModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= kColumns) return {};
  if (role == Qt::DisplayRole) return m_headers[section];
  if (role == Qt::TextAlignmentRole) {
    return QVariant::fromValue(section == Text ? Qt::AlignLeft | Qt::AlignVCenter
                                               : Qt::AlignRight | Qt::AlignVCenter);
  }
  return {};
}

}  // namespace faultline::ui
