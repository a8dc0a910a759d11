#include "ui/views/section.h"

#include <QtWidgets/QVBoxLayout>

#include "ui/style/style.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

Section::Section(const QString& title, QWidget* parent)
    : QWidget(parent), m_note(dimLabel(QString(), this)), m_layout(new QVBoxLayout(this)) {
  setAccessibleName(title);
  m_note->setWordWrap(true);
  m_note->hide();
  auto* heading = new QHBoxLayout;
  heading->setSpacing(style::kGrid);
  heading->addWidget(headingLabel(title, this), 1);
  m_layout->setContentsMargins(0, 0, 0, 0);
  m_layout->setSpacing(style::kGrid);
  m_layout->addLayout(heading);
  m_layout->addWidget(m_note);
}

void Section::setNote(const QString& note) {
  m_note->setText(note);
  m_note->setVisible(!note.isEmpty());
}

QString Section::note() const { return m_note->text(); }

void Section::add(QWidget* widget) { m_layout->addWidget(widget); }

void Section::addToHeading(QWidget* widget) {
  static_cast<QHBoxLayout*>(m_layout->itemAt(0)->layout())->addWidget(widget);
}

}  // namespace faultline::ui
