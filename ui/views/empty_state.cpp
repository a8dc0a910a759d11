#include "ui/views/empty_state.h"

#include <QtCore/QEvent>
#include <QtWidgets/QVBoxLayout>

#include "ui/style/style.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

namespace {
constexpr int kIconSide = 32;
constexpr int kTextWidth = 420;
}  // namespace

EmptyState::EmptyState(QWidget* parent)
    : QWidget(parent),
      m_icon(new QLabel(this)),
      m_title(headingLabel(QString(), this)),
      m_text(dimLabel(QString(), this)),
      m_button(primaryButton(QString(), this)) {
  m_icon->setAccessibleName(tr("Illustration"));
  m_text->setWordWrap(true);
  m_text->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
  m_text->setMaximumWidth(kTextWidth);
  m_text->setMinimumWidth(160);
  m_title->setWordWrap(true);
  m_title->setAlignment(Qt::AlignHCenter);

  auto* layout = new QVBoxLayout(this);
  layout->setSpacing(style::kGrid);
  layout->setContentsMargins(3 * style::kGrid, 2 * style::kGrid, 3 * style::kGrid, 2 * style::kGrid);
  layout->addStretch();
  layout->addWidget(m_icon, 0, Qt::AlignHCenter);
  layout->addWidget(m_title);
  auto* row = new QHBoxLayout;
  row->addStretch();
  row->addWidget(m_text, 1000);
  row->addStretch();
  layout->addLayout(row);
  layout->addSpacing(style::kGrid);
  layout->addWidget(m_button, 0, Qt::AlignHCenter);
  layout->addStretch();
  setAutoFillBackground(true);
  setBackgroundRole(QPalette::Base);
  connect(m_button, &QPushButton::clicked, this, &EmptyState::triggered);
}

void EmptyState::show(const QString& icon, const QString& title, const QString& text, const QString& button) {
  m_iconName = icon;
  m_icon->setPixmap(style::icon(icon, style::Tint::Dim).pixmap(kIconSide, kIconSide));
  m_title->setText(title);
  m_text->setText(text);
  m_button->setText(button);
  m_button->setAccessibleName(button);
  m_button->setVisible(!button.isEmpty());
  setAccessibleName(title);
  setAccessibleDescription(text);
}

QString EmptyState::title() const { return m_title->text(); }

void EmptyState::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && !m_iconName.isEmpty()) {
    m_icon->setPixmap(style::icon(m_iconName, style::Tint::Dim).pixmap(kIconSide, kIconSide));
  }
}

}  // namespace faultline::ui
