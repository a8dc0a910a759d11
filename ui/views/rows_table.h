#pragma once

#include <QtWidgets/QTableView>

#include "ui/models/rows_model.h"

namespace faultline::ui {

/// A table as high as its rows, for a page that scrolls. Ctrl+C copies all of it as text.
class RowsTable : public QTableView {
  Q_OBJECT

 public:
  /// `stretched`: the column that takes the room that is left, -1 the last one.
  RowsTable(const QString& accessibleName, int stretched, QWidget* parent = nullptr);

  void setRows(Rows rows);
  [[nodiscard]] RowsModel* rowsModel() const { return m_model; }

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void fit();

  RowsModel* m_model;
  int m_stretched;
};

}  // namespace faultline::ui
