#include "ui/views/key_table.h"

#include <algorithm>

#include <QtGui/QContextMenuEvent>
#include <QtGui/QPainter>
#include <QtGui/QWheelEvent>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QMenu>

#include "ui/style/style.h"
#include "ui/text/format.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

namespace {
constexpr int kBar = 40;
constexpr int kChanceWidth = kBar + 68;
constexpr int kMostHeight = 3 * style::kRow;  // a template may have hundreds of words; the tooltip has all
}  // namespace

QSize RoomyDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
  QStyleOptionViewItem narrower = option;
  narrower.rect.setWidth(option.rect.width() - 2 * style::kGrid);  // the style sheet's padding is not in it
  const QSize size = QStyledItemDelegate::sizeHint(narrower, index);
  return size.height() <= style::kRow ? QSize(size.width(), style::kRow) : size + QSize(0, style::kGrid);
}

void ProbabilityDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                                const QModelIndex& index) const {
  QStyledItemDelegate::paint(painter, option, index);
  const QVariant probability = index.data(KeyListModel::ProbabilityRole);
  if (!probability.isValid()) return;
  const double share = std::clamp(probability.toDouble(), 0.0, 1.0);
  const QRectF track(option.rect.left() + style::kGrid, option.rect.center().y() - 2, kBar, 5);
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setPen(Qt::NoPen);
  painter->setBrush(style::colors().track);
  painter->drawRoundedRect(track, 2, 2);
  painter->setBrush(style::colors().accent);
  painter->drawRoundedRect(
      QRectF(track.topLeft(), QSizeF(std::max(track.width() * share, 1.0), track.height())), 2, 2);
  painter->restore();
}

KeyTable::KeyTable(const QString& accessibleName, QWidget* parent)
    : QTableView(parent), m_keys(new KeyListModel(this)) {
  setUpTable(this, accessibleName);
  setProperty("flat", true);
  setModel(m_keys);
  setItemDelegate(new RoomyDelegate(this));
  setItemDelegateForColumn(KeyListModel::Chance, new ProbabilityDelegate(this));
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setWordWrap(true);
  verticalHeader()->setMaximumSectionSize(kMostHeight);
  horizontalHeader()->hide();
  horizontalHeader()->setMinimumSectionSize(24);
  horizontalHeader()->setSectionResizeMode(KeyListModel::Text, QHeaderView::Stretch);
  horizontalHeader()->setSectionResizeMode(KeyListModel::Note, QHeaderView::Fixed);
  horizontalHeader()->setSectionResizeMode(KeyListModel::Chance, QHeaderView::Fixed);
  // The column gets its width after the table: words that wrap anew need another height.
  connect(horizontalHeader(), &QHeaderView::sectionResized, this, [this](int section) {
    if (section == KeyListModel::Text) fitHeight();
  });
  const auto choose = [this](const QModelIndex& index) {
    if (!index.isValid()) return;
    const EventId event = m_keys->row(index.row()).event;
    if (event) Q_EMIT eventChosen(event);
  };
  connect(this, &QTableView::clicked, this, choose);
  connect(this, &QTableView::activated, this, choose);
}

void KeyTable::setRows(std::vector<KeyListModel::Row> rows) {
  int widest = 0;
  bool chances = false;
  const QFontMetrics metrics(style::monoFont());
  for (const KeyListModel::Row& row : rows) {
    if (!row.note.isEmpty()) widest = std::max(widest, metrics.horizontalAdvance(row.note) + 24);
    chances = chances || row.probability.has_value();
  }
  m_keys->setRows(std::move(rows));
  setColumnHidden(KeyListModel::Note, widest == 0);
  setColumnHidden(KeyListModel::Chance, !chances);
  setColumnWidth(KeyListModel::Note, std::max(widest, 40));
  setColumnWidth(KeyListModel::Chance, kChanceWidth);
  fitHeight();
}

void KeyTable::fitHeight() {
  resizeRowsToContents();
  setFixedHeight(sizeHint().height());
}

void KeyTable::resizeEvent(QResizeEvent* event) {
  QTableView::resizeEvent(event);
  if (event->size().width() != event->oldSize().width()) fitHeight();
}

QSize KeyTable::sizeHint() const { return {240, verticalHeader()->length() + 2 * frameWidth()}; }

QSize KeyTable::minimumSizeHint() const { return {120, sizeHint().height()}; }

void KeyTable::contextMenuEvent(QContextMenuEvent* event) {
  const bool mouse = event->reason() == QContextMenuEvent::Mouse;
  const QModelIndex index = mouse ? indexAt(event->pos()) : currentIndex();
  if (!index.isValid()) return;
  const KeyListModel::Row& row = m_keys->row(index.row());
  QMenu menu(this);
  if (row.event) {
    menu.addAction(style::icon(QStringLiteral("scroll-text")), tr("&Go to its log line"), this,
                   [this, at = row.event] { Q_EMIT eventChosen(at); });
  }
  if (row.key) {
    menu.addAction(tr("Show in log &keys"), this, [this, key = row.key] { Q_EMIT keyRequested(key); });
  }
  const QPoint corner = viewport()->mapToGlobal(visualRect(index).bottomLeft());
  if (!menu.isEmpty()) menu.exec(mouse ? event->globalPos() : corner);
}

// All rows are visible, so the wheel belongs to the page around.
void KeyTable::wheelEvent(QWheelEvent* event) { event->ignore(); }

}  // namespace faultline::ui
