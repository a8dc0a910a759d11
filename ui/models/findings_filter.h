#pragma once

#include <array>
#include <set>
#include <string>

#include <QtCore/QSortFilterProxyModel>
#include <QtCore/QStringList>

#include "ui/models/findings_model.h"

namespace faultline::ui {

/// Sorts by the columns' values, not their texts, and filters by words that must all be somewhere in the row,
/// by status and by kind. A finding that others follow from stays while one of those is shown.
class FindingsFilter : public QSortFilterProxyModel {
  Q_OBJECT

 public:
  explicit FindingsFilter(FindingsModel* model, QObject* parent = nullptr);

  void setFilter(const QString& text);
  /// False positives and what is harmless are not shown unless asked for.
  void setShown(FindingStatus status, bool shown);
  [[nodiscard]] bool isShown(FindingStatus status) const { return m_shown[static_cast<std::size_t>(status)]; }
  /// Empty: of every kind.
  void setKind(const std::string& kind);
  [[nodiscard]] const std::string& kind() const { return m_kind; }
  /// Shown whatever its status: the one that was just judged does not vanish before one's eyes.
  void keep(const std::vector<FindingId>& findings);
  /// No longer.
  void release();

  /// Words or a kind leave some out.
  [[nodiscard]] bool filtering() const { return !m_words.isEmpty() || !m_kind.empty(); }
  /// Of both levels.
  [[nodiscard]] std::size_t shownCount() const;

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
  bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

 private:
  [[nodiscard]] bool accepts(const QModelIndex& index) const;

  FindingsModel* m_model;
  QStringList m_words;
  std::string m_kind;
  std::array<bool, FindingsModel::kStatuses> m_shown{};
  std::set<FindingId> m_kept;
};

}  // namespace faultline::ui
