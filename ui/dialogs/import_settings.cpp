#include "ui/dialogs/import_settings.h"

#include <QtCore/QSignalBlocker>
#include <QtCore/QTimer>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QCompleter>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QStyle>

#include "ui/style/style.h"
#include "ui/text/format.h"
#include "ui/text/translate.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

namespace {

constexpr int kTypingPause = 300;  // ms; a pattern is tried once the typing pauses
const QString kAuto = QStringLiteral("auto");
const QString kNone = QStringLiteral("none");
const QString kCustom = QStringLiteral("\ncustom");  // no choice's name has a line feed

QString choiceText(const pipeline::Choice& choice) {
  return choice.description.empty() ? plain(choice.name) : plain(choice.description);
}

void addChoices(QComboBox* box, const std::vector<pipeline::Choice>& choices) {
  for (const pipeline::Choice& choice : choices) {
    const QString name = QString::fromStdString(choice.name);
    if (name != kAuto && name != kNone) box->addItem(choiceText(choice), name);
  }
}

/// Selects what is wanted; what is no choice's name is a pattern of the user's own.
void select(QComboBox* box, const QString& wanted) {
  const int at = box->findData(wanted);
  box->setCurrentIndex(at >= 0 ? at : box->findData(kCustom));
}

void setTextQuietly(QLineEdit* field, const std::string& text) {
  const QString wanted = QString::fromStdString(text);
  if (field->hasFocus()) return;
  field->setModified(false);
  if (field->text() == wanted) return;
  const QSignalBlocker quiet(field);
  field->setText(wanted);
  field->setCursorPosition(0);
}

QComboBox* makeBox(const QString& name, QWidget* parent) {
  auto* box = new QComboBox(parent);
  box->setAccessibleName(name);
  box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  box->setMinimumContentsLength(14);
  return box;
}

QLineEdit* makeField(const QString& name, QWidget* parent) {
  auto* field = new QLineEdit(parent);
  field->setAccessibleName(name);
  return field;
}

}  // namespace

ImportSettings::ImportSettings(Engine& engine, QWidget* parent)
    : QWidget(parent),
      m_layout(makeBox(tr("Layout"), this)),
      m_pattern(makeField(tr("Layout pattern"), this)),
      m_session(makeBox(tr("Sessions by"), this)),
      m_sessionPattern(makeField(tr("Session pattern"), this)),
      m_zone(makeBox(tr("Time zone"), this)),
      m_host(makeField(tr("Host"), this)),
      m_service(makeField(tr("Service"), this)),
      m_problem(wrappingLabel(QString(), this)),
      m_soon(new QTimer(this)) {
  m_pattern->setFont(style::monoFont());
  m_pattern->setToolTip(
      plainTip(tr("Fields in angle brackets, <Content> is the message; text between them is a "
                  "regular expression")));
  m_sessionPattern->setFont(style::monoFont());
  m_sessionPattern->setPlaceholderText(tr("e.g. request=(\\w+)"));
  m_problem->setAccessibleName(tr("Problem with the settings"));
  m_host->setPlaceholderText(tr("as in the lines, if there"));
  m_service->setPlaceholderText(tr("as in the lines, if there"));
  m_zone->setEditable(true);
  m_zone->setInsertPolicy(QComboBox::NoInsert);
  m_soon->setSingleShot(true);
  m_soon->setInterval(kTypingPause);

  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(style::kGrid);
  grid->setVerticalSpacing(style::kGrid);
  const auto add = [&](int row, int column, const QString& label, QWidget* field) {
    QLabel* text = plainLabel(label, this);
    text->setBuddy(field);
    grid->addWidget(text, row, column);
    grid->addWidget(field, row, column + 1);
  };
  add(0, 0, tr("La&yout"), m_layout);
  grid->addWidget(m_pattern, 0, 2, 1, 4);
  add(1, 0, tr("&Sessions by"), m_session);
  grid->addWidget(m_sessionPattern, 1, 2, 1, 4);
  add(2, 0, tr("Time &zone"), m_zone);
  add(2, 2, tr("&Host"), m_host);
  add(2, 4, tr("Ser&vice"), m_service);
  grid->addWidget(m_problem, 3, 1, 1, 5);
  for (const int column : {1, 3, 5}) grid->setColumnStretch(column, 1);

  fillBoxes(engine);
  m_problem->hide();
  connect(m_layout, &QComboBox::activated, this, &ImportSettings::onLayoutChosen);
  connect(m_session, &QComboBox::activated, this, &ImportSettings::onSessionChosen);
  connect(m_zone, &QComboBox::currentTextChanged, this, &ImportSettings::changedSoon);
  for (QLineEdit* field : {m_pattern, m_sessionPattern, m_host, m_service}) {
    connect(field, &QLineEdit::textEdited, this, &ImportSettings::changedSoon);
    connect(field, &QLineEdit::editingFinished, this, [this] {
      if (m_soon->isActive()) emitChanged();
    });
  }
  connect(m_soon, &QTimer::timeout, this, &ImportSettings::emitChanged);
}

void ImportSettings::fillBoxes(Engine& engine) {
  m_layout->addItem(tr("Automatic"), kAuto);
  addChoices(m_layout, engine.layoutChoices());
  m_layout->addItem(tr("Own pattern…"), kCustom);
  m_session->addItem(tr("Automatic"), kAuto);
  m_session->addItem(tr("None: one sequence a service"), kNone);
  addChoices(m_session, engine.sessionChoices());
  m_session->addItem(tr("Own pattern…"), kCustom);
  const QSignalBlocker quiet(m_zone);
  for (const std::string& zone : engine.timeZoneNames()) m_zone->addItem(QString::fromStdString(zone));
  m_zone->completer()->setCompletionMode(QCompleter::PopupCompletion);
  m_zone->completer()->setFilterMode(Qt::MatchContains);
}

void ImportSettings::showEntry(const ImportEntry& entry) {
  if (m_soon->isActive()) return;  // in the middle of typing: what is shown is newer than the entry
  m_wanted = entry.wanted;
  const bool known = entry.preview.has_value() && !entry.preview->error;
  select(m_layout, QString::fromStdString(entry.wanted.layout));
  select(m_session, QString::fromStdString(entry.wanted.sessionId));
  const bool ownLayout = m_layout->currentData() == kCustom;
  const bool ownSession = m_session->currentData() == kCustom;
  m_pattern->setReadOnly(!ownLayout);
  m_sessionPattern->setVisible(ownSession);
  if (ownLayout) {
    setTextQuietly(m_pattern, entry.wanted.layout);
  } else if (known) {
    setTextQuietly(m_pattern, entry.preview->layoutPattern);
  }
  if (ownSession) setTextQuietly(m_sessionPattern, entry.wanted.sessionId);
  if (known) {
    const pipeline::FilePreview& preview = *entry.preview;
    m_layout->setItemText(0, tr("Automatic: %1").arg(plain(preview.options.layout)));
    m_session->setItemText(0, tr("Automatic: %1").arg(plain(preview.options.sessionId)));
    setTextQuietly(m_host, preview.options.host.value_or(""));
    setTextQuietly(m_service, preview.options.service.value_or(""));
    const QSignalBlocker quiet(m_zone);
    if (!m_zone->hasFocus()) {
      m_zone->setEditText(QString::fromStdString(preview.options.timeZone.value_or("UTC")));
    }
    m_zone->setEnabled(preview.hasTime && !preview.hasTimeZone);
    m_zone->setToolTip(preview.hasTimeZone ? plainTip(tr("The times carry their zone"))
                       : preview.hasTime   ? QString()
                                           : plainTip(tr("This log has no times")));
  }
  setEnabled(!entry.refused());
  showProblem(entry);
}

void ImportSettings::showProblem(const ImportEntry& entry) {
  const bool wrong = entry.settingsWrong();
  m_problem->setVisible(wrong);
  if (wrong) {
    const ErrorWords words = errorWords(*entry.preview->error);
    m_problem->setText(ErrorWords{words.what, words.why, words.advice}.whole());
  }
  for (QLineEdit* field : {m_pattern, m_sessionPattern}) {
    const bool faulty = wrong && !field->isReadOnly() && field->isVisibleTo(this) &&
                        (entry.preview->error->code == ErrorCode::LayoutInvalid) == (field == m_pattern);
    if (field->property("invalid").toBool() == faulty) continue;
    field->setProperty("invalid", faulty);
    field->style()->unpolish(field);
    field->style()->polish(field);
  }
}

void ImportSettings::onLayoutChosen() {
  const bool own = m_layout->currentData() == kCustom;
  m_pattern->setReadOnly(!own);
  m_wanted.layout = own ? m_pattern->text().toStdString() : m_layout->currentData().toString().toStdString();
  if (own) m_pattern->setFocus();
  emitChanged();
}

void ImportSettings::onSessionChosen() {
  const bool own = m_session->currentData() == kCustom;
  m_sessionPattern->setVisible(own);
  if (own) {
    m_sessionPattern->setFocus();
    if (m_sessionPattern->text().isEmpty()) return;  // nothing to try yet
  }
  emitChanged();
}

void ImportSettings::changedSoon() { m_soon->start(); }

void ImportSettings::emitChanged() {
  m_soon->stop();
  const auto text = [](const QLineEdit* field) { return field->text().trimmed().toStdString(); };
  if (m_layout->currentData() == kCustom) {
    m_wanted.layout = text(m_pattern);
  } else {
    m_wanted.layout = m_layout->currentData().toString().toStdString();
  }
  if (m_session->currentData() != kCustom) {
    m_wanted.sessionId = m_session->currentData().toString().toStdString();
  } else if (!m_sessionPattern->text().isEmpty()) {
    m_wanted.sessionId = text(m_sessionPattern);
  }
  // A field that was not touched stays to be found out, for another layout may find another host.
  if (m_host->isModified()) m_wanted.host = text(m_host);
  if (m_service->isModified()) m_wanted.service = text(m_service);
  if (m_zone->isEnabled() && !m_zone->currentText().isEmpty()) {
    m_wanted.timeZone = m_zone->currentText().trimmed().toStdString();
  }
  Q_EMIT changed(m_wanted);
}

}  // namespace faultline::ui
