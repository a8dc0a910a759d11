#include "ui/models/keys_model.h"

#include <algorithm>

#include "ui/style/style.h"
#include "ui/text/format.h"
#include "ui/text/template_text.h"

namespace faultline::ui {

using pipeline::LogKeyInfo;

namespace {

/// With the name in front, if it has one.
QString wholeText(const LogKeyInfo& key) {
  const QString text = plain(key.text);
  return key.name.empty() ? text : QStringLiteral("%1 – %2").arg(plain(key.name), text);
}

}  // namespace

QString keyName(const LogKeyInfo& key) { return plain(key.name.empty() ? key.text : key.name); }

QString keyNote(const LogKeyInfo& key) {
  QStringList notes;
  if (!key.merged.empty()) {
    notes << KeysModel::tr("%n merged into it", nullptr, static_cast<int>(key.merged.size()));
  }
  if (key.splitFrom) notes << KeysModel::tr("split on “%1”").arg(plain(key.splitOn));
  return notes.join(QStringLiteral(", "));
}

QStringList KeysModel::kindsOf(const LogKeyInfo& key) const {
  const auto kinds = m_kinds.find(key.id);
  return kinds == m_kinds.end() ? QStringList() : kinds->second;
}

QString KeysModel::tip(const LogKeyInfo& key) const {
  QStringList lines{wholeText(key)};
  if (const QStringList kinds = kindsOf(key); !kinds.isEmpty()) {
    lines << tr("Parameters: %1").arg(kinds.join(QStringLiteral(", ")));
  }
  if (!keyNote(key).isEmpty()) lines << keyNote(key);
  return lines.join(QLatin1Char('\n'));
}

void KeysModel::setKeys(std::shared_ptr<const pipeline::KeyList> keys) {
  beginResetModel();
  m_kinds.clear();
  m_keys = std::move(keys);
  endResetModel();
}

void KeysModel::setKinds(KeyId key, const std::vector<std::string>& kinds) {
  QStringList& shown = m_kinds[key];
  shown.clear();
  for (const std::string& kind : kinds) shown << parameterKindText(kind);
  const int row = rowOf(key);
  if (row >= 0) Q_EMIT dataChanged(index(row, 0), index(row, kColumns - 1));
}

const LogKeyInfo* KeysModel::key(int row) const {
  if (row < 0 || row >= rowCount()) return nullptr;
  return &m_keys->keys[static_cast<std::size_t>(row)];
}

int KeysModel::rowOf(KeyId wanted) const {
  for (int row = 0; row < rowCount(); ++row) {
    const LogKeyInfo& each = *key(row);
    const bool merged = std::find(each.merged.begin(), each.merged.end(), wanted) != each.merged.end();
    if (each.id == wanted || merged) return row;
  }
  return -1;
}

int KeysModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() || !m_keys ? 0 : static_cast<int>(m_keys->keys.size());
}

int KeysModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : kColumns; }

QVariant KeysModel::data(const QModelIndex& index, int role) const {
  const LogKeyInfo* shown = index.isValid() ? key(index.row()) : nullptr;
  if (shown == nullptr) return {};
  const int column = index.column();
  switch (role) {
    case Qt::DisplayRole:
      return column == Entries ? numberText(shown->events)
             : column == Key   ? wholeText(*shown)
                               : keyNote(*shown);
    case SortRole:
      if (column == Entries) return static_cast<qulonglong>(shown->events);
      return (column == Key ? keyName(*shown) : keyNote(*shown)).toCaseFolded();
    case TemplateTextRole:
      return plain(shown->text);
    case TemplateNameRole:
      return plain(shown->name);
    case TemplateKindsRole:
      return kindsOf(*shown);
    case Qt::TextAlignmentRole:
      return QVariant::fromValue(column == Entries ? Qt::AlignRight | Qt::AlignVCenter
                                                   : Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::ToolTipRole:
      return plainTip(tip(*shown));
    case Qt::AccessibleTextRole:
      return QStringList{wholeText(*shown), tr("%1 entries").arg(numberText(shown->events)), keyNote(*shown)}
          .join(QStringLiteral(", "));
    default:
      return {};
  }
}

QVariant KeysModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole && section == Entries) {
    return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
  }
  if (role != Qt::DisplayRole) return {};
  static const char* const kNames[] = {QT_TR_NOOP("Entries"), QT_TR_NOOP("Log key"), QT_TR_NOOP("Changes")};
  return section >= 0 && section < kColumns ? tr(kNames[section]) : QVariant();
}

KeysFilter::KeysFilter(KeysModel* model, QObject* parent) : QSortFilterProxyModel(parent) {
  setSourceModel(model);
  setSortRole(KeysModel::SortRole);
}

void KeysFilter::setFilter(const QString& text) {
  m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
  invalidateFilter();
}

bool KeysFilter::filterAcceptsRow(int row, const QModelIndex&) const {
  const LogKeyInfo* key = static_cast<const KeysModel*>(sourceModel())->key(row);
  if (m_words.isEmpty() || key == nullptr) return true;
  const QString whole = wholeText(*key) + QLatin1Char(' ') + keyNote(*key);
  return std::all_of(m_words.begin(), m_words.end(),
                     [&](const QString& word) { return whole.contains(word, Qt::CaseInsensitive); });
}

}  // namespace faultline::ui
