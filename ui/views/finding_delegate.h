#pragma once

#include <QtWidgets/QStyledItemDelegate>

namespace faultline::ui {

/// Draws the rows of the findings: behind the words of one what was said of it, and how many follow from it.
class FindingDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

  /// Where the count of followers of a What cell is, to be clicked; empty where there is none.
  [[nodiscard]] static QRect followersRect(const QRect& cell, const QModelIndex& index, const QFont& font);
};

}  // namespace faultline::ui
