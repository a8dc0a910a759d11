#pragma once

#include <vector>

#include <QtCore/QAbstractTableModel>

#include "engine/pipeline/import.h"

namespace faultline::ui {

/// The first lines of a file as they will be read.
class ImportPreviewModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Number, Time, Level, Host, Service, Process, Session, Message, kColumns };

  using QAbstractTableModel::QAbstractTableModel;

  void setLines(std::vector<pipeline::PreviewLine> lines);
  /// No line has anything in this column.
  [[nodiscard]] bool columnEmpty(int column) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  [[nodiscard]] QString text(int row, int column) const;

  std::vector<pipeline::PreviewLine> m_lines;
};

}  // namespace faultline::ui
