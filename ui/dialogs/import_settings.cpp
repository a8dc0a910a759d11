#include "ui/dialogs/import_settings.h"

#include <QtCore/QSignalBlocker>
#include <QtCore/QTimer>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QCompleter>
#include <QtWidgets/QDoubleSpinBox>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QStyle>
#include <QtWidgets/QToolButton>

#include "ui/dialogs/layout_library.h"
#include "ui/dialogs/offset_box.h"
#include "ui/dialogs/save_layout_dialog.h"
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

QString savedName(const pipeline::UserLayout& layout, LayoutLibrary::Shelf shelf) {
  const QString name = plain(layout.name);
  return shelf == LayoutLibrary::Shelf::Project ? ImportSettings::tr("%1 (this project)").arg(name)
                                                : ImportSettings::tr("%1 (my layouts)").arg(name);
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

ImportSettings::ImportSettings(Engine& engine, LayoutLibrary* library, QWidget* parent)
    : QWidget(parent),
      m_library(library),
      m_builtins(engine.layoutChoices()),
      m_layout(makeBox(tr("Layout"), this)),
      m_pattern(makeField(tr("Layout pattern"), this)),
      m_session(makeBox(tr("Sessions by"), this)),
      m_sessionPattern(makeField(tr("Session pattern"), this)),
      m_zone(makeBox(tr("Time zone"), this)),
      m_offset(new QDoubleSpinBox(this)),
      m_host(makeField(tr("Host"), this)),
      m_service(makeField(tr("Service"), this)),
      m_insert(new QToolButton(this)),
      m_saved(new QToolButton(this)),
      m_layoutProblem(wrappingLabel(QString(), this)),
      m_problem(wrappingLabel(QString(), this)),
      m_soon(new QTimer(this)) {
  m_pattern->setFont(style::monoFont());
  m_pattern->setToolTip(
      plainTip(tr("Fields in angle brackets, <Content> is the message; text between them is a "
                  "regular expression")));
  m_sessionPattern->setFont(style::monoFont());
  m_sessionPattern->setPlaceholderText(tr("e.g. request=(\\w+)"));
  m_layoutProblem->setAccessibleName(tr("Problem with the layout"));
  m_problem->setAccessibleName(tr("Problem with the settings"));
  m_host->setPlaceholderText(tr("as in the lines, if there"));
  m_service->setPlaceholderText(tr("as in the lines, if there"));
  m_zone->setEditable(true);
  m_zone->setInsertPolicy(QComboBox::NoInsert);
  setUpOffset(m_offset);
  m_soon->setSingleShot(true);
  m_soon->setInterval(kTypingPause);
  makeButtons();
  makeGrid();
  fillBoxes(engine);
  m_layoutProblem->hide();
  m_problem->hide();
  connect(m_layout, &QComboBox::activated, this, &ImportSettings::onLayoutChosen);
  connect(m_session, &QComboBox::activated, this, &ImportSettings::onSessionChosen);
  connect(m_zone, &QComboBox::currentTextChanged, this, &ImportSettings::changedSoon);
  connect(m_offset, &QDoubleSpinBox::valueChanged, this, &ImportSettings::changedSoon);
  for (QLineEdit* field : {m_pattern, m_sessionPattern, m_host, m_service}) {
    connect(field, &QLineEdit::textEdited, this, &ImportSettings::changedSoon);
    connect(field, &QLineEdit::editingFinished, this, [this] {
      if (m_soon->isActive()) emitChanged();
    });
  }
  connect(m_soon, &QTimer::timeout, this, &ImportSettings::emitChanged);
  connect(m_library, &LayoutLibrary::changed, this, &ImportSettings::fillLayouts);
  connect(m_library, &LayoutLibrary::saved, this, [this](const pipeline::UserLayout& layout) {
    m_own = false;  // it goes by its name from now on
    m_layout->setCurrentIndex(m_layout->findData(QString::fromStdString(layout.pattern)));
    m_pattern->setReadOnly(true);
    m_insert->setEnabled(false);
  });
}

void ImportSettings::addField(QGridLayout* grid, int row, int column, const QString& label, QWidget* field) {
  QLabel* text = plainLabel(label, this);
  text->setBuddy(field);
  grid->addWidget(text, row, column);
  grid->addWidget(field, row, column + 1);
}

void ImportSettings::makeGrid() {
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(style::kGrid);
  grid->setVerticalSpacing(style::kGrid);
  addField(grid, 0, 0, tr("La&yout"), m_layout);
  auto* pattern = new QHBoxLayout;
  pattern->setSpacing(style::kGrid);
  pattern->addWidget(m_pattern, 1);
  pattern->addWidget(m_insert);
  pattern->addWidget(m_saved);
  grid->addLayout(pattern, 0, 2, 1, 6);
  grid->addWidget(m_layoutProblem, 1, 2, 1, 6);
  addField(grid, 2, 0, tr("&Sessions by"), m_session);
  grid->addWidget(m_sessionPattern, 2, 2, 1, 6);
  addField(grid, 3, 0, tr("Time &zone"), m_zone);
  addField(grid, 3, 2, tr("Cloc&k is behind by"), m_offset);
  addField(grid, 3, 4, tr("&Host"), m_host);
  addField(grid, 3, 6, tr("Ser&vice"), m_service);
  grid->addWidget(m_problem, 4, 1, 1, 7);
  grid->setColumnStretch(1, 3);
  for (const int column : {3, 5, 7}) grid->setColumnStretch(column, 2);
}

void ImportSettings::makeButtons() {
  m_insert->setText(tr("Insert field"));
  m_insert->setAccessibleName(tr("Insert a field into the pattern"));
  m_saved->setText(tr("Saved layouts"));
  m_saved->setIcon(style::icon(QStringLiteral("save")));
  m_saved->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  m_saved->setAccessibleName(tr("Save, export and import layouts"));
  for (QToolButton* button : {m_insert, m_saved}) {
    button->setPopupMode(QToolButton::InstantPopup);
    button->setMenu(new QMenu(button));
    button->setProperty("field", true);
    button->setFocusPolicy(Qt::StrongFocus);
  }
  const std::pair<QString, QString> fields[] = {
      {QStringLiteral("<Date>"), tr("the day")},
      {QStringLiteral("<Time>"), tr("the time of day, or day and time in one")},
      {QStringLiteral("<Level>"), tr("how severe it is: INFO, ERROR, …")},
      {QStringLiteral("<Host>"), tr("the machine")},
      {QStringLiteral("<Service>"), tr("the program")},
      {QStringLiteral("<Component>"), tr("the part of the program")},
      {QStringLiteral("<Pid>"), tr("the process number")},
      {QStringLiteral("<Other>"), tr("anything else, left aside")},
      {QStringLiteral("<Content>"), tr("the message; every pattern needs it")}};
  for (const auto& [field, meaning] : fields) {
    m_insert->menu()->addAction(QStringLiteral("%1  %2").arg(field, meaning), this, [this, text = field] {
      m_pattern->insert(text);
      m_pattern->setFocus();
      changedSoon();
    });
  }
  connect(m_saved->menu(), &QMenu::aboutToShow, this, &ImportSettings::showSavedMenu);
}

void ImportSettings::showSavedMenu() {
  using Shelf = LayoutLibrary::Shelf;
  QMenu* menu = m_saved->menu();
  menu->clear();
  QAction* save = menu->addAction(tr("&Save this pattern…"), this, &ImportSettings::savePattern);
  save->setEnabled(m_layout->currentData() == kCustom && !m_pattern->text().trimmed().isEmpty() &&
                   m_layoutProblem->isHidden());
  bool any = false;
  QMenu* removing = menu->addMenu(tr("&Remove"));
  for (const Shelf shelf : {Shelf::Project, Shelf::Mine}) {
    for (const pipeline::UserLayout& layout : m_library->layouts(shelf)) {
      removing->addAction(withoutMnemonic(savedName(layout, shelf)), this,
                          [this, shelf, name = layout.name] { m_library->remove(shelf, name); });
      any = true;
    }
  }
  removing->setEnabled(any);
  menu->addSeparator();
  menu->addAction(tr("&Export layouts…"), this, &ImportSettings::exportLayouts)->setEnabled(any);
  menu->addAction(tr("&Import layouts…"), this, &ImportSettings::importLayouts);
}

void ImportSettings::savePattern() {
  auto* dialog = new SaveLayoutDialog(m_library, m_pattern->text().trimmed(), this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, this, [this, dialog] {
    m_library->save(dialog->shelf(),
                    {dialog->name().toStdString(), m_pattern->text().trimmed().toStdString()});
  });
  dialog->open();
}

void ImportSettings::exportLayouts() {
  const QString file = QFileDialog::getSaveFileName(this, tr("Export layouts"),
                                                    QStringLiteral("layouts.json"), tr("Layouts (*.json)"));
  if (!file.isEmpty()) m_library->exportTo(file.toStdString());
}

void ImportSettings::importLayouts() {
  const QString file = QFileDialog::getOpenFileName(this, tr("Import layouts"), QString(),
                                                    tr("Layouts (*.json);;All files (*)"));
  if (!file.isEmpty()) m_library->importFrom(file.toStdString());
}

void ImportSettings::fillLayouts() {
  using Shelf = LayoutLibrary::Shelf;
  const QVariant chosen = m_layout->currentData();
  const QString automatic = m_layout->count() > 0 ? m_layout->itemText(0) : tr("Automatic");
  m_layout->clear();
  m_layout->addItem(automatic, kAuto);
  addChoices(m_layout, m_builtins);
  m_layout->insertSeparator(m_layout->count());
  for (const Shelf shelf : {Shelf::Project, Shelf::Mine}) {
    for (const pipeline::UserLayout& layout : m_library->layouts(shelf)) {
      // Its pattern goes with the file: a preview knows no project to look the name up in.
      m_layout->addItem(savedName(layout, shelf), QString::fromStdString(layout.pattern));
    }
  }
  m_layout->addItem(tr("Own pattern…"), kCustom);
  const int at = m_layout->findData(chosen);
  m_layout->setCurrentIndex(at >= 0 ? at : chosen.isValid() ? m_layout->count() - 1 : 0);
}

void ImportSettings::fillBoxes(Engine& engine) {
  fillLayouts();
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
  if (m_shown != entry.path) m_own = false;
  m_shown = entry.path;
  const bool known = entry.preview.has_value() && !entry.preview->error;
  if (!m_own) select(m_layout, QString::fromStdString(entry.wanted.layout));
  select(m_session, QString::fromStdString(entry.wanted.sessionId));
  const bool ownLayout = m_layout->currentData() == kCustom;
  const bool ownSession = m_session->currentData() == kCustom;
  m_pattern->setReadOnly(!ownLayout);
  m_insert->setEnabled(ownLayout);
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
    showClock(preview);
  }
  setEnabled(!entry.refused());
  showProblem(entry);
}

void ImportSettings::showClock(const pipeline::FilePreview& preview) {
  const QSignalBlocker quiet(m_zone);
  if (!m_zone->hasFocus()) {
    m_zone->setEditText(QString::fromStdString(preview.options.timeZone.value_or("UTC")));
  }
  m_zone->setEnabled(preview.hasTime && !preview.hasTimeZone);
  m_zone->setToolTip(preview.hasTimeZone ? plainTip(tr("The times carry their zone"))
                     : preview.hasTime   ? QString()
                                         : plainTip(tr("This log has no times")));
  const QSignalBlocker quietOffset(m_offset);
  const auto offset = preview.options.clockOffset.value_or(std::chrono::nanoseconds{0});
  if (!m_offset->hasFocus()) m_offset->setValue(std::chrono::duration<double>(offset).count());
  m_offsetShown = m_offset->value();
  m_offset->setEnabled(preview.hasTime);
}

void ImportSettings::showProblem(const ImportEntry& entry) {
  const bool wrong = entry.settingsWrong();
  const bool layoutWrong = wrong && entry.preview->error->code == ErrorCode::LayoutInvalid;
  const QString text = wrong ? errorWords(*entry.preview->error).whole() : QString();
  m_layoutProblem->setText(layoutWrong ? text : QString());
  m_layoutProblem->setVisible(layoutWrong);
  m_problem->setText(layoutWrong ? QString() : text);
  m_problem->setVisible(wrong && !layoutWrong);
  for (QLineEdit* field : {m_pattern, m_sessionPattern}) {
    const bool faulty =
        wrong && !field->isReadOnly() && field->isVisibleTo(this) && layoutWrong == (field == m_pattern);
    if (field->property("invalid").toBool() == faulty) continue;
    field->setProperty("invalid", faulty);
    field->style()->unpolish(field);
    field->style()->polish(field);
  }
}

QString ImportSettings::problem() const { return m_layoutProblem->text() + m_problem->text(); }

void ImportSettings::onLayoutChosen() {
  const bool own = m_layout->currentData() == kCustom;
  m_own = own;
  m_pattern->setReadOnly(!own);
  m_insert->setEnabled(own);
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
  if (m_offset->isEnabled() && m_offset->value() != m_offsetShown) {
    m_wanted.clockOffset = offsetOf(m_offset);
  }
  Q_EMIT changed(m_wanted);
}

}  // namespace faultline::ui
