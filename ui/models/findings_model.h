#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <vector>

#include <QtCore/QAbstractItemModel>

#include "engine/pipeline/findings.h"
#include "ui/jobs/engine.h"
#include "ui/text/format.h"

namespace faultline::ui {

/// The findings as a tree of two levels, strangest first as they come: the findings that follow from another
/// one of their session are below that one.
class FindingsModel : public QAbstractItemModel {
  Q_OBJECT

 public:
  enum Column { SeverityColumn, Time, What, Service, Session, Score, kColumns };
  enum Role { SortRole = Qt::UserRole, FindingIdRole, StatusRole, FollowersRole };
  static constexpr std::size_t kStatuses = 4;

  explicit FindingsModel(std::shared_ptr<Engine> engine, QObject* parent = nullptr);

  void setFindings(std::shared_ptr<const pipeline::FindingList> findings);
  /// The same findings with other statuses: nothing moves.
  void setStatuses(std::shared_ptr<const pipeline::FindingList> findings);
  void setZone(const DisplayZone& zone);

  [[nodiscard]] const std::shared_ptr<const pipeline::FindingList>& findings() const { return m_list; }
  [[nodiscard]] const pipeline::Finding* finding(const QModelIndex& index) const;
  /// Invalid when it is not there.
  [[nodiscard]] QModelIndex indexOf(FindingId finding, int column = 0) const;
  /// Of both levels.
  [[nodiscard]] std::size_t count() const { return m_list ? m_list->findings.size() : 0; }
  [[nodiscard]] std::size_t countOf(FindingStatus status) const;
  /// The kinds that there are findings of, e.g. `key`.
  [[nodiscard]] const std::vector<std::string>& kinds() const { return m_kinds; }
  /// Some findings are below another one.
  [[nodiscard]] bool hasFollowers() const { return m_leaders.size() < count(); }
  /// All findings are of one day, so that it need not stand in each row.
  [[nodiscard]] bool sameDay() const { return !m_day.isEmpty(); }
  [[nodiscard]] const QString& day() const { return m_day; }
  [[nodiscard]] bool hasTimes() const { return m_hasTimes; }
  /// The text that the filter box looks in: all columns.
  [[nodiscard]] const QString& searchText(const QModelIndex& index) const;

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& index) const override;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  struct Leader {
    std::size_t at = 0;                  // in the list, as are its followers
    std::vector<std::size_t> followers;  // in the list's order
  };

  [[nodiscard]] std::size_t place(const QModelIndex& index) const;
  QString text(std::size_t at, int column) const;
  QString accessibleText(const QModelIndex& index, std::size_t at) const;
  QVariant decoration(std::size_t at, int column) const;
  QVariant sortKey(std::size_t at, int column) const;
  void arrange();
  void prepareTexts();
  void findDay();

  std::shared_ptr<Engine> m_engine;
  std::shared_ptr<const pipeline::FindingList> m_list;
  std::vector<Leader> m_leaders;
  std::map<FindingId, std::pair<int, int>> m_rows;  // its leader's row, and its own below that or -1
  std::array<std::size_t, kStatuses> m_counts{};
  std::vector<std::string> m_kinds;
  DisplayZone m_zone;
  QString m_day;
  bool m_hasTimes = false;
  std::vector<QString> m_titles;
  std::vector<QString> m_search;
};

}  // namespace faultline::ui
