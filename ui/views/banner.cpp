#include "ui/views/banner.h"

#include <QtCore/QEvent>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QToolButton>

#include "ui/style/style.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

Banner::Banner(QWidget* parent)
    : QFrame(parent),
      m_icon(new QLabel(this)),
      m_what(headingLabel(QString(), this)),
      m_more(wrappingLabel(QString(), this)),
      m_button(new QPushButton(this)),
      m_close(new QToolButton(this)) {
  setObjectName(QStringLiteral("banner"));
  m_icon->setAccessibleName(tr("Message"));
  m_what->setWordWrap(true);
  m_what->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_close->setIcon(style::icon(QStringLiteral("x"), style::Tint::Dim));
  m_close->setAutoRaise(true);
  m_close->setAccessibleName(tr("Dismiss"));
  m_close->setToolTip(tr("Dismiss"));

  auto* texts = new QVBoxLayout;
  texts->setSpacing(2);
  texts->addWidget(m_what);
  texts->addWidget(m_more);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(12, style::kGrid, style::kGrid, style::kGrid);
  layout->setSpacing(12);
  layout->addWidget(m_icon, 0, Qt::AlignTop);
  layout->addLayout(texts, 1);
  layout->addWidget(m_button, 0, Qt::AlignVCenter);
  layout->addWidget(m_close, 0, Qt::AlignTop);
  connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
  connect(m_button, &QPushButton::clicked, this, [this] {
    hide();
    if (m_action) m_action();
  });
  m_button->hide();
  hide();
}

void Banner::showError(const Error& error) {
  const ErrorWords words = errorWords(error);
  show(QStringLiteral("triangle-alert"), capitalised(words.what),
       ErrorWords{{}, words.why, words.advice}.whole());
}

void Banner::showNotice(const QString& what, const QString& more) {
  show(QStringLiteral("info"), what, more);
}

void Banner::showProblem(const QString& what, const QString& more) {
  show(QStringLiteral("triangle-alert"), what, more);
}

void Banner::tell(const ErrorWords& notice) {
  showNotice(capitalised(notice.what), ErrorWords{{}, notice.why, notice.advice}.whole());
}

void Banner::setAction(const QString& text, std::function<void()> action) {
  m_action = std::move(action);
  m_button->setText(text);
  m_button->setAccessibleName(text);
  m_button->setVisible(static_cast<bool>(m_action));
}

void Banner::show(const QString& icon, const QString& what, const QString& more) {
  m_iconName = icon;
  m_icon->setPixmap(style::icon(icon).pixmap(style::kIcon, style::kIcon));
  m_what->setText(what);
  m_more->setText(more);
  m_more->setVisible(!more.isEmpty());
  setAction({}, {});
  setAccessibleName(what);
  setAccessibleDescription(more);
  QFrame::show();
}

QString Banner::text() const { return m_what->text() + QLatin1Char('\n') + m_more->text(); }

void Banner::changeEvent(QEvent* event) {
  QFrame::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && !m_iconName.isEmpty()) {
    m_icon->setPixmap(style::icon(m_iconName).pixmap(style::kIcon, style::kIcon));
  }
}

}  // namespace faultline::ui
