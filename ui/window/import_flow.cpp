#include "ui/window/import_flow.h"

#include <algorithm>

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QMimeData>
#include <QtCore/QStandardPaths>
#include <QtCore/QUrl>
#include <QtWidgets/QFileDialog>

#include "ui/dialogs/import_dialog.h"
#include "ui/window/workspace.h"

namespace faultline::ui {

ImportFlow::ImportFlow(Workspace* workspace, QWidget* window)
    : QObject(window), m_workspace(workspace), m_window(window) {}

std::vector<std::filesystem::path> ImportFlow::pathsOf(const QMimeData* data) {
  std::vector<std::filesystem::path> paths;
  for (const QUrl& url : data->urls()) {
    if (url.isLocalFile()) paths.emplace_back(url.toLocalFile().toStdString());
  }
  return paths;
}

bool ImportFlow::isProject(const std::vector<std::filesystem::path>& paths) {
  return paths.size() == 1 && paths.front().extension() == ".faultline";
}

QString ImportFlow::suggestedProject(const std::filesystem::path& file) {
  const QFileInfo info(QString::fromStdString(file.string()));
  QString folder = info.absolutePath();
  if (!QFileInfo(folder).isWritable()) {
    folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
  }
  const QString base = info.baseName().isEmpty() ? QStringLiteral("logs") : info.baseName();
  QString path = QStringLiteral("%1/%2.faultline").arg(folder, base);
  for (int number = 2; QFileInfo::exists(path); ++number) {
    path = QStringLiteral("%1/%2 %3.faultline").arg(folder, base).arg(number);
  }
  return path;
}

void ImportFlow::chooseFiles() {
  const QStringList chosen = QFileDialog::getOpenFileNames(m_window, tr("Import logs"));
  std::vector<std::filesystem::path> paths;
  for (const QString& path : chosen) paths.emplace_back(path.toStdString());
  if (!paths.empty()) importPaths(paths);
}

void ImportFlow::chooseFolder() {
  const QString chosen = QFileDialog::getExistingDirectory(m_window, tr("Import folder"));
  if (!chosen.isEmpty()) importPaths({chosen.toStdString()});
}

void ImportFlow::importPaths(const std::vector<std::filesystem::path>& paths) {
  m_workspace->queries()->run(
      this, QStringLiteral("list"),
      [engine = m_workspace->engine(), paths](std::stop_token) { return engine->listFiles(paths); },
      [this, paths](const Result<std::vector<std::filesystem::path>>& files) {
        if (!files) {
          Q_EMIT m_workspace->failed(files.error());
          return;
        }
        openDialog(*files, paths);
      });
}

void ImportFlow::openDialog(const std::vector<std::filesystem::path>& files,
                            const std::vector<std::filesystem::path>& named) {
  const bool waiting = m_workspace->isOpen() && !m_workspace->info();
  if (files.empty() || waiting) return;
  auto* dialog = new ImportDialog(m_workspace->engine(), m_workspace->queries(), files,
                                  m_workspace->isOpen() ? m_workspace->info() : nullptr,
                                  suggestedProject(files.front()), m_window);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, this, [this, dialog, named] {
    std::vector<pipeline::ImportFile> chosen = dialog->files();
    for (pipeline::ImportFile& file : chosen) {
      file.fromFolder = std::find(named.begin(), named.end(), file.path) == named.end();
    }
    if (dialog->then() == ImportDialog::Then::Analyze) {
      m_workspace->analyze(dialog->project(), chosen);
    } else {
      m_workspace->importFiles(dialog->project(), chosen);
    }
  });
  dialog->open();
  Q_EMIT dialogOpened(dialog);
}

}  // namespace faultline::ui
