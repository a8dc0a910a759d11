#pragma once

#include <QtWidgets/QStyledItemDelegate>

namespace faultline::ui {

/// Paints a log key's template on one line: its constant text as log text, each parameter as a small frame
/// with what it is. See TemplateRole for what the model gives.
class TemplateDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace faultline::ui
