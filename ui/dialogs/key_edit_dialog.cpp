#include "ui/dialogs/key_edit_dialog.h"

#include <algorithm>

#include <QtCore/QTimer>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QStyle>

#include "ui/models/key_edit_model.h"
#include "ui/models/keys_model.h"
#include "ui/style/style.h"
#include "ui/text/format.h"
#include "ui/text/template_text.h"
#include "ui/text/translate.h"
#include "ui/views/key_lines.h"
#include "ui/views/template_delegate.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

using namespace pipeline;

namespace {

constexpr int kTypingPause = 300;  // ms
constexpr std::size_t kSamples = 100;

QString titleOf(KeyEdit::Kind kind) {
  switch (kind) {
    case KeyEdit::Kind::Merge:
      return KeyEditDialog::tr("Merge log keys");
    case KeyEdit::Kind::Split:
      return KeyEditDialog::tr("Split log key");
    case KeyEdit::Kind::Rename:
      return KeyEditDialog::tr("Rename log key");
    case KeyEdit::Kind::Mask:
      return KeyEditDialog::tr("Mask log keys");
  }
  return {};
}

QString explanationOf(KeyEdit::Kind kind) {
  switch (kind) {
    case KeyEdit::Kind::Merge:
      return KeyEditDialog::tr("All entries of these keys count as entries of one key from now on.");
    case KeyEdit::Kind::Split:
      return KeyEditDialog::tr(
          "Messages that have this word get a key of their own. Type the word, or "
          "double-click it in the lines below.");
    case KeyEdit::Kind::Rename:
      return KeyEditDialog::tr(
          "The name stands for the key wherever it is shown. Without a name the key goes by "
          "its text.");
    case KeyEdit::Kind::Mask:
      return KeyEditDialog::tr(
          "What this regular expression matches counts as a parameter in every message; "
          "keys that become the same are merged.");
  }
  return {};
}

QString applyText(KeyEdit::Kind kind) {
  switch (kind) {
    case KeyEdit::Kind::Merge:
      return KeyEditDialog::tr("&Merge");
    case KeyEdit::Kind::Split:
      return KeyEditDialog::tr("&Split");
    case KeyEdit::Kind::Rename:
      return KeyEditDialog::tr("&Rename");
    case KeyEdit::Kind::Mask:
      return KeyEditDialog::tr("&Mask");
  }
  return {};
}

QString summaryOf(KeyEdit::Kind kind, const KeyEditPreview& preview, std::size_t chosen) {
  if (kind == KeyEdit::Kind::Rename) return KeyEditDialog::tr("Only what the key is called changes.");
  const QString number = numberText(preview.events);
  const QString events = preview.eventsAreAtLeast ? KeyEditDialog::tr("At least %1 entries").arg(number)
                                                  : KeyEditDialog::tr("%1 entries").arg(number);
  const int changing = static_cast<int>(preview.keys.size());
  switch (kind) {
    case KeyEdit::Kind::Merge:
      return KeyEditDialog::tr("%n key(s) become one. ", nullptr, static_cast<int>(chosen)) +
             KeyEditDialog::tr("%1 get another key.").arg(events);
    case KeyEdit::Kind::Split:
      return KeyEditDialog::tr("%1 move to a key of their own.").arg(events);
    default:
      return KeyEditDialog::tr("%n key(s) change. ", nullptr, changing) +
             KeyEditDialog::tr("%1 are touched.").arg(events);
  }
}

/// The lines of the keys that go first: those of the one that stays are no news.
std::vector<LogLine> withMovingFirst(std::vector<LogLine> lines, KeyId staying) {
  std::stable_partition(lines.begin(), lines.end(),
                        [staying](const LogLine& line) { return line.key != staying; });
  return lines;
}

}  // namespace

KeyEditDialog::KeyEditDialog(KeyBook* book, Kind kind, std::vector<LogKeyInfo> keys, const QString& text,
                             QWidget* parent)
    : QDialog(parent),
      m_book(book),
      m_kind(kind),
      m_keys(std::move(keys)),
      m_problem(wrappingLabel(QString(), this)),
      m_summary(wrappingLabel(QString(), this)),
      m_linesTitle(headingLabel(QString(), this)),
      m_linesNote(dimLabel(QString(), this)),
      m_affected(new KeyEditModel(this)),
      m_table(new QTableView(this)),
      m_lines(new KeyLines(tr("Lines that this affects"), this)),
      m_soon(new QTimer(this)) {
  setWindowTitle(titleOf(kind));
  setAccessibleName(windowTitle());
  resize(920, 620);
  m_problem->setAccessibleName(tr("Problem"));
  m_problem->hide();
  m_summary->setAccessibleName(tr("What this does"));
  m_soon->setSingleShot(true);
  m_soon->setInterval(kTypingPause);

  auto* form = new QFormLayout;
  form->setHorizontalSpacing(2 * style::kGrid);
  form->setVerticalSpacing(style::kGrid);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  makeInput(form, text);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(2 * style::kGrid, 2 * style::kGrid, 2 * style::kGrid, 2 * style::kGrid);
  layout->setSpacing(12);
  QLabel* explanation = dimLabel(explanationOf(kind), this);
  explanation->setWordWrap(true);
  layout->addWidget(explanation);
  layout->addLayout(form);
  layout->addWidget(m_problem);
  layout->addWidget(makePreview(), 1);
  layout->addWidget(makeButtons());

  connect(m_soon, &QTimer::timeout, this, &KeyEditDialog::look);
  connect(m_book->jobs(), &JobRunner::changed, this, &KeyEditDialog::onJobs);
  if (edit()) {
    look();
  } else {
    showSamples();
  }
  onJobs();
}

void KeyEditDialog::makeInput(QFormLayout* form, const QString& text) {
  const auto addRow = [&](const QString& label, QWidget* field, const QString& name) {
    field->setAccessibleName(name);
    QLabel* caption = plainLabel(label, this);
    caption->setBuddy(field);
    form->addRow(caption, field);
  };
  if (m_kind == Kind::Merge) {
    m_target = new QComboBox(this);
    m_target->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    for (const LogKeyInfo& key : m_keys) m_target->addItem(keyName(key));
    const auto most = std::max_element(m_keys.begin(), m_keys.end(), [](const auto& one, const auto& other) {
      return one.events < other.events;
    });
    m_target->setCurrentIndex(static_cast<int>(most - m_keys.begin()));
    addRow(tr("&Read them all as"), m_target, tr("The key that they are read as"));
    connect(m_target, &QComboBox::currentIndexChanged, this, &KeyEditDialog::onInput);
    return;
  }
  if (!m_keys.empty() && m_kind != Kind::Mask) {
    QLabel* key = wrappingLabel(plain(m_keys.front().text), this);
    key->setFont(style::monoFont());
    form->addRow(plainLabel(tr("Log key"), this), key);
  }
  m_field = new QLineEdit(text, this);
  m_field->setClearButtonEnabled(true);
  switch (m_kind) {
    case Kind::Split:
      m_field->setFont(style::monoFont());
      addRow(tr("Split on the &word"), m_field, tr("The word to split on"));
      connect(m_lines, &KeyLines::picked, m_field, &QLineEdit::setText);
      break;
    case Kind::Rename:
      m_field->setPlaceholderText(tr("e.g. Instance started"));
      addRow(tr("&Name"), m_field, tr("What the key is called"));
      break;
    default:
      m_field->setFont(style::monoFont());
      m_field->setPlaceholderText(tr("e.g. node-[a-z0-9]+"));
      addRow(tr("Regular &expression"), m_field, tr("Regular expression of what is a parameter"));
      break;
  }
  m_field->selectAll();
  m_field->setFocus();
  connect(m_field, &QLineEdit::textChanged, this, &KeyEditDialog::onInput);
}

QWidget* KeyEditDialog::makePreview() {
  setUpTable(m_table, tr("Keys that change"));
  m_table->setModel(m_affected);
  m_table->setItemDelegateForColumn(KeyEditModel::Before, new TemplateDelegate(this));
  m_table->setItemDelegateForColumn(KeyEditModel::After, new TemplateDelegate(this));
  QHeaderView* header = m_table->horizontalHeader();
  header->setSectionResizeMode(KeyEditModel::Before, QHeaderView::Stretch);
  header->setSectionResizeMode(KeyEditModel::After, QHeaderView::Stretch);
  header->setSectionResizeMode(KeyEditModel::Entries, QHeaderView::Fixed);
  m_table->setColumnWidth(KeyEditModel::Entries, 104);
  m_table->setColumnHidden(KeyEditModel::Entries, m_kind == Kind::Rename);

  auto* below = new QWidget(this);
  auto* belowLayout = new QVBoxLayout(below);
  belowLayout->setContentsMargins(0, style::kGrid, 0, 0);
  belowLayout->setSpacing(style::kGrid);
  auto* caption = new QHBoxLayout;
  caption->addWidget(m_linesTitle);
  caption->addWidget(m_linesNote, 1);
  belowLayout->addLayout(caption);
  belowLayout->addWidget(m_lines, 1);

  auto* above = new QWidget(this);
  auto* aboveLayout = new QVBoxLayout(above);
  aboveLayout->setContentsMargins(0, 0, 0, 0);
  aboveLayout->setSpacing(style::kGrid);
  aboveLayout->addWidget(m_summary);
  aboveLayout->addWidget(m_table, 1);

  auto* splitter = new QSplitter(Qt::Vertical, this);
  splitter->setChildrenCollapsible(false);
  splitter->addWidget(above);
  splitter->addWidget(below);
  splitter->setStretchFactor(1, 1);
  const int rows = m_kind == Kind::Mask ? 8 : std::clamp(static_cast<int>(m_keys.size()) + 3, 4, 9);
  splitter->setSizes({rows * style::kRow, 320});
  return splitter;
}

QWidget* KeyEditDialog::makeButtons() {
  auto* row = new QWidget(this);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(style::kGrid);
  m_cancel = new QPushButton(tr("Cancel"), row);
  m_cancel->setAutoDefault(false);
  m_cancel->setAccessibleName(tr("Cancel"));
  m_apply = primaryButton(applyText(m_kind), row);
  m_apply->setAccessibleName(applyText(m_kind).remove(QLatin1Char('&')));
  m_apply->setDefault(true);
  m_apply->setEnabled(false);
  layout->addWidget(dimLabel(tr("Can be undone with Edit > Undo."), row), 1);
  layout->addWidget(m_cancel);
  layout->addWidget(m_apply);
  connect(m_cancel, &QPushButton::clicked, this, &KeyEditDialog::reject);
  connect(m_apply, &QPushButton::clicked, this, &KeyEditDialog::apply);
  return row;
}

std::optional<KeyEdit> KeyEditDialog::edit() const {
  KeyEdit edit;
  edit.kind = m_kind;
  if (m_kind != Kind::Mask) {
    for (const LogKeyInfo& key : m_keys) edit.keys.push_back(key.id);
  }
  if (m_target != nullptr && m_target->currentIndex() > 0) {
    std::swap(edit.keys.front(), edit.keys[static_cast<std::size_t>(m_target->currentIndex())]);
  }
  if (m_field != nullptr) {
    const bool regex = m_kind == Kind::Mask;  // where a blank may be meant
    edit.text = (regex ? m_field->text() : m_field->text().trimmed()).toStdString();
    const bool unchanged = m_kind == Kind::Rename && edit.text == m_keys.front().name;
    const bool missing = m_kind != Kind::Rename && edit.text.empty();
    if (unchanged || missing) return std::nullopt;
  }
  return edit;
}

void KeyEditDialog::onInput() {
  m_valid = false;
  clearProblem();
  onJobs();
  m_soon->start();
}

void KeyEditDialog::look() {
  const auto wanted = edit();
  if (!wanted) return showSamples();
  m_summary->setText(tr("Looking at the lines…"));
  m_book->queries()->run(
      this, QStringLiteral("preview"),
      [engine = m_book->engine(), project = m_book->project(), edit = *wanted](std::stop_token stop) {
        return engine->previewKeyEdit(project, edit, stop);
      },
      [this](const Result<KeyEditPreview>& preview) { onPreview(preview); }, Worker::Place::Front);
}

/// Nothing is asked for yet: the lines as they are, to pick from.
void KeyEditDialog::showSamples() {
  m_book->queries()->cancel(this, QStringLiteral("preview"));
  m_affected->setKeys({});
  m_summary->setText(m_kind == Kind::Split    ? tr("Choose a word to see what moves.")
                     : m_kind == Kind::Rename ? tr("Type a name.")
                                              : tr("Type an expression to see which keys change."));
  m_linesTitle->setText(m_keys.empty() ? tr("Lines that this affects") : tr("Lines of the key"));
  m_linesNote->clear();
  m_lines->markPattern(QString());
  if (m_keys.empty()) return m_lines->showNote(tr("The lines that the expression matches are shown here."));
  m_book->queries()->run(
      this, QStringLiteral("preview"),
      [engine = m_book->engine(), project = m_book->project(), key = m_keys.front().id](
          std::stop_token stop) { return engine->linesOfKey(project, key, kSamples, stop); },
      [this](const Result<std::vector<LogLine>>& lines) {
        if (!lines) return m_lines->showNote(errorWords(lines.error()).whole());
        m_lines->showLines(*lines);
        m_lines->reveal(longestConstant(plain(m_keys.front().text)));
        m_linesNote->setText(tr("%n of them", nullptr, static_cast<int>(lines->size())));
      },
      Worker::Place::Front);
}

void KeyEditDialog::onPreview(const Result<KeyEditPreview>& preview) {
  const bool moves = preview && (m_kind != Kind::Split || preview->events > 0);
  m_valid = moves;
  onJobs();
  if (!moves) {
    showSamples();
    m_summary->setText(preview ? tr("None of the lines that were looked at has this word.")
                               : tr("Nothing would change."));
    if (!preview) showProblem(preview.error());
    return;
  }
  m_linesTitle->setText(tr("Lines that this affects"));
  m_affected->setKeys(preview->keys);
  m_summary->setText(summaryOf(m_kind, *preview, m_keys.size()));
  if (preview->linesError) {
    m_linesNote->clear();
    return m_lines->showNote(errorWords(*preview->linesError).whole());
  }
  const auto shown = static_cast<int>(preview->lines.size());
  m_linesNote->setText(tr("%n line(s) shown", nullptr, shown));
  const auto wanted = edit();
  if (m_kind == Kind::Merge && wanted) {
    m_lines->showLines(withMovingFirst(preview->lines, wanted->keys.front()));
  } else {
    m_lines->showLines(preview->lines);
  }
  if (!preview->keys.empty()) m_lines->reveal(longestConstant(plain(preview->keys.front().before)));
  if (m_kind == Kind::Split) m_lines->markWord(m_field->text().trimmed());
  if (m_kind == Kind::Mask) m_lines->markPattern(m_field->text());
}

void KeyEditDialog::showProblem(const Error& error) {
  m_problem->setText(errorWords(error).whole());
  m_problem->show();
  if (m_field == nullptr) return;
  m_field->setProperty("invalid", true);
  m_field->style()->polish(m_field);
}

void KeyEditDialog::clearProblem() {
  m_problem->hide();
  if (m_field == nullptr || !m_field->property("invalid").toBool()) return;
  m_field->setProperty("invalid", false);
  m_field->style()->polish(m_field);
}

void KeyEditDialog::apply() {
  const auto wanted = edit();
  if (!wanted || !m_valid || m_soon->isActive()) return;
  clearProblem();
  m_job = m_book->edit(*wanted);
  setApplying(true);
}

void KeyEditDialog::onEnded(const Job& job) {
  m_job = 0;
  setApplying(false);
  if (job.state == JobState::Done) return accept();
  m_summary->setText(job.error ? tr("Nothing has changed.") : tr("Stopped. Nothing has changed."));
  if (job.error) showProblem(*job.error);
}

void KeyEditDialog::onJobs() {
  if (m_job != 0) return followJob();
  // One job at a time changes a project: while another runs, this one has to wait.
  const Job* running = m_book->jobs()->current();
  m_apply->setEnabled(m_valid && running == nullptr);
  m_apply->setToolTip(running == nullptr ? QString()
                                         : plainTip(tr("Wait until “%1” is done").arg(running->title)));
}

void KeyEditDialog::followJob() {
  // One that was stopped before it began is found here too.
  const auto& ended = m_book->jobs()->history();
  const auto found =
      std::find_if(ended.begin(), ended.end(), [this](const Job& job) { return job.id == m_job; });
  if (found != ended.end()) return onEnded(Job(*found));
  const Job* running = m_book->jobs()->current();
  if (running == nullptr || !running->progress || running->progress->total == 0) return;
  const int percent = static_cast<int>(running->progress->done * 100 / running->progress->total);
  m_summary->setText(tr("Changing the keys… %1 %").arg(percent));
}

void KeyEditDialog::setApplying(bool applying) {
  if (applying) m_summary->setText(tr("Changing the keys…"));
  if (m_field != nullptr) m_field->setEnabled(!applying);
  if (m_target != nullptr) m_target->setEnabled(!applying);
  m_apply->setEnabled(!applying && m_valid);
  m_cancel->setText(applying ? tr("Stop") : tr("Cancel"));
  m_cancel->setAccessibleName(m_cancel->text());
}

void KeyEditDialog::reject() {
  if (m_job != 0) return m_book->jobs()->cancel();
  m_book->queries()->cancel(this, QStringLiteral("preview"));
  QDialog::reject();
}

QString KeyEditDialog::summary() const { return m_summary->text(); }
QString KeyEditDialog::problem() const { return m_problem->isHidden() ? QString() : m_problem->text(); }

}  // namespace faultline::ui
