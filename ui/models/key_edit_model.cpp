#include "ui/models/key_edit_model.h"

#include "ui/text/format.h"
#include "ui/text/template_text.h"

namespace faultline::ui {

void KeyEditModel::setKeys(std::vector<pipeline::KeyEditPreview::Affected> keys) {
  beginResetModel();
  m_keys = std::move(keys);
  endResetModel();
}

int KeyEditModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_keys.size());
}

int KeyEditModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : kColumns; }

QVariant KeyEditModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const auto& key = m_keys[static_cast<std::size_t>(index.row())];
  const QString text = index.column() == Entries  ? numberText(key.events)
                       : index.column() == Before ? plain(key.before)
                                                  : plain(key.after);
  switch (role) {
    case Qt::DisplayRole:
      return text;
    case TemplateTextRole:
      return index.column() == Entries ? QVariant() : text;
    case Qt::TextAlignmentRole:
      return QVariant::fromValue(index.column() == Entries ? Qt::AlignRight | Qt::AlignVCenter
                                                           : Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::ToolTipRole:
      return plainTip(text);
    case Qt::AccessibleTextRole:
      return tr("%1 becomes %2, %3 entries").arg(plain(key.before), plain(key.after), numberText(key.events));
    default:
      return {};
  }
}

QVariant KeyEditModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole && section == Entries) {
    return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
  }
  if (role != Qt::DisplayRole) return {};
  static const char* const kNames[] = {QT_TR_NOOP("Now"), QT_TR_NOOP("Then"), QT_TR_NOOP("Entries")};
  return section >= 0 && section < kColumns ? tr(kNames[section]) : QVariant();
}

}  // namespace faultline::ui
