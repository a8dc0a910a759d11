#pragma once

#include <optional>
#include <vector>

#include <QtCore/QAbstractTableModel>

#include "engine/base/ids.h"

namespace faultline::ui {

/// A short list of log keys for the evidence pane: what came before, what was expected, what came.
class KeyListModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Note, Text, Chance, kColumns };
  enum Role { ProbabilityRole = Qt::UserRole };

  struct Row {
    QString note;  ///< A line number or a rank.
    QString text;
    std::optional<double> probability;
    EventId event;  ///< Where it is in the log, if it came.
    KeyId key{};    ///< None for the start and the end of a session.
  };

  using QAbstractTableModel::QAbstractTableModel;

  void setRows(std::vector<Row> rows);
  void setHeaders(const QString& note, const QString& text, const QString& chance);
  [[nodiscard]] const Row& row(int number) const { return m_rows[static_cast<std::size_t>(number)]; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  std::vector<Row> m_rows;
  QString m_headers[kColumns];
};

}  // namespace faultline::ui
