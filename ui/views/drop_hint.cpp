#include "ui/views/drop_hint.h"

#include <QtGui/QPainter>
#include <QtWidgets/QFrame>
#include <QtWidgets/QVBoxLayout>

#include "ui/style/style.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

namespace {
constexpr int kIconSide = 24;
constexpr int kVeil = 160;  // of 255: the window shows through, its text steps back
}  // namespace

DropHint::DropHint(QWidget* window)
    : QWidget(window), m_icon(new QLabel(this)), m_text(headingLabel(QString(), this)) {
  setAttribute(Qt::WA_TransparentForMouseEvents);
  m_icon->setAccessibleName(tr("Drop"));
  auto* card = new QFrame(this);
  card->setObjectName(QStringLiteral("drop"));
  auto* inside = new QHBoxLayout(card);
  inside->setContentsMargins(3 * style::kGrid, 2 * style::kGrid, 3 * style::kGrid, 2 * style::kGrid);
  inside->setSpacing(12);
  inside->addWidget(m_icon);
  inside->addWidget(m_text);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(card, 0, Qt::AlignCenter);
  hide();
}

void DropHint::show(const QString& text) {
  m_icon->setPixmap(style::icon(QStringLiteral("upload"), style::Tint::Accent).pixmap(kIconSide, kIconSide));
  m_text->setText(text);
  setAccessibleName(text);
  setGeometry(parentWidget()->rect());
  raise();
  QWidget::show();
}

QString DropHint::text() const { return isHidden() ? QString() : m_text->text(); }

void DropHint::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  QColor veil = style::colors().window;
  veil.setAlpha(kVeil);
  painter.fillRect(rect(), veil);
  painter.setPen(QPen(style::colors().accent, 2));
  painter.drawRect(rect().adjusted(1, 1, -1, -1));
}

}  // namespace faultline::ui
