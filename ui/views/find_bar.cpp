#include "ui/views/find_bar.h"

#include <QtGui/QKeyEvent>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QToolButton>

#include "ui/style/style.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

FindBar::FindBar(QWidget* parent) : QWidget(parent) {
  m_field = new QLineEdit(this);
  m_field->setPlaceholderText(tr("Find in this log (regular expression)"));
  m_field->setAccessibleName(tr("Find in this log, a regular expression"));
  m_field->setClearButtonEnabled(true);
  m_field->setFont(style::monoFont());
  m_previous = button(QStringLiteral("chevron-up"), tr("Find previous (Shift+F3)"));
  m_next = button(QStringLiteral("chevron-down"), tr("Find next (F3)"));
  m_stop = button(QStringLiteral("square"), tr("Stop searching (Esc)"));
  m_message = dimLabel(QString(), this);
  QToolButton* close = button(QStringLiteral("x"), tr("Close the find bar (Esc)"));

  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(style::kGrid, 4, style::kGrid, 4);
  layout->setSpacing(4);
  layout->addWidget(m_field, 1);
  layout->addWidget(m_previous);
  layout->addWidget(m_next);
  layout->addWidget(m_stop);
  layout->addSpacing(style::kGrid);
  layout->addWidget(m_message, 1);
  layout->addWidget(close);

  connect(m_field, &QLineEdit::textChanged, this, [this](const QString& text) {
    if (isVisible()) Q_EMIT highlighted(text);
  });
  connect(m_previous, &QToolButton::clicked, this, &FindBar::previous);
  connect(m_next, &QToolButton::clicked, this, &FindBar::next);
  connect(m_stop, &QToolButton::clicked, this, &FindBar::stopped);
  connect(close, &QToolButton::clicked, this, &FindBar::close);
  setFocusProxy(m_field);
  setSearching(false);
  hide();
}

QToolButton* FindBar::button(const QString& icon, const QString& text) {
  auto* made = new QToolButton(this);
  made->setIcon(style::icon(icon));
  made->setAutoRaise(true);
  made->setToolTip(text);
  made->setAccessibleName(text);
  return made;
}

void FindBar::open() {
  show();
  m_field->setFocus();
  m_field->selectAll();
}

void FindBar::close() {
  if (m_searching) Q_EMIT stopped();
  hide();
  Q_EMIT closed();
}

QString FindBar::pattern() const { return m_field->text(); }
void FindBar::setPattern(const QString& pattern) { m_field->setText(pattern); }
QString FindBar::message() const { return m_message->text(); }

void FindBar::setSearching(bool searching) {
  m_searching = searching;
  m_stop->setVisible(searching);
}

void FindBar::showSearching(const QString& text) {
  setSearching(true);
  m_message->setText(text);
}

void FindBar::showResult(const QString& text) {
  setSearching(false);
  m_message->setText(text);
}

void FindBar::showEvent(QShowEvent*) { Q_EMIT highlighted(pattern()); }
void FindBar::hideEvent(QHideEvent*) { Q_EMIT highlighted({}); }

void FindBar::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (event->modifiers().testFlag(Qt::ShiftModifier)) {
        Q_EMIT previous();
      } else {
        Q_EMIT next();
      }
      return;
    case Qt::Key_Escape:
      if (m_searching) {
        Q_EMIT stopped();
      } else {
        close();
      }
      return;
    default:
      QWidget::keyPressEvent(event);
  }
}

}  // namespace faultline::ui
