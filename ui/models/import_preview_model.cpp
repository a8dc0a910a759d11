#include "ui/models/import_preview_model.h"

#include "ui/style/style.h"
#include "ui/text/format.h"

namespace faultline::ui {

void ImportPreviewModel::setLines(std::vector<pipeline::PreviewLine> lines) {
  beginResetModel();
  m_lines = std::move(lines);
  endResetModel();
}

bool ImportPreviewModel::columnEmpty(int column) const {
  for (int row = 0; row < rowCount(); ++row) {
    if (!text(row, column).isEmpty()) return false;
  }
  return true;
}

int ImportPreviewModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int ImportPreviewModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kColumns;
}

QString ImportPreviewModel::text(int row, int column) const {
  constexpr std::size_t kMost = 2000;  // of a line that may have megabytes; the table shows less
  const pipeline::PreviewLine& line = m_lines[static_cast<std::size_t>(row)];
  switch (column) {
    case Number:
      return QString::number(row + 1);
    case Time:
      return line.time ? statedText(*line.time) : QString();
    case Level:
      return plain(line.level);
    case Host:
      return plain(line.host);
    case Service:
      return plain(line.service);
    case Process:
      return plain(line.process);
    case Session:
      return plain(line.session);
    case Message:
      return plain((line.fits ? line.message : line.raw).substr(0, kMost));
    default:
      return {};
  }
}

QVariant ImportPreviewModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const bool fits = m_lines[static_cast<std::size_t>(index.row())].fits;
  switch (role) {
    case Qt::DisplayRole:
      return text(index.row(), index.column());
    case Qt::FontRole:
      return style::monoFont();
    case Qt::ForegroundRole:
      return fits && index.column() != Number ? QVariant() : style::colors().dim;
    case Qt::DecorationRole:
      return !fits && index.column() == Message ? style::icon(QStringLiteral("circle-slash")) : QVariant();
    case Qt::TextAlignmentRole:
      return QVariant::fromValue(index.column() == Number ? Qt::AlignRight | Qt::AlignVCenter
                                                          : Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::ToolTipRole:
      return fits ? plainTip(text(index.row(), index.column()))
                  : plainTip(tr("This line does not fit the layout. It is kept as it is."));
    case Qt::AccessibleTextRole:
      return fits ? text(index.row(), index.column())
                  : tr("Does not fit: %1").arg(text(index.row(), index.column()));
    default:
      return {};
  }
}

QVariant ImportPreviewModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole && section == Number) {
    return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
  }
  if (role != Qt::DisplayRole) return {};
  static const char* const kNames[] = {QT_TR_NOOP("Line"),    QT_TR_NOOP("Time"),    QT_TR_NOOP("Level"),
                                       QT_TR_NOOP("Host"),    QT_TR_NOOP("Service"), QT_TR_NOOP("Process"),
                                       QT_TR_NOOP("Session"), QT_TR_NOOP("Message")};
  return section >= 0 && section < kColumns ? tr(kNames[section]) : QVariant();
}

}  // namespace faultline::ui
