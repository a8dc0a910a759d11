#include "ui/views/template_delegate.h"

#include <QtGui/QPainter>
#include <QtWidgets/QApplication>

#include "ui/style/style.h"
#include "ui/text/template_text.h"

namespace faultline::ui {

namespace {

constexpr int kPadding = 6;
constexpr int kChipSpace = 2;   // around a parameter's frame
constexpr int kChipInside = 5;  // left and right of its word
const QString kEllipsis = QStringLiteral("…");

QFont chipFont() {
  QFont font = style::textFont();
  font.setPointSizeF(font.pointSizeF() - 1.5);
  return font;
}

/// Draws one part after the other from the left until there is no more room.
class Line {
 public:
  Line(QPainter& painter, const QRect& rect, const QColor& color)
      : m_painter(painter), m_rect(rect), m_color(color), m_x(rect.left()) {}

  void text(const QString& text, const QFont& font) {
    if (m_full) return;
    const QFontMetrics metrics(font);
    const int room = m_rect.right() - m_x + 1;
    const int width = metrics.horizontalAdvance(text);
    m_painter.setFont(font);
    m_painter.setPen(m_color);
    m_full = width > room;
    const QString shown = m_full ? metrics.elidedText(text, Qt::ElideRight, room) : text;
    m_painter.drawText(QRect(m_x, m_rect.top(), room, m_rect.height()),
                       Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
    m_x += width;
  }

  void chip(const QString& text) {
    if (m_full) return;
    const QFontMetrics metrics(chipFont());
    const int width = metrics.horizontalAdvance(text) + 2 * kChipInside;
    if (m_x + width + 2 * kChipSpace > m_rect.right() - metrics.horizontalAdvance(kEllipsis)) {
      this->text(kEllipsis, style::monoFont());
      m_full = true;
      return;
    }
    const int height = metrics.height() + 1;
    const QRectF frame(m_x + kChipSpace + 0.5, m_rect.center().y() - height / 2 + 0.5, width, height);
    const Colors& colors = style::colors();
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.setPen(colors.dim);
    m_painter.setBrush(colors.window);
    m_painter.drawRoundedRect(frame, 4, 4);
    m_painter.setFont(chipFont());
    m_painter.setPen(colors.text);
    m_painter.drawText(frame, Qt::AlignCenter, text);
    m_x += width + 2 * kChipSpace;
  }

  void space(int width) { m_x += width; }

 private:
  QPainter& m_painter;
  QRect m_rect;
  QColor m_color;
  int m_x;
  bool m_full = false;
};

}  // namespace

void TemplateDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
  QStyleOptionViewItem row = option;
  initStyleOption(&row, index);
  row.text.clear();
  const QStyle* look = row.widget == nullptr ? QApplication::style() : row.widget->style();
  look->drawControl(QStyle::CE_ItemViewItem, &row, painter, row.widget);

  const bool selected = row.state.testFlag(QStyle::State_Selected);
  painter->save();
  painter->setClipRect(row.rect);
  Line line(*painter, row.rect.adjusted(kPadding, 0, -kPadding, 0),
            row.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
  const QString name = index.data(TemplateNameRole).toString();
  if (!name.isEmpty()) {
    line.text(name, style::headingFont());
    line.space(2 * style::kGrid);
  }
  const QString text = index.data(TemplateTextRole).toString();
  for (const TemplatePart& part : templateParts(text, index.data(TemplateKindsRole).toStringList())) {
    if (part.parameter) {
      line.chip(part.text);
    } else {
      line.text(part.text, style::monoFont());
    }
  }
  painter->restore();
}

QSize TemplateDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const QSize size = QStyledItemDelegate::sizeHint(option, index);
  return {size.width(), style::kRow};
}

}  // namespace faultline::ui
