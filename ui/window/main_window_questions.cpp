// What the window asks the user; kept apart from its wiring.
#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QStandardPaths>
#include <QtGui/QAction>
#include <QtWidgets/QApplication>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QInputDialog>
#include <QtWidgets/QMenu>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QPushButton>

#include "ui/dialogs/source_dialog.h"
#include "ui/views/banner.h"
#include "ui/window/actions.h"
#include "ui/window/import_flow.h"
#include "ui/window/main_window.h"
#include "ui/window/preferences.h"
#include "ui/window/workspace.h"

namespace faultline::ui {

bool MainWindow::mayLeave(const QString& question) {
  const Job* job = m_workspace->jobs()->current();
  if (job == nullptr || job->stopping) return true;
  if (m_workspace->verdicts()->mayPause()) return true;  // what was said is kept, and taught the next time
  QMessageBox box(QMessageBox::Question, windowTitle(), question, QMessageBox::Cancel, this);
  box.setTextFormat(Qt::PlainText);
  box.setInformativeText(tr("“%1” is running. What it has finished so far is kept.").arg(job->title));
  QAbstractButton* stop = box.addButton(tr("&Stop the job"), QMessageBox::AcceptRole);
  box.setDefaultButton(QMessageBox::Cancel);
  box.exec();
  return box.clickedButton() == stop || !m_workspace->jobs()->busy();
}

void MainWindow::openDemo() {
  if (!mayLeave(tr("Stop the job and open the demo?"))) return;
  const QString folder =
      QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/demo");
  if (!QDir().mkpath(folder)) {
    m_banner->showError({ErrorCode::OutputUnwritable, folder.toStdString(), {}});
    return;
  }
  const std::filesystem::path project = (folder + QStringLiteral("/demo.faultline")).toStdString();
  if (std::filesystem::exists(project)) return openProject(project);
  m_workspace->makeDemo(project);
}

void MainWindow::chooseProject() {
  const QString chosen = QFileDialog::getOpenFileName(this, tr("Open project"), QString(),
                                                      tr("Faultline projects (*.faultline);;All files (*)"));
  if (!chosen.isEmpty()) openProject(chosen.toStdString());
}

void MainWindow::showSettings(SourceId id) {
  const pipeline::Source* source = m_workspace->source(id);
  if (source == nullptr) return;
  auto* dialog = new SourceDialog(m_workspace->engine(), m_workspace->queries(), m_workspace->path(), *source,
                                  DisplayZone::named(m_preferences->zone()), this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, m_workspace, [this, id] { m_workspace->refresh(id); });
  dialog->open();
}

void MainWindow::relink(SourceId id) {
  const pipeline::Source* source = m_workspace->source(id);
  if (source == nullptr) return;
  const QFileInfo was(QString::fromStdString(source->path));
  const QString chosen = QFileDialog::getOpenFileName(this, tr("Where is %1 now?").arg(plain(source->name)),
                                                      was.dir().exists() ? was.absolutePath() : QString());
  if (!chosen.isEmpty()) m_workspace->relink(id, chosen.toStdString());
}

void MainWindow::updateSource(SourceId id) {
  const pipeline::Source* source = m_workspace->source(id);
  if (source == nullptr) return;
  pipeline::ImportFile file;
  file.path = source->path;
  m_workspace->analyze(m_workspace->path(), {file});
}

void MainWindow::removeSource(SourceId id) {
  const pipeline::Source* source = m_workspace->source(id);
  if (source == nullptr) return;
  QMessageBox box(QMessageBox::Question, windowTitle(),
                  tr("Remove %1 from the project?").arg(plain(source->name)), QMessageBox::Cancel, this);
  box.setTextFormat(Qt::PlainText);
  box.setInformativeText(tr("Its %1 entries and their findings go; the file itself is not touched.")
                             .arg(numberText(source->events)));
  QAbstractButton* remove = box.addButton(tr("&Remove"), QMessageBox::AcceptRole);
  box.setDefaultButton(QMessageBox::Cancel);
  box.exec();
  if (box.clickedButton() == remove) m_workspace->remove(id);
}

void MainWindow::askZone() {
  QStringList names;
  for (const std::string& name : m_workspace->engine()->timeZoneNames())
    names << QString::fromStdString(name);
  bool chosen = false;
  const QString now = m_preferences->zone();
  const QString name = QInputDialog::getItem(this, tr("Time zone"), tr("Show times in"), names,
                                             static_cast<int>(names.indexOf(now)), true, &chosen);
  setZone(chosen ? name.trimmed() : now);
}

void MainWindow::showRecent() {
  m_actions->recent->clear();
  for (const QString& project : m_preferences->recentProjects()) {
    m_actions->recent->addAction(withoutMnemonic(QDir::toNativeSeparators(project)), this,
                                 [this, project] { openProject(project.toStdString()); });
  }
  if (m_actions->recent->isEmpty()) {
    m_actions->recent->addAction(tr("None yet"))->setEnabled(false);
    return;
  }
  m_actions->recent->addSeparator();
  m_actions->recent->addAction(tr("&Clear the list"), this, [this] { m_preferences->clearRecentProjects(); });
}

void MainWindow::showAbout() {
  QMessageBox box(QMessageBox::NoIcon, tr("About Faultline"),
                  tr("Faultline %1").arg(QApplication::applicationVersion()), QMessageBox::Close, this);
  box.setTextFormat(Qt::PlainText);
  box.setIconPixmap(QApplication::windowIcon().pixmap(64, 64));
  box.setInformativeText(
      tr("Finds and explains faults in logs and monitoring data.\n\n"
         "Free software under the GNU General Public License, version 3 or later.\n"
         "Fonts: Inter, JetBrains Mono. Icons: Lucide."));
  box.exec();
}

}  // namespace faultline::ui
