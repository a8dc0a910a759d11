#include "ui/models/findings_filter.h"

#include <algorithm>

namespace faultline::ui {

FindingsFilter::FindingsFilter(FindingsModel* model, QObject* parent)
    : QSortFilterProxyModel(parent), m_model(model) {
  m_shown[static_cast<std::size_t>(FindingStatus::Open)] = true;
  m_shown[static_cast<std::size_t>(FindingStatus::Confirmed)] = true;
  setSourceModel(model);
}

void FindingsFilter::setFilter(const QString& text) {
  m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
  invalidateFilter();
}

void FindingsFilter::setShown(FindingStatus status, bool shown) {
  m_shown[static_cast<std::size_t>(status)] = shown;
  m_kept.clear();
  invalidateFilter();
}

void FindingsFilter::setKind(const std::string& kind) {
  m_kind = kind;
  invalidateFilter();
}

void FindingsFilter::keep(const std::vector<FindingId>& findings) {
  m_kept.insert(findings.begin(), findings.end());
}

void FindingsFilter::release() { m_kept.clear(); }

std::size_t FindingsFilter::shownCount() const {
  auto count = static_cast<std::size_t>(rowCount());
  for (int row = 0; row < rowCount(); ++row) count += static_cast<std::size_t>(rowCount(index(row, 0)));
  return count;
}

bool FindingsFilter::accepts(const QModelIndex& index) const {
  const pipeline::Finding* finding = m_model->finding(index);
  if (finding == nullptr) return false;
  if (!isShown(finding->status) && !m_kept.contains(finding->id)) return false;
  if (!m_kind.empty() && finding->kind != m_kind) return false;
  const QString& text = m_model->searchText(index);
  return std::all_of(m_words.begin(), m_words.end(),
                     [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

bool FindingsFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
  const QModelIndex index = m_model->index(row, 0, parent);
  if (accepts(index)) return true;
  for (int below = 0; below < m_model->rowCount(index); ++below) {
    if (accepts(m_model->index(below, 0, index))) return true;
  }
  return false;
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
