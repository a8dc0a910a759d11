#include "ui/views/widgets.h"

#include <QtWidgets/QHeaderView>

#include "ui/style/style.h"
#include "ui/text/format.h"

namespace faultline::ui {

QLabel* plainLabel(const QString& text, QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setTextFormat(Qt::PlainText);
  label->setText(text);
  return label;
}

QLabel* dimLabel(const QString& text, QWidget* parent) {
  QLabel* label = plainLabel(text, parent);
  label->setProperty("dim", true);
  return label;
}

QLabel* headingLabel(const QString& text, QWidget* parent) {
  QLabel* label = plainLabel(text, parent);
  label->setFont(style::headingFont());
  return label;
}

QLabel* wrappingLabel(const QString& text, QWidget* parent) {
  QLabel* label = plainLabel(text, parent);
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  label->setFocusPolicy(Qt::ClickFocus);
  return label;
}

QPushButton* primaryButton(const QString& text, QWidget* parent) {
  auto* button = new QPushButton(text, parent);
  button->setProperty("primary", true);
  button->setAccessibleName(text);
  return button;
}

QPushButton* linkButton(const QString& text, QWidget* parent) {
  auto* button = new QPushButton(text, parent);
  button->setProperty("link", true);
  button->setCursor(Qt::PointingHandCursor);
  button->setAccessibleName(text);
  return button;
}

ElidingLink::ElidingLink(const QString& text, QWidget* parent) : QPushButton(parent), m_whole(text) {
  setProperty("link", true);
  setCursor(Qt::PointingHandCursor);
  setAccessibleName(text);
  setToolTip(plainTip(text));
  setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
  setText(withoutMnemonic(text));
}

QSize ElidingLink::minimumSizeHint() const { return {80, QPushButton::minimumSizeHint().height()}; }

void ElidingLink::resizeEvent(QResizeEvent* event) {
  QPushButton::resizeEvent(event);
  constexpr int kAround = 40;  // the icon and the padding
  setText(withoutMnemonic(fontMetrics().elidedText(m_whole, Qt::ElideRight, width() - kAround)));
}

void setUpTable(QTableView* table, const QString& accessibleName) {
  table->setAccessibleName(accessibleName);
  table->setShowGrid(false);
  table->setWordWrap(false);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->setSelectionMode(QAbstractItemView::SingleSelection);
  table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table->setTabKeyNavigation(false);
  table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  table->setIconSize(QSize(style::kIcon, style::kIcon));
  table->verticalHeader()->setDefaultSectionSize(style::kRow);
  table->verticalHeader()->setMinimumSectionSize(style::kRow);
  table->verticalHeader()->hide();
  table->horizontalHeader()->setHighlightSections(false);
  table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  table->horizontalHeader()->setAccessibleName(QObject::tr("Columns of: %1").arg(accessibleName));
}

}  // namespace faultline::ui
