#pragma once

#include <vector>

#include <QtCore/QAbstractTableModel>

#include "engine/pipeline/import.h"

namespace faultline::ui {

/// The first lines of a file as they will be read. Has a column for each thing that the lines hold, and none
/// for what none of them has.
class ImportPreviewModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum class Kind { Number, Time, Level, Host, Service, Process, Field, Session, Message };

  using QAbstractTableModel::QAbstractTableModel;

  void clear() { setLines({}, {}); }
  /// With `fields`, the names of `PreviewLine::fields`, those are shown instead of what was made of them.
  void setLines(std::vector<pipeline::PreviewLine> lines, const std::vector<std::string>& fields);
  /// -1 when there is none.
  [[nodiscard]] int columnOf(Kind kind) const;
  [[nodiscard]] bool fits(int row) const { return m_lines[static_cast<std::size_t>(row)].fits; }
  /// How many lines do not fit.
  [[nodiscard]] int misfits() const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  struct Column {
    Kind kind{};
    std::size_t field = 0;
    QString title;
  };

  void makeColumns(const std::vector<std::string>& fields);
  [[nodiscard]] bool empty(const Column& column) const;
  [[nodiscard]] QString text(std::size_t row, const Column& column) const;
  [[nodiscard]] QString tip(const QModelIndex& index) const;
  [[nodiscard]] const Column& column(int number) const { return m_columns[static_cast<std::size_t>(number)]; }

  std::vector<pipeline::PreviewLine> m_lines;
  std::vector<std::size_t> m_numbers;  // of each entry's first line, from 1
  std::vector<Column> m_columns;
};

}  // namespace faultline::ui
