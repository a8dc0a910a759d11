#include "ui/views/key_table.h"

#include <algorithm>

#include <QtGui/QPainter>
#include <QtGui/QWheelEvent>
#include <QtWidgets/QHeaderView>

#include "ui/style/style.h"
#include "ui/text/format.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

namespace {
constexpr int kBar = 56;
constexpr int kChanceWidth = kBar + 64;
}  // namespace

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
  painter->setBrush(style::colors().line);
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
  setItemDelegateForColumn(KeyListModel::Chance, new ProbabilityDelegate(this));
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setTextElideMode(Qt::ElideMiddle);
  horizontalHeader()->hide();
  horizontalHeader()->setMinimumSectionSize(24);
  horizontalHeader()->setSectionResizeMode(KeyListModel::Text, QHeaderView::Stretch);
  horizontalHeader()->setSectionResizeMode(KeyListModel::Note, QHeaderView::Fixed);
  horizontalHeader()->setSectionResizeMode(KeyListModel::Chance, QHeaderView::Fixed);
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
    if (!row.note.isEmpty()) widest = std::max(widest, metrics.horizontalAdvance(row.note) + 16);
    chances = chances || row.probability.has_value();
  }
  m_keys->setRows(std::move(rows));
  setColumnHidden(KeyListModel::Note, widest == 0);
  setColumnHidden(KeyListModel::Chance, !chances);
  setColumnWidth(KeyListModel::Note, std::max(widest, 40));
  setColumnWidth(KeyListModel::Chance, kChanceWidth);
  setFixedHeight(sizeHint().height());
}

QSize KeyTable::sizeHint() const { return {240, m_keys->rowCount() * style::kRow + 2 * frameWidth()}; }

QSize KeyTable::minimumSizeHint() const { return {120, sizeHint().height()}; }

// All rows are visible, so the wheel belongs to the page around.
void KeyTable::wheelEvent(QWheelEvent* event) { event->ignore(); }

}  // namespace faultline::ui
