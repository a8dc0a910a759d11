#include <QtGui/QContextMenuEvent>
#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QWheelEvent>
#include <QtWidgets/QMenu>

#include "ui/style/style.h"
#include "ui/views/log_view.h"

namespace faultline::ui {

void LogView::keyPressEvent(QKeyEvent* event) {
  const Extend extend = event->modifiers().testFlag(Qt::ShiftModifier) ? Extend::Yes : Extend::No;
  const std::int64_t page = visibleRows() - 1;
  if (event->matches(QKeySequence::Copy)) return copy();
  switch (event->key()) {
    case Qt::Key_Up:
      return moveCurrent(-1, extend);
    case Qt::Key_Down:
      return moveCurrent(1, extend);
    case Qt::Key_PageUp:
      return moveCurrent(-page, extend);
    case Qt::Key_PageDown:
      return moveCurrent(page, extend);
    case Qt::Key_Home:
      return moveCurrent(-static_cast<std::int64_t>(m_model->lineCount()), extend);
    case Qt::Key_End:
      return moveCurrent(m_model->lineCount(), extend);
    case Qt::Key_Right:
      if (event->modifiers() != Qt::NoModifier) break;
      return setUnfolded(m_current, true);
    case Qt::Key_Left:
      if (event->modifiers() != Qt::NoModifier) break;
      return setUnfolded(m_current, false);
    case Qt::Key_Space:
      return setUnfolded(m_current, !unfolded(m_current));
    default:
      break;
  }
  QAbstractScrollArea::keyPressEvent(event);
}

void LogView::mousePressEvent(QMouseEvent* event) {
  const auto row = rowAt(event->position().toPoint().y());
  if (!row || event->button() != Qt::LeftButton) return;
  const int x = event->position().toPoint().x();
  if (x >= m_row.gutter() - 18 && x < m_row.gutter()) return setUnfolded(*row, !unfolded(*row));
  goTo(*row, event->modifiers().testFlag(Qt::ShiftModifier) ? Extend::Yes : Extend::No);
}

void LogView::mouseMoveEvent(QMouseEvent* event) {
  if (!event->buttons().testFlag(Qt::LeftButton)) return;
  const int y = event->position().toPoint().y();
  if (y < 0) return moveCurrent(-1, Extend::Yes);
  if (y >= viewport()->height()) return moveCurrent(1, Extend::Yes);
  if (const auto row = rowAt(y)) goTo(*row, Extend::Yes);
}

void LogView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (const auto row = rowAt(event->position().toPoint().y())) setUnfolded(*row, !unfolded(*row));
}

void LogView::wheelEvent(QWheelEvent* event) {
  m_wheel += event->angleDelta().y();
  constexpr int kStep = 120 / 3;  // three lines a notch
  scrollLines(-m_wheel / kStep);
  m_wheel %= kStep;
  event->accept();
}

void LogView::contextMenuEvent(QContextMenuEvent* event) {
  if (m_model->lineCount() == 0) return;
  QMenu menu(this);
  menu.addAction(style::icon(QStringLiteral("copy")), tr("&Copy lines"), this, &LogView::copy);
  const bool open = unfolded(m_current);
  menu.addAction(open ? tr("&Fold line") : tr("Un&fold line"), this,
                 [this, open] { setUnfolded(m_current, !open); });
  const pipeline::LogLine* line = m_model->line(m_current);
  if (line != nullptr && line->key) {
    menu.addSeparator();
    menu.addAction(tr("Show in log &keys"), this, [this, key = line->key] { Q_EMIT keyRequested(key); });
  }
  menu.addSeparator();
  if (!m_model->filter().isAll()) {
    menu.addAction(tr("Show &all lines"), this, [this] { Q_EMIT filterRequested({}); });
  }
  if (line != nullptr && line->key) {
    menu.addAction(tr("Only lines of this log ke&y"), this, [this, key = line->key] {
      Q_EMIT filterRequested({key, {}});
    });
  }
  if (line != nullptr && line->session) {
    menu.addAction(tr("Only lines of this &session"), this, [this, session = line->session] {
      Q_EMIT filterRequested({{}, session});
    });
  }
  menu.exec(event->globalPos());
}

void LogView::resizeEvent(QResizeEvent* event) {
  QAbstractScrollArea::resizeEvent(event);
  updateColumns();
}

void LogView::changeEvent(QEvent* event) {
  QAbstractScrollArea::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) viewport()->update();
}

void LogView::focusInEvent(QFocusEvent* event) {
  QAbstractScrollArea::focusInEvent(event);
  viewport()->update();
}

void LogView::focusOutEvent(QFocusEvent* event) {
  QAbstractScrollArea::focusOutEvent(event);
  viewport()->update();
}

}  // namespace faultline::ui
