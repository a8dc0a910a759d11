#include "ui/models/findings_model.h"

#include <algorithm>
#include <limits>

#include "ui/style/style.h"
#include "ui/text/finding_words.h"
#include "ui/text/translate.h"

namespace faultline::ui {

using pipeline::Finding;

FindingsModel::FindingsModel(std::shared_ptr<Engine> engine, QObject* parent)
    : QAbstractItemModel(parent), m_engine(std::move(engine)) {}

void FindingsModel::setFindings(std::shared_ptr<const pipeline::FindingList> findings) {
  beginResetModel();
  m_list = std::move(findings);
  arrange();
  prepareTexts();
  endResetModel();
}

void FindingsModel::setStatuses(std::shared_ptr<const pipeline::FindingList> findings) {
  std::vector<FindingId> changed;
  for (std::size_t at = 0; at < count(); ++at) {
    const Finding& now = findings->findings[at];
    if (m_list->findings[at].status != now.status) changed.push_back(now.id);
  }
  m_list = std::move(findings);
  m_counts = {};
  for (const Finding& finding : m_list->findings) ++m_counts[static_cast<std::size_t>(finding.status)];
  for (const FindingId id : changed) Q_EMIT dataChanged(indexOf(id), indexOf(id, kColumns - 1));
}

void FindingsModel::setZone(const DisplayZone& zone) {
  m_zone = zone;
  prepareTexts();
  if (m_leaders.empty()) return;
  Q_EMIT dataChanged(index(0, Time), index(rowCount() - 1, Time));
  for (int row = 0; row < rowCount(); ++row) {
    const QModelIndex leader = index(row, 0);
    const int below = rowCount(leader);
    if (below > 0) Q_EMIT dataChanged(index(0, Time, leader), index(below - 1, Time, leader));
  }
}

/// A finding whose leader is not in the list stands for itself.
void FindingsModel::arrange() {
  m_leaders.clear();
  m_rows.clear();
  m_kinds.clear();
  m_counts = {};
  if (!m_list) return;
  const auto& all = m_list->findings;
  std::map<FindingId, std::size_t> places;
  for (std::size_t at = 0; at < all.size(); ++at) places.emplace(all[at].id, at);
  const auto leads = [&](const Finding& finding) {
    const auto leader = places.find(finding.leader);
    const bool follows = finding.leader && finding.leader != finding.id && leader != places.end() &&
                         !all[leader->second].leader;  // two levels, whatever the project says
    return !follows;
  };
  for (std::size_t at = 0; at < all.size(); ++at) {
    ++m_counts[static_cast<std::size_t>(all[at].status)];
    if (std::find(m_kinds.begin(), m_kinds.end(), all[at].kind) == m_kinds.end()) {
      m_kinds.push_back(all[at].kind);
    }
    if (!leads(all[at])) continue;
    m_rows[all[at].id] = {static_cast<int>(m_leaders.size()), -1};
    m_leaders.push_back({at, {}});
  }
  for (std::size_t at = 0; at < all.size(); ++at) {
    if (leads(all[at])) continue;
    const int row = m_rows.at(all[at].leader).first;
    auto& followers = m_leaders[static_cast<std::size_t>(row)].followers;
    m_rows[all[at].id] = {row, static_cast<int>(followers.size())};
    followers.push_back(at);
  }
}

void FindingsModel::prepareTexts() {
  m_titles.clear();
  m_search.clear();
  findDay();
  if (!m_list) return;
  for (const Finding& finding : m_list->findings) {
    m_titles.push_back(findingTitle(finding, m_engine->findingPattern(finding.code)));
    const std::size_t at = m_titles.size() - 1;
    QStringList texts;
    for (int column = 0; column < kColumns; ++column) texts << text(at, column);
    texts << plain(finding.host) << plain(finding.source) << kindText(finding.kind);
    m_search.push_back(texts.join(QLatin1Char('\n')));
  }
}

void FindingsModel::findDay() {
  m_day.clear();
  m_hasTimes = false;
  if (!m_list) return;
  for (const Finding& finding : m_list->findings) {
    if (!finding.time) continue;
    m_hasTimes = true;
    const QString day = m_zone.day(*finding.time);
    if (m_day.isEmpty()) m_day = day;
    if (day != m_day) return m_day.clear();
  }
}

std::size_t FindingsModel::place(const QModelIndex& index) const {
  const bool below = index.internalId() != 0;
  const Leader& leader = m_leaders[below ? static_cast<std::size_t>(index.internalId()) - 1
                                         : static_cast<std::size_t>(index.row())];
  return below ? leader.followers[static_cast<std::size_t>(index.row())] : leader.at;
}

const Finding* FindingsModel::finding(const QModelIndex& index) const {
  return index.isValid() ? &m_list->findings[place(index)] : nullptr;
}

QModelIndex FindingsModel::indexOf(FindingId id, int column) const {
  const auto found = m_rows.find(id);
  if (found == m_rows.end()) return {};
  const auto [row, below] = found->second;
  return below < 0 ? index(row, column) : index(below, column, index(row, 0));
}

std::size_t FindingsModel::countOf(FindingStatus status) const {
  return m_counts[static_cast<std::size_t>(status)];
}

const QString& FindingsModel::searchText(const QModelIndex& index) const { return m_search[place(index)]; }

// The id of a row of the second level is its leader's row plus one; of the first level it is 0.
QModelIndex FindingsModel::index(int row, int column, const QModelIndex& parent) const {
  if (row < 0 || column < 0 || column >= kColumns || row >= rowCount(parent)) return {};
  return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : quintptr{0});
}

QModelIndex FindingsModel::parent(const QModelIndex& index) const {
  if (!index.isValid() || index.internalId() == 0) return {};
  return createIndex(static_cast<int>(index.internalId()) - 1, 0, quintptr{0});
}

int FindingsModel::rowCount(const QModelIndex& parent) const {
  if (!parent.isValid()) return static_cast<int>(m_leaders.size());
  if (parent.internalId() != 0 || parent.column() != 0) return 0;
  return static_cast<int>(m_leaders[static_cast<std::size_t>(parent.row())].followers.size());
}

int FindingsModel::columnCount(const QModelIndex&) const { return kColumns; }

QVariant FindingsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const std::size_t at = place(index);
  const Finding& row = m_list->findings[at];
  const int column = index.column();
  switch (role) {
    case Qt::DisplayRole:
      return text(at, column);
    case Qt::DecorationRole:
      return decoration(at, column);
    case Qt::ForegroundRole:  // its word says so too
      return isDismissed(row.status) ? QVariant(style::colors().dim) : QVariant();
    case Qt::FontRole:
      return column == Time || column == Score ? style::monoFont() : QVariant();
    case Qt::TextAlignmentRole:
      return QVariant::fromValue(column == Score ? Qt::AlignRight | Qt::AlignVCenter
                                                 : Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::ToolTipRole:
      if (column == Time) return plainTip(m_zone.text(row.time) + QLatin1Char(' ') + m_zone.name());
      return plainTip(text(at, column));
    case Qt::AccessibleTextRole:
      return accessibleText(index, at);
    case SortRole:
      return sortKey(at, column);
    case FindingIdRole:
      return static_cast<qlonglong>(row.id.value);
    case StatusRole:
      return static_cast<int>(row.status);
    case FollowersRole:
      return rowCount(index.siblingAtColumn(0));
    default:
      return {};
  }
}

QVariant FindingsModel::decoration(std::size_t at, int column) const {
  const Finding& row = m_list->findings[at];
  if (column == SeverityColumn) return style::severityIcon(row.severity);
  if (column == What && m_kinds.size() > 1) return style::icon(kindIcon(row.kind), style::Tint::Dim);
  return {};
}

QString FindingsModel::accessibleText(const QModelIndex& index, std::size_t at) const {
  QStringList parts{text(at, index.column())};
  if (index.column() == What) {
    const Finding& row = m_list->findings[at];
    if (row.status != FindingStatus::Open) parts << statusText(row.status);
    const int followers = rowCount(index.siblingAtColumn(0));
    if (followers > 0) parts << tr("%n more in this session", nullptr, followers);
    if (m_kinds.size() > 1) parts << kindText(row.kind);
  }
  return tr("%1: %2").arg(headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(),
                          parts.join(QStringLiteral(", ")));
}

QString FindingsModel::text(std::size_t at, int column) const {
  const Finding& row = m_list->findings[at];
  switch (column) {
    case SeverityColumn:
      return severityText(row.severity);
    case Time:
      return sameDay() ? m_zone.clock(row.time) : m_zone.text(row.time);
    case What:
      return m_titles[at];
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

QVariant FindingsModel::sortKey(std::size_t at, int column) const {
  const Finding& row = m_list->findings[at];
  switch (column) {
    case SeverityColumn:  // ascending is the mildest first, as with scores
      return -static_cast<int>(row.severity);
    case Time:  // those without a time come last, in ascending order
      return static_cast<qlonglong>(row.time ? row.time->time_since_epoch().count()
                                             : std::numeric_limits<qlonglong>::max());
    case Score:
      return row.score;
    default:
      return text(at, column);
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

}  // namespace faultline::ui
