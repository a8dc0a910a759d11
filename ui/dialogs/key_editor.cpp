#include "ui/dialogs/key_editor.h"

#include <QtCore/QTimer>
#include <QtGui/QAction>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QStackedLayout>
#include <QtWidgets/QToolButton>

#include "ui/dialogs/key_edit_dialog.h"
#include "ui/models/keys_model.h"
#include "ui/style/style.h"
#include "ui/text/format.h"
#include "ui/text/template_text.h"
#include "ui/text/translate.h"
#include "ui/views/banner.h"
#include "ui/views/empty_state.h"
#include "ui/views/key_lines.h"
#include "ui/views/template_delegate.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

using pipeline::KeyEdit;
using pipeline::LogKeyInfo;

namespace {
constexpr std::size_t kSamples = 100;
constexpr int kMostDescribed = 500;
constexpr int kMovingPause = 60;  // ms; lines are read once the selection rests
}  // namespace

KeyEditor::KeyEditor(KeyBook* book, QAction* undo, QAction* redo, QWidget* parent)
    : QDialog(parent),
      m_book(book),
      m_model(new KeysModel(this)),
      m_filter(new KeysFilter(m_model, this)),
      m_banner(new Banner(this)),
      m_field(new QLineEdit(this)),
      m_counts(dimLabel(QString(), this)),
      m_table(new QTableView(this)),
      m_linesNote(dimLabel(QString(), this)),
      m_lines(new KeyLines(tr("Lines of the key"), this)),
      m_empty(new EmptyState(this)),
      m_soon(new QTimer(this)) {
  setWindowTitle(tr("Log keys"));
  setAccessibleName(windowTitle());
  resize(1080, 720);
  addActions({undo, redo});
  m_merge =
      addEdit(tr("&Merge…"), tr("Read the selected keys as one"), Qt::CTRL | Qt::Key_M, KeyEdit::Kind::Merge);
  m_split = addEdit(tr("&Split…"), tr("Give messages with a certain word a key of their own"),
                    Qt::CTRL | Qt::Key_T, KeyEdit::Kind::Split);
  m_rename = addEdit(tr("&Rename…"), tr("Give the key a name"), Qt::Key_F2, KeyEdit::Kind::Rename);
  m_mask = addEdit(tr("M&ask…"), tr("Say what is a parameter in all messages"), Qt::CTRL | Qt::Key_E,
                   KeyEdit::Kind::Mask);
  m_soon->setSingleShot(true);
  m_soon->setInterval(kMovingPause);

  auto* page = new QWidget(this);
  auto* pageLayout = new QVBoxLayout(page);
  pageLayout->setContentsMargins(2 * style::kGrid, 2 * style::kGrid, 2 * style::kGrid, 2 * style::kGrid);
  pageLayout->setSpacing(12);
  pageLayout->addWidget(makeTop(undo, redo));
  pageLayout->addWidget(m_banner);
  pageLayout->addWidget(makeLists(), 1);
  pageLayout->addWidget(makeButtons());
  m_stack = new QStackedLayout(this);
  m_stack->addWidget(m_empty);
  m_stack->addWidget(page);

  connect(m_field, &QLineEdit::textChanged, this, &KeyEditor::onFilter);
  connect(m_field, &QLineEdit::returnPressed, m_table, qOverload<>(&QWidget::setFocus));
  connect(m_soon, &QTimer::timeout, this, &KeyEditor::showLines);
  connect(m_empty, &EmptyState::triggered, this, &KeyEditor::importRequested);
  connect(m_book, &KeyBook::keysChanged, this, &KeyEditor::onKeys);
  onKeys();
  m_table->setFocus();
}

QAction* KeyEditor::addEdit(const QString& text, const QString& tip, const QKeySequence& key,
                            KeyEdit::Kind kind) {
  auto* action = new QAction(text, this);
  action->setShortcut(key);
  action->setToolTip(QStringLiteral("%1 (%2)").arg(tip, key.toString(QKeySequence::NativeText)));
  connect(action, &QAction::triggered, this, [this, kind] { openEdit(kind); });
  addAction(action);
  return action;
}

QWidget* KeyEditor::makeTop(QAction* undo, QAction* redo) {
  auto* row = new QWidget(this);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(style::kGrid);
  m_field->setAccessibleName(tr("Filter keys"));
  m_field->setPlaceholderText(tr("Filter keys"));
  m_field->setClearButtonEnabled(true);
  m_field->addAction(style::icon(QStringLiteral("list-filter"), style::Tint::Dim),
                     QLineEdit::LeadingPosition);
  layout->addWidget(m_field, 1);
  layout->addWidget(m_counts, 1);
  for (QAction* action : {undo, redo}) {
    auto* button = new QToolButton(row);
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    button->setAccessibleName(action == undo ? tr("Undo") : tr("Redo"));
    layout->addWidget(button);
  }
  auto* find = new QAction(this);
  find->setShortcut(QKeySequence::Find);
  connect(find, &QAction::triggered, this, [this] {
    m_field->setFocus();
    m_field->selectAll();
  });
  addAction(find);
  return row;
}

QWidget* KeyEditor::makeLists() {
  setUpKeys();
  auto* below = new QWidget(this);
  auto* layout = new QVBoxLayout(below);
  layout->setContentsMargins(0, style::kGrid, 0, 0);
  layout->setSpacing(style::kGrid);
  auto* caption = new QHBoxLayout;
  caption->addWidget(headingLabel(tr("Lines of the key"), below));
  caption->addWidget(m_linesNote, 1);
  layout->addLayout(caption);
  layout->addWidget(m_lines, 1);
  connect(m_lines, &KeyLines::picked, this, [this] {
    m_linesNote->setText(tr("Split… makes a key of the messages with “%1”").arg(m_lines->pickedText()));
  });
  auto* splitter = new QSplitter(Qt::Vertical, this);
  splitter->setChildrenCollapsible(false);
  splitter->addWidget(m_table);
  splitter->addWidget(below);
  splitter->setSizes({400, 200});
  splitter->setStretchFactor(0, 2);
  splitter->setStretchFactor(1, 1);
  return splitter;
}

void KeyEditor::setUpKeys() {
  setUpTable(m_table, tr("Log keys"));
  m_table->setModel(m_filter);
  m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
  m_table->setContextMenuPolicy(Qt::CustomContextMenu);
  m_table->setItemDelegateForColumn(KeysModel::Key, new TemplateDelegate(this));
  QHeaderView* header = m_table->horizontalHeader();
  header->setSectionResizeMode(KeysModel::Key, QHeaderView::Stretch);
  header->setSortIndicator(-1, Qt::AscendingOrder);  // as they come: the most frequent first
  header->setSortIndicatorClearable(true);
  m_table->setColumnWidth(KeysModel::Entries, 104);
  m_table->setColumnWidth(KeysModel::Note, 176);
  m_table->setSortingEnabled(true);
  connect(m_table, &QWidget::customContextMenuRequested, this, &KeyEditor::showMenu);
  connect(m_table, &QTableView::activated, m_rename, &QAction::trigger);
  connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &KeyEditor::onSelection);
}

QWidget* KeyEditor::makeButtons() {
  auto* row = new QWidget(this);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(style::kGrid);
  for (QAction* action : {m_merge, m_split, m_rename, m_mask}) {
    auto* button = new QPushButton(action->text(), row);
    button->setAutoDefault(false);
    button->setAccessibleName(QString(action->text()).remove(QLatin1Char('&')));
    button->setToolTip(action->toolTip());
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::enabledChanged, button, &QWidget::setEnabled);
    layout->addWidget(button);
  }
  layout->addStretch();
  auto* close = new QPushButton(tr("Close"), row);
  close->setAutoDefault(false);
  close->setAccessibleName(tr("Close"));
  connect(close, &QPushButton::clicked, this, &QDialog::reject);
  layout->addWidget(close);
  return row;
}

void KeyEditor::onKeys() {
  const LogKeyInfo* before = current();
  const KeyId chosen = m_wanted ? m_wanted : before == nullptr ? KeyId{} : before->id;
  m_shown = {};
  m_model->setKeys(m_book->keys());
  showWhatThereIs();
  showCounts();
  const bool relearn = m_book->keys() && m_book->keys()->needsRelearning;
  m_banner->setVisible(relearn);
  if (relearn) {
    m_banner->tell(errorWords(*m_book->keys()->needsRelearning));
    m_banner->setAction(tr("&Learn again"), [this] { Q_EMIT learnRequested(); });
  }
  if (m_model->rowCount() > 0) select(chosen);
  onSelection();
  describeNext(0);
}

/// Finds out what the parameters of the most frequent keys are, one key after the other behind all else that
/// is asked for.
void KeyEditor::describeNext(int row) {
  const LogKeyInfo* key = row < kMostDescribed ? m_model->key(row) : nullptr;
  if (key == nullptr) return m_book->queries()->cancel(this, QStringLiteral("kinds"));
  m_book->queries()->run(
      this, QStringLiteral("kinds"),
      [engine = m_book->engine(), project = m_book->project(), id = key->id](std::stop_token stop) {
        return engine->describeKey(project, id, stop);
      },
      [this, row](const Result<LogKeyInfo>& described) {
        if (described) m_model->setKinds(described->id, described->parameters);
        describeNext(row + 1);
      });
}

void KeyEditor::showWhatThereIs() {
  const bool any = m_model->rowCount() > 0;
  m_stack->setCurrentIndex(any ? 1 : 0);
  if (any) return;
  if (m_book->error()) {
    const ErrorWords words = errorWords(*m_book->error());
    return m_empty->show(QStringLiteral("triangle-alert"), words.what,
                         ErrorWords{{}, words.why, words.advice}.whole());
  }
  if (!m_book->keys()) {
    return m_empty->show(QStringLiteral("loader"), tr("Reading the log keys…"), QString());
  }
  m_empty->show(
      QStringLiteral("list-filter"), tr("No log keys yet"),
      tr("A log key is what the messages of one kind have in common. Import logs, and their keys are "
         "listed here to be merged, split, renamed or masked."),
      tr("Import logs…"));
}

void KeyEditor::showCounts() {
  QStringList parts{m_filter->rowCount() == m_model->rowCount()
                        ? tr("%n key(s)", nullptr, m_model->rowCount())
                        : tr("%1 of %2 keys").arg(m_filter->rowCount()).arg(m_model->rowCount())};
  if (m_book->keys() && !m_book->keys()->masks.empty()) {
    parts << tr("%n mask(s)", nullptr, static_cast<int>(m_book->keys()->masks.size()));
    QStringList masks;
    for (const std::string& mask : m_book->keys()->masks) masks << plain(mask);
    m_counts->setToolTip(plainTip(tr("Masks:") + QLatin1Char('\n') + masks.join(QLatin1Char('\n'))));
  }
  const auto chosen = static_cast<int>(m_table->selectionModel()->selectedRows().size());
  if (chosen > 1) parts << tr("%n selected", nullptr, chosen);
  m_counts->setText(parts.join(QStringLiteral(" · ")));
}

void KeyEditor::onFilter() {
  m_filter->setFilter(m_field->text());
  if (current() == nullptr && m_filter->rowCount() > 0) m_table->selectRow(0);
  showCounts();
}

void KeyEditor::select(KeyId key) {
  const int row = m_model->rowOf(key);
  const QModelIndex index = row < 0 ? QModelIndex() : m_filter->mapFromSource(m_model->index(row, 0));
  m_table->selectRow(index.isValid() ? index.row() : 0);
  m_table->scrollTo(m_table->currentIndex());
  if (row >= 0) m_wanted = {};
}

void KeyEditor::showKey(KeyId key) {
  m_field->clear();
  m_wanted = key;
  if (m_model->rowCount() > 0) select(key);
}

std::vector<LogKeyInfo> KeyEditor::selected() const {
  std::vector<LogKeyInfo> keys;
  for (const QModelIndex& index : m_table->selectionModel()->selectedRows()) {
    if (const LogKeyInfo* key = m_model->key(m_filter->mapToSource(index).row())) keys.push_back(*key);
  }
  return keys;
}

const LogKeyInfo* KeyEditor::current() const {
  const QModelIndexList rows = m_table->selectionModel()->selectedRows();
  if (rows.isEmpty()) return nullptr;
  const QModelIndex index =
      rows.contains(m_table->currentIndex().siblingAtColumn(0)) ? m_table->currentIndex() : rows.first();
  return m_model->key(m_filter->mapToSource(index).row());
}

void KeyEditor::onSelection() {
  const auto chosen = m_table->selectionModel()->selectedRows().size();
  m_merge->setEnabled(chosen > 1);
  m_split->setEnabled(chosen == 1);
  m_rename->setEnabled(chosen == 1);
  m_mask->setEnabled(m_model->rowCount() > 0);
  showCounts();
  m_soon->start();
}

void KeyEditor::showLines() {
  const LogKeyInfo* key = current();
  if (key == nullptr) {
    m_shown = {};
    m_linesNote->clear();
    m_book->queries()->cancel(this, QStringLiteral("lines"));
    return m_lines->showNote(tr("Choose a key to see some of its lines."));
  }
  if (m_shown == key->id) return;
  m_shown = key->id;
  m_book->queries()->run(
      this, QStringLiteral("lines"),
      [engine = m_book->engine(), project = m_book->project(), id = key->id](std::stop_token stop) {
        return engine->linesOfKey(project, id, kSamples, stop);
      },
      [this](const Result<std::vector<pipeline::LogLine>>& lines) {
        m_linesNote->clear();
        if (!lines) return m_lines->showNote(errorWords(lines.error()).whole());
        if (lines->empty()) return m_lines->showNote(tr("No line has this key."));
        m_lines->showLines(*lines);
        if (const LogKeyInfo* shown = current()) m_lines->reveal(longestConstant(plain(shown->text)));
        m_linesNote->setText(
            tr("%n of them; double-click a word to split on it", nullptr, static_cast<int>(lines->size())));
      },
      Worker::Place::Front);
}

void KeyEditor::showMenu(const QPoint& position) {
  QMenu menu(this);
  menu.addActions({m_merge, m_split, m_rename, m_mask});
  menu.exec(m_table->viewport()->mapToGlobal(position));
}

void KeyEditor::openEdit(KeyEdit::Kind kind) {
  QString text;
  const auto keys = selected();
  if (kind == KeyEdit::Kind::Split) text = m_lines->pickedText();
  if (kind == KeyEdit::Kind::Rename) text = QString::fromStdString(keys.front().name);
  auto* dialog = new KeyEditDialog(m_book, kind, keys, text, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->open();
  Q_EMIT editOpened(dialog);
}

void KeyEditor::showError(const Error& error) {
  if (isVisible()) m_banner->showError(error);
}

}  // namespace faultline::ui
