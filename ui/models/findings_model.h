#pragma once

#include <memory>
#include <vector>

#include <QtCore/QAbstractTableModel>
#include <QtCore/QSortFilterProxyModel>

#include "engine/pipeline/findings.h"
#include "ui/jobs/engine.h"
#include "ui/text/format.h"

namespace faultline::ui {

/// The findings as a table, strangest first as they come.
class FindingsModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { SeverityColumn, Time, What, Service, Session, Score, kColumns };
  enum Role { SortRole = Qt::UserRole, FindingIdRole };

  explicit FindingsModel(std::shared_ptr<Engine> engine, QObject* parent = nullptr);

  void setFindings(std::shared_ptr<const pipeline::FindingList> findings);
  void setZone(const DisplayZone& zone);

  [[nodiscard]] const pipeline::Finding* finding(int row) const;
  /// -1 when it is not there.
  [[nodiscard]] int rowOf(FindingId finding) const;
  /// All findings are of one day, so that it need not stand in each row.
  [[nodiscard]] bool sameDay() const { return !m_day.isEmpty(); }
  [[nodiscard]] const QString& day() const { return m_day; }
  [[nodiscard]] bool hasTimes() const { return m_hasTimes; }
  /// The text that the filter box looks in: all columns.
  [[nodiscard]] const QString& searchText(int row) const { return m_search[static_cast<std::size_t>(row)]; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  QString text(const pipeline::Finding& finding, int row, int column) const;
  QVariant sortKey(const pipeline::Finding& finding, int row, int column) const;
  void prepareTexts();
  void findDay();

  std::shared_ptr<Engine> m_engine;
  std::shared_ptr<const pipeline::FindingList> m_list;
  DisplayZone m_zone;
  QString m_day;
  bool m_hasTimes = false;
  std::vector<QString> m_titles;
  std::vector<QString> m_search;
};

/// Sorts by the columns' values, not their texts, and filters by words that must all be somewhere in the row.
class FindingsFilter : public QSortFilterProxyModel {
  Q_OBJECT

 public:
  explicit FindingsFilter(FindingsModel* model, QObject* parent = nullptr);

  void setFilter(const QString& text);
  [[nodiscard]] bool filtering() const { return !m_words.isEmpty(); }

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
  bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

 private:
  FindingsModel* m_model;
  QStringList m_words;
};

}  // namespace faultline::ui
