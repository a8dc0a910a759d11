#include "ui/dialogs/source_dialog.h"

#include <QtWidgets/QComboBox>
#include <QtWidgets/QCompleter>
#include <QtWidgets/QDoubleSpinBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

#include "ui/dialogs/offset_box.h"
#include "ui/style/style.h"
#include "ui/text/format.h"
#include "ui/text/translate.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

namespace {

constexpr int kWidth = 560;

void addRow(QFormLayout* form, const QString& text, QWidget* field, const QString& name) {
  field->setAccessibleName(name);
  QLabel* label = plainLabel(text, field->parentWidget());
  label->setBuddy(field);
  form->addRow(label, field);
}

}  // namespace

SourceDialog::SourceDialog(std::shared_ptr<Engine> engine, QueryRunner* queries,
                           std::filesystem::path project, const pipeline::Source& source,
                           const DisplayZone& zone, QWidget* parent)
    : QDialog(parent),
      m_engine(std::move(engine)),
      m_queries(queries),
      m_project(std::move(project)),
      m_source(source),
      m_shownIn(zone),
      m_zone(new QComboBox(this)),
      m_offset(new QDoubleSpinBox(this)),
      m_host(new QLineEdit(QString::fromStdString(source.host), this)),
      m_service(new QLineEdit(QString::fromStdString(source.service), this)),
      m_clockNote(dimLabel(QString(), this)),
      m_example(wrappingLabel(QString(), this)),
      m_problem(wrappingLabel(QString(), this)) {
  setWindowTitle(tr("Settings of %1").arg(plain(source.name)));
  setAccessibleName(windowTitle());
  setMinimumWidth(kWidth);
  m_problem->setAccessibleName(tr("Problem with the settings"));
  m_problem->hide();
  for (QLineEdit* field : {m_host, m_service}) {
    field->setPlaceholderText(tr("as in the lines, if there"));
    connect(field, &QLineEdit::textEdited, m_problem, &QWidget::hide);
  }
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(2 * style::kGrid, 2 * style::kGrid, 2 * style::kGrid, 2 * style::kGrid);
  layout->setSpacing(12);
  layout->addLayout(makeForm());
  layout->addWidget(m_problem);
  layout->addStretch();
  layout->addWidget(makeButtons());
  fillClock();
}

QFormLayout* SourceDialog::makeForm() {
  auto* form = new QFormLayout;
  form->setHorizontalSpacing(2 * style::kGrid);
  form->setVerticalSpacing(style::kGrid);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  QLabel* name = wrappingLabel(plain(m_source.name), this);
  name->setFont(style::headingFont());
  name->setToolTip(plainTip(plain(m_source.path)));
  form->addRow(plainLabel(tr("Source"), this), name);
  addRow(form, tr("Time &zone"), m_zone, tr("Time zone"));
  addRow(form, tr("&Clock is behind by"), m_offset, tr("Seconds that the source's clock is behind"));
  m_clockNote->setWordWrap(true);
  form->addRow(QString(), m_clockNote);
  if (m_source.first) form->addRow(plainLabel(tr("First time"), this), m_example);
  addRow(form, tr("&Host"), m_host, tr("Host"));
  addRow(form, tr("Ser&vice"), m_service, tr("Service"));
  return form;
}

QWidget* SourceDialog::makeButtons() {
  auto* row = new QWidget(this);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(style::kGrid);
  auto* cancel = new QPushButton(tr("Cancel"), row);
  cancel->setAccessibleName(tr("Cancel"));
  cancel->setAutoDefault(false);
  m_save = primaryButton(tr("&Save"), row);
  m_save->setAccessibleName(tr("Save"));
  m_save->setDefault(true);
  layout->addWidget(dimLabel(tr("Can be undone with Edit > Undo."), row), 1);
  layout->addWidget(cancel);
  layout->addWidget(m_save);
  connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
  connect(m_save, &QPushButton::clicked, this, &SourceDialog::save);
  return row;
}

void SourceDialog::fillClock() {
  m_zone->setEditable(true);
  m_zone->setInsertPolicy(QComboBox::NoInsert);
  for (const std::string& zone : m_engine->timeZoneNames()) m_zone->addItem(QString::fromStdString(zone));
  m_zone->completer()->setCompletionMode(QCompleter::PopupCompletion);
  m_zone->completer()->setFilterMode(Qt::MatchContains);
  m_zone->setCurrentText(QString::fromStdString(m_source.clock.zone));
  setUpOffset(m_offset);
  m_offset->setValue(std::chrono::duration<double>(m_source.clock.offset).count());
  m_offsetBefore = m_offset->value();

  const bool timed = m_source.first.has_value();
  m_zone->setEnabled(timed && !m_source.hasTimeZone);
  m_offset->setEnabled(timed);
  QStringList notes;
  if (timed && m_source.hasTimeZone) notes << tr("The times in this log carry their zone.");
  notes << (timed ? tr("The seconds are added to the log's times; where its clock is ahead, give a negative "
                       "number.")
                  : tr("This log has no times."));
  m_clockNote->setText(notes.join(QLatin1Char(' ')));
  m_example->setFont(style::monoFont());
  m_example->setAccessibleName(tr("The log's first time as it is read"));
  m_example->setVisible(timed);
  connect(m_zone, &QComboBox::editTextChanged, this, &SourceDialog::showExample);
  connect(m_offset, &QDoubleSpinBox::valueChanged, this, &SourceDialog::showExample);
  showExample();
  connect(m_zone, &QComboBox::editTextChanged, m_problem, &QWidget::hide);
  connect(m_offset, &QDoubleSpinBox::valueChanged, m_problem, &QWidget::hide);
}

void SourceDialog::showExample() {
  const auto now = ClockReader::make(m_source.clock);
  if (!m_source.first || !now) return;
  const LocalTime written = now->toStated(*m_source.first);
  const pipeline::SourceChange wanted = change();
  const auto then = ClockReader::make(
      {wanted.timeZone.value_or(m_source.clock.zone), wanted.clockOffset.value_or(m_source.clock.offset)});
  // The time comes first in each, so that they stand one under the other.
  const QString zone = m_shownIn.name();
  QStringList lines{tr("%1  as the log has it").arg(statedText(written)),
                    tr("%1  %2, until now").arg(m_shownIn.text(*m_source.first), zone)};
  const bool changed = wanted.timeZone || wanted.clockOffset;
  if (changed && then) {
    lines << tr("%1  %2, from now on").arg(m_shownIn.text(then->toUtc(written)), zone);
  } else if (changed) {
    lines << tr("There is no such time zone.");
  }
  m_example->setText(lines.join(QLatin1Char('\n')));
}

pipeline::SourceChange SourceDialog::change() const {
  pipeline::SourceChange change;
  const auto changed = [](const QString& now, const std::string& before) {
    const std::string text = now.trimmed().toStdString();
    return text == before ? std::nullopt : std::optional(text);
  };
  if (m_zone->isEnabled()) change.timeZone = changed(m_zone->currentText(), m_source.clock.zone);
  if (m_offset->isEnabled() && m_offset->value() != m_offsetBefore) {
    change.clockOffset = offsetOf(m_offset);
  }
  change.host = changed(m_host->text(), m_source.host);
  change.service = changed(m_service->text(), m_source.service);
  return change;
}

void SourceDialog::save() {
  const pipeline::SourceChange wanted = change();
  if (!wanted.timeZone && !wanted.clockOffset && !wanted.host && !wanted.service) return reject();
  setSaving(true);
  m_queries->run(
      this, QStringLiteral("change"),
      [engine = m_engine, project = m_project, source = m_source.id, wanted](std::stop_token) {
        return engine->changeSource(project, source, wanted);
      },
      [this](const Status& saved) { onSaved(saved); }, Worker::Place::Front);
}

void SourceDialog::onSaved(const Status& saved) {
  setSaving(false);
  if (saved) return accept();
  const ErrorWords words = errorWords(saved.error());
  m_problem->setText(words.whole());
  m_problem->show();
}

void SourceDialog::setSaving(bool saving) {
  m_save->setEnabled(!saving);
  if (saving) m_problem->hide();
}

QString SourceDialog::example() const { return m_example->text(); }
QString SourceDialog::clockNote() const { return m_clockNote->text(); }
QString SourceDialog::problem() const { return m_problem->isHidden() ? QString() : m_problem->text(); }

}  // namespace faultline::ui
