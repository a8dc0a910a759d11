#include "ui/window/page_list.h"

#include <QtCore/QEvent>
#include <QtCore/QSignalBlocker>

#include "ui/style/style.h"
#include "ui/text/format.h"

namespace faultline::ui {

PageList::PageList(QWidget* parent) : QListWidget(parent) {
  setAccessibleName(tr("Pages"));
  setIconSize(QSize(style::kIcon, style::kIcon));
  setUniformItemSizes(true);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  add(Page::Findings, QStringLiteral("triangle-alert"), tr("Findings"),
      tr("What is unusual, and why (Ctrl+1)"));
  add(Page::Workflows, QStringLiteral("workflow"), tr("Workflows"),
      tr("How the log's tasks usually go, step by step (Ctrl+2)"));
  add(Page::Models, QStringLiteral("lightbulb"), tr("Models"),
      tr("What was learnt to be normal, and from what (Ctrl+3)"));
  connect(this, &QListWidget::currentRowChanged, this, [this](int row) {
    if (row >= 0) Q_EMIT chosen(static_cast<Page>(row));
  });
}

void PageList::add(Page page, const QString& icon, const QString& name, const QString& about) {
  auto* item = new QListWidgetItem(style::icon(icon), name);
  item->setToolTip(plainTip(about));
  item->setSizeHint(QSize(0, style::kRow));
  insertItem(static_cast<int>(page), item);
}

void PageList::setCurrent(Page page) {
  const QSignalBlocker quiet(this);
  setCurrentRow(static_cast<int>(page));
}

QSize PageList::sizeHint() const { return {120, count() * style::kRow + 2 * frameWidth()}; }

void PageList::changeEvent(QEvent* event) {
  QListWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) viewport()->update();  // icons are tinted
}

}  // namespace faultline::ui
