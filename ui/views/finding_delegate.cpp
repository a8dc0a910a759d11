#include "ui/views/finding_delegate.h"

#include <QtGui/QPainter>
#include <QtWidgets/QApplication>

#include "ui/models/findings_model.h"
#include "ui/style/style.h"
#include "ui/text/finding_words.h"

namespace faultline::ui {

namespace {

constexpr int kPad = 6;
constexpr int kGap = 6;
constexpr int kLeastWords = 120;  // where the cell is narrower, what is behind the words gives way

FindingStatus statusOf(const QModelIndex& index) {
  return static_cast<FindingStatus>(index.data(FindingsModel::StatusRole).toInt());
}

QString followersText(const QModelIndex& index) {
  const int count = index.data(FindingsModel::FollowersRole).toInt();
  return count > 0 ? QStringLiteral("+%1").arg(count) : QString();
}

QRect pill(const QRect& cell, int right, int width) {
  constexpr int kHeight = 18;
  return {right - width, cell.center().y() - kHeight / 2 + 1, width, kHeight};
}

}  // namespace

QSize FindingDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
  return {QStyledItemDelegate::sizeHint(option, index).width(), style::kRow};
}

QRect FindingDelegate::followersRect(const QRect& cell, const QModelIndex& index, const QFont& font) {
  const QString text = followersText(index);
  if (text.isEmpty() || index.column() != FindingsModel::What) return {};
  const int width = QFontMetrics(font).horizontalAdvance(text) + 2 * kPad;
  return cell.width() - width < kLeastWords ? QRect() : pill(cell, cell.right() - kGap, width);
}

void FindingDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
  if (index.column() != FindingsModel::What) return QStyledItemDelegate::paint(painter, option, index);
  const QFont font = option.font;
  const QFontMetrics metrics(font);
  const QRect followers = followersRect(option.rect, index, font);
  int right = followers.isEmpty() ? option.rect.right() - kGap : followers.left() - kGap;
  const FindingStatus status = statusOf(index);
  const QString word = status == FindingStatus::Open ? QString() : statusText(status);
  QRect verdict;
  if (!word.isEmpty()) {
    verdict = pill(option.rect, right, metrics.horizontalAdvance(word) + style::kIcon + 4);
    if (verdict.left() - option.rect.left() < kLeastWords) verdict = pill(option.rect, right, style::kIcon);
    right = verdict.left() - kGap;
  }

  // The whole cell's background first, then the words in what the pills leave of it.
  QStyleOptionViewItem whole = option;
  initStyleOption(&whole, index);
  whole.text.clear();
  whole.icon = QIcon();
  whole.features &= ~(QStyleOptionViewItem::HasDisplay | QStyleOptionViewItem::HasDecoration);
  const QStyle* const style = option.widget != nullptr ? option.widget->style() : QApplication::style();
  style->drawControl(QStyle::CE_ItemViewItem, &whole, painter, option.widget);
  QStyleOptionViewItem words = option;
  words.rect.setRight(right);
  QStyledItemDelegate::paint(painter, words, index);

  painter->save();
  painter->setFont(font);
  const bool selected = (option.state & QStyle::State_Selected) != 0;
  const QColor ink = selected ? style::colors().onSelection : style::colors().dim;
  painter->setPen(ink);
  if (!verdict.isEmpty()) {
    const QRect icon(verdict.left(), verdict.center().y() - 7, 14, 14);
    style::icon(statusIcon(status), style::Tint::Dim).paint(painter, icon);
    painter->drawText(verdict.adjusted(style::kIcon + 4, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                      verdict.width() > style::kIcon ? word : QString());
  }
  if (!followers.isEmpty()) {
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(selected ? ink : style::colors().line);
    painter->drawRoundedRect(QRectF(followers).adjusted(0.5, 0.5, -0.5, -0.5), 9, 9);
    painter->setPen(ink);
    painter->drawText(followers, Qt::AlignCenter, followersText(index));
  }
  painter->restore();
}

}  // namespace faultline::ui
