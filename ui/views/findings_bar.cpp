#include "ui/views/findings_bar.h"

#include <QtCore/QSignalBlocker>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QToolButton>

#include "ui/style/style.h"
#include "ui/text/finding_words.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

FindingsBar::FindingsBar(FindingsFilter* filter, QWidget* parent)
    : QWidget(parent),
      m_filter(filter),
      m_kinds(new QComboBox(this)),
      m_note(dimLabel(QString(), this)),
      m_field(new QLineEdit(this)) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(style::kGrid, 4, 0, 4);
  layout->setSpacing(4);
  layout->addWidget(headingLabel(tr("Findings"), this));
  layout->addSpacing(4);
  const FindingStatus statuses[] = {FindingStatus::Open, FindingStatus::Confirmed,
                                    FindingStatus::FalsePositive};
  for (std::size_t i = 0; i < m_status.size(); ++i) {
    m_status[i] = makeStatusButton(statuses[i]);
    layout->addWidget(m_status[i]);
  }
  m_kinds->setAccessibleName(tr("Kind of findings"));
  layout->addWidget(m_kinds);
  layout->addSpacing(4);
  m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  layout->addWidget(m_note, 1);
  m_field->setPlaceholderText(tr("Filter"));
  m_field->setToolTip(tr("Ctrl+L"));
  m_field->setAccessibleName(tr("Filter findings"));
  m_field->setClearButtonEnabled(true);
  m_field->setMinimumWidth(96);
  m_field->setMaximumWidth(320);
  m_field->setAcceptDrops(false);  // a dropped file is for the window
  m_field->addAction(style::icon(QStringLiteral("list-filter"), style::Tint::Dim),
                     QLineEdit::LeadingPosition);
  layout->addWidget(m_field, 1);

  connect(m_field, &QLineEdit::textChanged, this, [this](const QString& text) {
    Q_EMIT filterChanging();
    m_filter->setFilter(text);
    Q_EMIT filterChanged();
  });
  connect(m_kinds, &QComboBox::activated, this, [this] {
    Q_EMIT filterChanging();
    m_filter->setKind(m_kinds->currentData().toString().toStdString());
    Q_EMIT filterChanged();
  });
  refresh(0);
}

QToolButton* FindingsBar::makeStatusButton(FindingStatus status) {
  auto* button = new QToolButton(this);
  button->setProperty("chip", true);
  button->setCheckable(true);
  button->setChecked(m_filter->isShown(status));
  connect(button, &QToolButton::toggled, this, [this, status](bool on) { showStatus(status, on); });
  return button;
}

QToolButton* FindingsBar::statusButton(FindingStatus status) const {
  switch (status) {
    case FindingStatus::Open:
      return m_status[0];
    case FindingStatus::Confirmed:
      return m_status[1];
    case FindingStatus::FalsePositive:
    case FindingStatus::Harmless:
      return m_status[2];
  }
  return nullptr;
}

void FindingsBar::showAll() {
  for (QToolButton* button : m_status) button->setChecked(true);
}

void FindingsBar::showStatus(FindingStatus status, bool shown) {
  Q_EMIT filterChanging();
  m_filter->setShown(status, shown);
  if (status == FindingStatus::FalsePositive) m_filter->setShown(FindingStatus::Harmless, shown);
  Q_EMIT filterChanged();
}

void FindingsBar::refresh(std::size_t incidents) {
  m_incidents = incidents;
  const auto* model = qobject_cast<const FindingsModel*>(m_filter->sourceModel());
  const auto dismissed =
      model->countOf(FindingStatus::FalsePositive) + model->countOf(FindingStatus::Harmless);
  const std::pair<QString, std::size_t> texts[] = {
      {tr("Open"), model->countOf(FindingStatus::Open)},
      {tr("Confirmed"), model->countOf(FindingStatus::Confirmed)},
      {tr("False positives"), dismissed}};
  for (std::size_t i = 0; i < m_status.size(); ++i) {
    const auto& [name, count] = texts[i];
    m_status[i]->setText(tr("%1 %2").arg(name, numberText(count)));
    const QString state = m_status[i]->isChecked() ? tr("shown") : tr("not shown");
    m_status[i]->setAccessibleName(tr("%1: %2, %3").arg(name, numberText(count), state));
    m_status[i]->setToolTip(m_status[i]->isChecked() ? tr("Shown; click to leave them out")
                                                     : tr("Not shown; click to show them"));
    m_status[i]->setVisible(model->count() > 0);
  }
  showKinds(model->kinds());
  m_field->setVisible(model->count() > 0);

  QStringList parts;
  if (m_filter->filtering()) {
    parts << tr("%1 of %2 shown").arg(numberText(m_filter->shownCount()), numberText(model->count()));
  }
  if (m_incidents > 0) parts << tr("in %n session(s)", nullptr, static_cast<int>(m_incidents));
  if (model->sameDay()) parts.prepend(model->day());
  m_noteText = model->count() > 0 ? parts.join(QStringLiteral(" · ")) : QString();
  showNote();
}

void FindingsBar::showKinds(const std::vector<std::string>& kinds) {
  const QSignalBlocker blocker(m_kinds);
  m_kinds->clear();
  m_kinds->addItem(tr("All kinds"), QString());
  for (const std::string& kind : kinds) {
    m_kinds->addItem(style::icon(kindIcon(kind)), kindText(kind), QString::fromStdString(kind));
  }
  const int chosen = m_kinds->findData(QString::fromStdString(m_filter->kind()));
  if (chosen < 0) m_filter->setKind({});
  m_kinds->setCurrentIndex(std::max(chosen, 0));
  m_kinds->setVisible(kinds.size() > 1);
}

QString FindingsBar::note() const { return m_noteText; }

void FindingsBar::showNote() {
  const QString first = m_noteText.section(QStringLiteral(" · "), 0, 0);
  m_note->setMinimumWidth(first.isEmpty() ? 0 : m_note->fontMetrics().horizontalAdvance(first) + 4);
  m_note->setText(m_note->fontMetrics().elidedText(m_noteText, Qt::ElideRight, m_note->width()));
  m_note->setToolTip(plainTip(m_noteText));
  m_note->setAccessibleName(m_noteText);
}

void FindingsBar::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  layout()->activate();
  showNote();
}

}  // namespace faultline::ui
