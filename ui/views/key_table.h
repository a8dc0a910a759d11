#pragma once

#include <QtWidgets/QStyledItemDelegate>
#include <QtWidgets/QTableView>

#include "ui/models/key_list_model.h"

namespace faultline::ui {

/// Gives rows of several lines room above and below.
class RoomyDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

/// Draws a probability as a thin bar with its per cent.
class ProbabilityDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

/// A table of log keys that is as high as its rows.
class KeyTable : public QTableView {
  Q_OBJECT

 public:
  explicit KeyTable(const QString& accessibleName, QWidget* parent = nullptr);

  /// Hides the columns that hold nothing.
  void setRows(std::vector<KeyListModel::Row> rows);
  [[nodiscard]] KeyListModel* keys() const { return m_keys; }
  [[nodiscard]] QSize sizeHint() const override;
  [[nodiscard]] QSize minimumSizeHint() const override;

 Q_SIGNALS:
  /// A row that is somewhere in a log was clicked or entered.
  void eventChosen(const faultline::EventId& event);
  /// The user wants to see the key among the others.
  void keyRequested(const faultline::KeyId& key);

 protected:
  void wheelEvent(QWheelEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void fitHeight();

  KeyListModel* m_keys;
};

}  // namespace faultline::ui
