#include "ui/models/findings_model.h"

#include <limits>

#include "ui/style/style.h"
#include "ui/text/translate.h"

namespace faultline::ui {

FindingsModel::FindingsModel(std::shared_ptr<Engine> engine, QObject* parent)
    : QAbstractTableModel(parent), m_engine(std::move(engine)) {}

void FindingsModel::setFindings(std::shared_ptr<const pipeline::FindingList> findings) {
  beginResetModel();
  m_list = std::move(findings);
  prepareTexts();
  endResetModel();
}

void FindingsModel::setZone(const DisplayZone& zone) {
  m_zone = zone;
  prepareTexts();
  if (rowCount() > 0) Q_EMIT dataChanged(index(0, Time), index(rowCount() - 1, Time));
}

void FindingsModel::prepareTexts() {
  m_titles.clear();
  m_search.clear();
  findDay();
  if (!m_list) return;
  for (const pipeline::Finding& finding : m_list->findings) {
    m_titles.push_back(findingTitle(finding, m_engine->findingPattern(finding.code)));
    const int row = static_cast<int>(m_titles.size()) - 1;
    QStringList texts;
    for (int column = 0; column < kColumns; ++column) texts << text(finding, row, column);
    texts << plain(finding.host) << plain(finding.source);
    m_search.push_back(texts.join(QLatin1Char('\n')));
  }
}

void FindingsModel::findDay() {
  m_day.clear();
  m_hasTimes = false;
  if (!m_list) return;
  for (const pipeline::Finding& finding : m_list->findings) {
    if (!finding.time) continue;
    m_hasTimes = true;
    const QString day = m_zone.day(*finding.time);
    if (m_day.isEmpty()) m_day = day;
    if (day != m_day) return m_day.clear();
  }
}

const pipeline::Finding* FindingsModel::finding(int row) const {
  if (row < 0 || row >= rowCount()) return nullptr;
  return &m_list->findings[static_cast<std::size_t>(row)];
}

int FindingsModel::rowOf(FindingId id) const {
  for (int row = 0; row < rowCount(); ++row) {
    if (finding(row)->id == id) return row;
  }
  return -1;
}

int FindingsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() || !m_list ? 0 : static_cast<int>(m_list->findings.size());
}

int FindingsModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : kColumns; }

QVariant FindingsModel::data(const QModelIndex& index, int role) const {
  const pipeline::Finding* row = index.isValid() ? finding(index.row()) : nullptr;
  if (row == nullptr) return {};
  switch (role) {
    case Qt::DisplayRole:
      return text(*row, index.row(), index.column());
    case Qt::DecorationRole:
      return index.column() == SeverityColumn ? style::severityIcon(row->severity) : QVariant();
    case Qt::FontRole:
      return index.column() == Time || index.column() == Score ? style::monoFont() : QVariant();
    case Qt::TextAlignmentRole:
      return QVariant::fromValue(index.column() == Score ? Qt::AlignRight | Qt::AlignVCenter
                                                         : Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::ToolTipRole:
      if (index.column() == Time) return plainTip(m_zone.text(row->time) + QLatin1Char(' ') + m_zone.name());
      return plainTip(text(*row, index.row(), index.column()));
    case Qt::AccessibleTextRole:
      return tr("%1: %2").arg(headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(),
                              text(*row, index.row(), index.column()));
    case SortRole:
      return sortKey(*row, index.row(), index.column());
    case FindingIdRole:
      return static_cast<qlonglong>(row->id.value);
    default:
      return {};
  }
}

QString FindingsModel::text(const pipeline::Finding& row, int number, int column) const {
  switch (column) {
    case SeverityColumn:
      return severityText(row.severity);
    case Time:
      return sameDay() ? m_zone.clock(row.time) : m_zone.text(row.time);
    case What:
      return m_titles[static_cast<std::size_t>(number)];
    case Service:
      return row.service.empty() ? QStringLiteral("–") : plain(row.service);
    case Session:
      return row.session.empty() ? QStringLiteral("–") : plain(row.session);
    case Score:
      return scoreText(row.score);
    default:
      return {};
  }
}

QVariant FindingsModel::sortKey(const pipeline::Finding& row, int number, int column) const {
  switch (column) {
    case SeverityColumn:  // ascending is the mildest first, as with scores
      return -static_cast<int>(row.severity);
    case Time:  // those without a time come last, in ascending order
      return static_cast<qlonglong>(row.time ? row.time->time_since_epoch().count()
                                             : std::numeric_limits<qlonglong>::max());
    case Score:
      return row.score;
    default:
      return text(row, number, column);
  }
}

QVariant FindingsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole) {
    return QVariant::fromValue(section == Score ? Qt::AlignRight | Qt::AlignVCenter
                                                : Qt::AlignLeft | Qt::AlignVCenter);
  }
  if (role == Qt::ToolTipRole && section == Score) return tr("Higher is stranger");
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case SeverityColumn:
      return tr("Severity");
    case Time:
      return tr("Time");
    case What:
      return tr("What");
    case Service:
      return tr("Service");
    case Session:
      return tr("Session");
    case Score:
      return tr("Score");
    default:
      return {};
  }
}

FindingsFilter::FindingsFilter(FindingsModel* model, QObject* parent)
    : QSortFilterProxyModel(parent), m_model(model) {
  setSourceModel(model);
}

void FindingsFilter::setFilter(const QString& text) {
  m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
  invalidateFilter();
}

bool FindingsFilter::filterAcceptsRow(int row, const QModelIndex&) const {
  const QString& text = m_model->searchText(row);
  return std::all_of(m_words.begin(), m_words.end(),
                     [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

bool FindingsFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const {
  const QVariant one = left.data(FindingsModel::SortRole);
  const QVariant other = right.data(FindingsModel::SortRole);
  if (one.userType() == QMetaType::QString) {
    return QString::localeAwareCompare(one.toString(), other.toString()) < 0;
  }
  return QVariant::compare(one, other) == QPartialOrdering::Less;
}

}  // namespace faultline::ui
