#pragma once

#include <vector>

#include <QtCore/QAbstractTableModel>
#include <QtCore/QStringList>
#include <QtGui/QIcon>

namespace faultline::ui {

struct RowCell {
  QString text{};
  QString tip{};        ///< More of it; its own text without.
  bool number = false;  ///< Stands on the right.
  bool strong = false;
  bool dim = false;
  QIcon icon{};
};

/// Plain text for a table that is only read.
struct Rows {
  QStringList headers{};
  std::vector<std::vector<RowCell>> cells{};  ///< By row; each row as long as the headers.
};

/// Shows `Rows`.
class RowsModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  using QAbstractTableModel::QAbstractTableModel;

  void setRows(Rows rows);
  [[nodiscard]] const Rows& rows() const { return m_rows; }
  /// The header and all rows, cells divided by tabs.
  [[nodiscard]] QString asText() const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  Rows m_rows;
};

}  // namespace faultline::ui
