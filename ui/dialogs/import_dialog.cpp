#include "ui/dialogs/import_dialog.h"

#include <set>

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QSplitter>

#include "ui/dialogs/import_settings.h"
#include "ui/dialogs/layout_library.h"
#include "ui/models/import_preview_model.h"
#include "ui/style/style.h"
#include "ui/text/format.h"
#include "ui/text/translate.h"
#include "ui/views/widgets.h"

namespace faultline::ui {

ImportDialog::ImportDialog(std::shared_ptr<Engine> engine, QueryRunner* queries,
                           const std::vector<std::filesystem::path>& files,
                           std::shared_ptr<const pipeline::ProjectInfo> project, const QString& suggestion,
                           QWidget* parent)
    : QDialog(parent),
      m_engine(std::move(engine)),
      m_queries(queries),
      m_project(std::move(project)),
      m_files(new ImportFilesModel(this)),
      m_lines(new ImportPreviewModel(this)),
      m_table(new QTableView(this)),
      m_linesTable(new QTableView(this)),
      m_library(new LayoutLibrary(m_engine, m_queries, m_project ? m_project->path : std::filesystem::path(),
                                  this)),
      m_settings(new ImportSettings(*m_engine, m_library, this)),
      m_linesNote(dimLabel(QString(), this)),
      m_misfits(new QCheckBox(tr("&Only lines that do not fit"), this)),
      m_summary(dimLabel(QString(), this)) {
  setWindowTitle(tr("Import logs"));
  setAccessibleName(windowTitle());
  resize(1120, 760);
  setUpTables();

  auto* splitter = new QSplitter(Qt::Vertical, this);
  splitter->addWidget(m_table);
  splitter->addWidget(makeLines());
  splitter->setStretchFactor(1, 1);
  splitter->setChildrenCollapsible(false);
  // As high as its few files, but never more than a third of the dialog.
  const int rows = std::clamp(static_cast<int>(files.size()) + 1, 3, 8);
  splitter->setSizes({rows * style::kRow + style::kGrid, 560});

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(2 * style::kGrid, 2 * style::kGrid, 2 * style::kGrid, 2 * style::kGrid);
  layout->setSpacing(12);
  layout->addWidget(
      dimLabel(tr("Faultline has looked at the beginning of each file. Change what it got wrong; "
                  "changes apply to all selected files."),
               this));
  layout->addWidget(splitter, 1);
  if (!m_project) layout->addWidget(makeProjectRow(suggestion));
  layout->addWidget(makeButtons());

  connect(m_settings, &ImportSettings::changed, this, &ImportDialog::onSettings);
  connect(m_misfits, &QCheckBox::toggled, this, &ImportDialog::showFitting);
  connect(m_library, &LayoutLibrary::told, m_summary, &QLabel::setText);
  connect(m_library, &LayoutLibrary::failed, this,
          [this](const Error& error) { m_summary->setText(errorWords(error).whole()); });
  m_library->load();
  connect(m_files, &ImportFilesModel::chosenChanged, this, &ImportDialog::showSummary);
  m_files->setFiles(files, m_project ? m_project->sources : std::vector<pipeline::Source>{});
  for (int row = 0; row < m_files->rowCount(); ++row) preview(row, Worker::Place::Back);
  if (m_files->rowCount() > 0) m_table->setCurrentIndex(m_files->index(0, 0));
  m_table->setFocus();
}

void ImportDialog::setUpTables() {
  setUpTable(m_table, tr("Files to import"));
  m_table->setModel(m_files);
  m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
  m_table->setTextElideMode(Qt::ElideMiddle);
  QHeaderView* header = m_table->horizontalHeader();
  header->setSectionResizeMode(ImportFilesModel::File, QHeaderView::Stretch);
  const std::pair<int, int> widths[] = {{ImportFilesModel::Layout, 200},   {ImportFilesModel::Fits, 64},
                                        {ImportFilesModel::Sessions, 136}, {ImportFilesModel::Zone, 112},
                                        {ImportFilesModel::Host, 112},     {ImportFilesModel::Service, 112}};
  for (const auto& [column, width] : widths) m_table->setColumnWidth(column, width);
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          &ImportDialog::showCurrent);

  setUpTable(m_linesTable, tr("First lines as they will be read"));
  m_linesTable->setModel(m_lines);
  m_linesTable->horizontalHeader()->setStretchLastSection(true);
}

QWidget* ImportDialog::makeLines() {
  auto* below = new QWidget(this);
  auto* layout = new QVBoxLayout(below);
  layout->setContentsMargins(0, style::kGrid, 0, 0);
  layout->setSpacing(style::kGrid);
  layout->addWidget(m_settings);
  auto* caption = new QHBoxLayout;
  caption->addWidget(headingLabel(tr("First lines as they will be read"), below));
  caption->addWidget(m_linesNote, 1);
  caption->addWidget(m_misfits);
  m_misfits->setAccessibleName(tr("Show only lines that do not fit"));
  layout->addLayout(caption);
  layout->addWidget(m_linesTable, 1);
  return below;
}

QWidget* ImportDialog::makeProjectRow(const QString& suggestion) {
  auto* row = new QWidget(this);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(style::kGrid);
  m_path = new QLineEdit(QDir::toNativeSeparators(suggestion), row);
  m_path->setAccessibleName(tr("Project file"));
  QLabel* label = plainLabel(tr("Save &project as"), row);
  label->setBuddy(m_path);
  auto* browseButton = new QPushButton(tr("&Browse…"), row);
  browseButton->setAccessibleName(tr("Choose where to save the project"));
  layout->addWidget(label);
  layout->addWidget(m_path, 1);
  layout->addWidget(browseButton);
  connect(browseButton, &QPushButton::clicked, this, &ImportDialog::browse);
  connect(m_path, &QLineEdit::textChanged, this, &ImportDialog::showSummary);
  return row;
}

QWidget* ImportDialog::makeButtons() {
  auto* row = new QWidget(this);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(style::kGrid);
  m_summary->setWordWrap(true);
  m_import = new QPushButton(tr("Import &only"), row);
  m_import->setAccessibleName(tr("Import only"));
  m_import->setAutoDefault(false);
  m_analyze = primaryButton(tr("Import and &analyze"), row);
  m_analyze->setDefault(true);
  auto* cancel = new QPushButton(tr("Cancel"), row);
  cancel->setAccessibleName(tr("Cancel"));
  cancel->setAutoDefault(false);
  layout->addWidget(m_summary, 1);
  layout->addWidget(cancel);
  layout->addWidget(m_import);
  layout->addWidget(m_analyze);
  connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
  connect(m_import, &QPushButton::clicked, this, [this] { finish(Then::Nothing); });
  connect(m_analyze, &QPushButton::clicked, this, [this] { finish(Then::Analyze); });
  return row;
}

int ImportDialog::currentRow() const { return m_table->currentIndex().row(); }

void ImportDialog::preview(int row, Worker::Place place) {
  const ImportEntry& entry = m_files->entry(row);
  m_queries->run(
      this, QStringLiteral("preview %1").arg(row),
      [engine = m_engine, path = entry.path, wanted = entry.wanted](std::stop_token) {
        return engine->previewFile(path, wanted);
      },
      [this, row](pipeline::FilePreview made) { onPreview(row, std::move(made)); }, place);
}

void ImportDialog::onPreview(int row, pipeline::FilePreview made) {
  m_files->setPreview(row, std::move(made));
  if (row == currentRow()) showCurrent();
}

void ImportDialog::onSettings(const pipeline::ImportOptions& wanted) {
  std::set<int> rows{currentRow()};
  for (const QModelIndex& index : m_table->selectionModel()->selectedRows()) rows.insert(index.row());
  const pipeline::ImportOptions before = m_files->entry(currentRow()).wanted;
  for (const int row : rows) {
    // Each selected file takes the setting that changed and keeps its others.
    pipeline::ImportOptions options = m_files->entry(row).wanted;
    if (wanted.layout != before.layout) options.layout = wanted.layout;
    if (wanted.sessionId != before.sessionId) options.sessionId = wanted.sessionId;
    if (wanted.host != before.host) options.host = wanted.host;
    if (wanted.service != before.service) options.service = wanted.service;
    if (wanted.timeZone != before.timeZone) options.timeZone = wanted.timeZone;
    if (wanted.clockOffset != before.clockOffset) options.clockOffset = wanted.clockOffset;
    m_files->setWanted(row, options);
    preview(row, Worker::Place::Front);
  }
}

void ImportDialog::showCurrent() {
  if (currentRow() < 0) return;
  const ImportEntry& entry = m_files->entry(currentRow());
  m_settings->showEntry(entry);
  const bool lines = entry.preview && !entry.preview->error;
  if (lines || entry.refused()) {
    if (lines) {
      m_lines->setLines(entry.preview->lines, entry.preview->fields);
    } else {
      m_lines->clear();
    }
    m_linesTable->resizeColumnsToContents();
    for (int column = 0; column + 1 < m_lines->columnCount(); ++column) {
      m_linesTable->setColumnWidth(column, std::min(m_linesTable->columnWidth(column), 220));
    }
    showFitting();
  }
  if (entry.refused()) {
    m_linesNote->setText(errorWords(*entry.preview->error).whole());
  } else if (lines) {
    QStringList notes{tr("%1 of the lines looked at fit").arg(percentText(entry.preview->fittingShare))};
    if (entry.preview->sessionShare > 0) {
      notes << tr("%1 belong to a session").arg(percentText(entry.preview->sessionShare));
    }
    notes << plain(entry.preview->encoding);
    if (!entry.preview->compression.empty()) notes << plain(entry.preview->compression);
    notes << bytesText(entry.preview->bytes);
    m_linesNote->setText(notes.join(QStringLiteral(" · ")));
  } else {
    m_linesNote->setText(entry.preview ? tr("as they were read before the last change") : tr("Reading…"));
  }
}

void ImportDialog::showFitting() {
  const int misfits = m_lines->misfits();
  m_misfits->setVisible(misfits > 0 || m_misfits->isChecked());
  for (int row = 0; row < m_lines->rowCount(); ++row) {
    m_linesTable->setRowHidden(row, m_misfits->isChecked() && m_lines->fits(row));
  }
}

QString ImportDialog::linesNote() const { return m_linesNote->text(); }

void ImportDialog::showSummary() {
  if (m_analyze == nullptr) return;
  const int ready = static_cast<int>(m_files->chosen().size());
  QStringList parts{tr("%n file(s) to import", nullptr, ready)};
  if (m_files->refused() > 0) parts << tr("%n cannot be imported", nullptr, m_files->refused());
  if (m_files->reading() > 0) parts << tr("%n still being looked at", nullptr, m_files->reading());
  m_summary->setText(parts.join(QStringLiteral(" · ")));
  const bool can =
      ready > 0 && m_files->reading() == 0 && (m_path == nullptr || !m_path->text().trimmed().isEmpty());
  m_import->setEnabled(can);
  m_analyze->setEnabled(can);
}

void ImportDialog::browse() {
  const QString chosen = QFileDialog::getSaveFileName(this, tr("Save project as"), m_path->text(),
                                                      tr("Faultline projects (*.faultline)"), nullptr,
                                                      QFileDialog::DontConfirmOverwrite);
  if (!chosen.isEmpty()) m_path->setText(QDir::toNativeSeparators(chosen));
}

/// A field that loses the focus because the dialog goes tells that its editing is finished: nobody is left to
/// hear it.
ImportDialog::~ImportDialog() { disconnect(m_settings, nullptr, this, nullptr); }

std::filesystem::path ImportDialog::project() const {
  if (m_project) return m_project->path;
  QString path = QDir::fromNativeSeparators(m_path->text().trimmed());
  if (!path.endsWith(QLatin1String(".faultline"))) path += QLatin1String(".faultline");
  return QFileInfo(path).absoluteFilePath().toStdString();
}

void ImportDialog::finish(Then then) {
  m_then = then;
  accept();
}

}  // namespace faultline::ui
