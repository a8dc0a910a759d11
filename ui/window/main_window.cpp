#include "ui/window/main_window.h"

#include <QtGui/QAction>
#include <QtGui/QCloseEvent>
#include <QtGui/QDropEvent>
#include <QtGui/QScreen>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QMenuBar>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QToolBar>
#include <QtWidgets/QVBoxLayout>

#include "ui/dialogs/shortcuts_dialog.h"
#include "ui/style/style.h"
#include "ui/views/banner.h"
#include "ui/views/drop_hint.h"
#include "ui/views/evidence_view.h"
#include "ui/views/findings_view.h"
#include "ui/views/log_pane.h"
#include "ui/views/models_page.h"
#include "ui/views/session_view.h"
#include "ui/views/sources_view.h"
#include "ui/views/start_page.h"
#include "ui/views/workflow_page.h"
#include "ui/window/actions.h"
#include "ui/window/docks.h"
#include "ui/window/feedback_flow.h"
#include "ui/window/import_flow.h"
#include "ui/window/job_bar.h"
#include "ui/window/key_flow.h"
#include "ui/window/models_flow.h"
#include "ui/window/pages.h"
#include "ui/window/preferences.h"
#include "ui/window/reader.h"
#include "ui/window/session_flow.h"
#include "ui/window/status_line.h"
#include "ui/window/workflow_flow.h"
#include "ui/window/workspace.h"

namespace faultline::ui {

MainWindow::MainWindow(std::shared_ptr<Engine> engine, std::shared_ptr<Preferences> preferences)
    : m_preferences(std::move(preferences)) {
  setAcceptDrops(true);
  setMinimumSize(800, 560);
  resize(QSize(1280, 800).expandedTo(screen()->availableSize() * 0.85));  // the first time
  m_workspace = new Workspace(std::move(engine), this);
  m_selection = new Selection(this);
  m_actions = new Actions(this);
  m_import = new ImportFlow(m_workspace, this);
  makeViews();
  makeToolBarEnd();
  m_keys = new KeyFlow(m_workspace, m_actions, m_reminder, this);
  m_feedback = new FeedbackFlow(m_workspace, m_actions, {m_findings, m_evidence}, this);
  m_reader = new Reader(m_workspace, m_selection, {m_findings, m_log, m_evidence, m_sources}, this);
  m_docks = new Docks(this, m_sources, m_pageList, m_log, m_session, m_evidence);
  m_drop = new DropHint(this);  // over all that is in the window
  m_docks->addToggles(m_actions->panes);

  connectPages();  // first: what the others act on has to be in sight
  connectWorkflows();
  connectFileActions();
  connectEditActions();
  connectViewActions();
  connectSources();
  restoreGeometry(m_preferences->geometry());
  m_docks->setState(m_preferences->docks());
  m_actions->setTheme(m_preferences->theme());
  m_actions->timesAlways->setChecked(m_preferences->timesAlways());
  m_log->setTimesAlways(m_preferences->timesAlways());
  setZone(m_preferences->zone());
  onProject();
  onSelection();
  onJobs();
}

MainWindow::~MainWindow() = default;

void MainWindow::makeViews() {
  m_banner = new Banner(this);
  m_reminder = new Banner(this);
  m_start = new StartPage(this);
  m_findings = new FindingsView(m_workspace->engine(), this);
  m_log = new LogPane(m_workspace->engine(), m_workspace->pages(), m_workspace->search(), this);
  m_evidence = new EvidenceView(m_workspace->engine(), this);
  m_sources = new SourcesView(this);
  m_session = new SessionView(m_workspace->engine(), this);
  m_workflows = new WorkflowPage(m_workspace->engine(), this);
  m_models = new ModelsPage(this);
  m_pageList = new PageList(this);
  m_status = new StatusLine(this);
  setStatusBar(m_status);

  m_stack = new QStackedWidget(this);
  m_stack->addWidget(m_start);
  m_stack->addWidget(m_findings);
  m_stack->addWidget(m_workflows);
  m_stack->addWidget(m_models);
  auto* centre = new QWidget(this);
  auto* layout = new QVBoxLayout(centre);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(m_banner);
  layout->addWidget(m_reminder);
  layout->addWidget(m_stack, 1);
  setCentralWidget(centre);

  connect(m_workspace, &Workspace::projectChanged, this, &MainWindow::onProject);
  connect(m_workspace, &Workspace::infoChanged, this, [this] { m_status->setProject(m_workspace->info()); });
  connect(m_workspace, &Workspace::failed, m_banner, &Banner::showError);
  connect(m_workspace, &Workspace::noticed, m_banner, &Banner::showNotice);
  connect(m_selection, &Selection::changed, m_status, &StatusLine::setSelected);
  connect(m_selection, &Selection::historyChanged, this, &MainWindow::onSelection);
  connect(m_workspace->jobs(), &JobRunner::changed, this, &MainWindow::onJobs);
  connect(m_workspace->jobs(), &JobRunner::finished, this, [this] {
    if (m_closing) close();
  });
}

void MainWindow::makeToolBarEnd() {
  auto* space = new QWidget(this);
  space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  m_actions->toolBar()->addWidget(space);
  m_jobBar = new JobBar(m_workspace->jobs(), this);
  m_actions->toolBar()->addWidget(m_jobBar);
}

void MainWindow::connectFileActions() {
  connect(m_actions->open, &QAction::triggered, this, &MainWindow::chooseProject);
  connect(m_actions->import, &QAction::triggered, m_import, &ImportFlow::chooseFiles);
  connect(m_actions->importFolder, &QAction::triggered, m_import, &ImportFlow::chooseFolder);
  connect(m_actions->demo, &QAction::triggered, this, &MainWindow::openDemo);
  connect(m_actions->reload, &QAction::triggered, m_workspace, &Workspace::reload);
  connect(m_actions->close, &QAction::triggered, this, [this] {
    if (mayLeave(tr("Stop the job and close the project?"))) m_workspace->close();
  });
  connect(m_actions->quit, &QAction::triggered, this, &QWidget::close);
  connect(m_actions->recent, &QMenu::aboutToShow, this, &MainWindow::showRecent);
  connect(m_start, &StartPage::openRequested, this, &MainWindow::chooseProject);
  connect(m_start, &StartPage::importRequested, m_import, &ImportFlow::chooseFiles);
  connect(m_start, &StartPage::importFolderRequested, m_import, &ImportFlow::chooseFolder);
  connect(m_start, &StartPage::demoRequested, this, &MainWindow::openDemo);
  connect(m_start, &StartPage::recentChosen, this,
          [this](const QString& project) { openProject(project.toStdString()); });
}

void MainWindow::connectEditActions() {
  connect(m_actions->copy, &QAction::triggered, m_log, &LogPane::copy);
  connect(m_actions->find, &QAction::triggered, this, [this] {
    m_docks->focusLog();
    m_log->openFind();
  });
  connect(m_actions->findNext, &QAction::triggered, m_log, &LogPane::findNext);
  connect(m_actions->findPrevious, &QAction::triggered, m_log, &LogPane::findPrevious);
  connect(m_actions->filter, &QAction::triggered, m_findings, &FindingsView::focusFilter);
  connect(m_actions->analyze, &QAction::triggered, m_workspace, &Workspace::analyzeAgain);
  connect(m_actions->stop, &QAction::triggered, m_workspace->jobs(), &JobRunner::cancel);
  connect(m_actions->jobs, &QAction::triggered, m_jobBar, &JobBar::showHistory);
  connect(m_keys, &KeyFlow::importRequested, m_import, &ImportFlow::chooseFiles);
  connect(m_log, &LogPane::keyRequested, m_keys, &KeyFlow::openEditor);
  connect(m_evidence, &EvidenceView::keyRequested, m_keys, &KeyFlow::openEditor);
  connect(m_findings, &FindingsView::importRequested, m_import, &ImportFlow::chooseFiles);
  connect(m_findings, &FindingsView::analyzeRequested, m_workspace, &Workspace::analyzeAgain);
}

void MainWindow::connectViewActions() {
  connect(m_actions->nextFinding, &QAction::triggered, this, [this] { m_findings->step(1); });
  connect(m_actions->previousFinding, &QAction::triggered, this, [this] { m_findings->step(-1); });
  connect(m_actions->showLog, &QAction::triggered, m_docks, &Docks::focusLog);
  connect(m_findings, &FindingsView::opened, m_docks, &Docks::focusLog);
  connect(m_actions->back, &QAction::triggered, m_selection, &Selection::goBack);
  connect(m_actions->forward, &QAction::triggered, m_selection, &Selection::goForward);
  connect(m_actions->resetPanes, &QAction::triggered, m_docks, &Docks::reset);
  connect(m_actions, &Actions::themeChosen, this, [this](Theme theme) {
    m_preferences->setTheme(theme);
    style::apply(theme);
  });
  connect(m_actions, &Actions::zoneChosen, this, [this](const QString& name) {
    if (name.isEmpty()) return askZone();
    setZone(name);
  });
  connect(m_actions->timesAlways, &QAction::toggled, this, [this](bool always) {
    m_preferences->setTimesAlways(always);
    m_log->setTimesAlways(always);
  });
  connect(m_actions->shortcuts, &QAction::triggered, this, [this] {
    auto* sheet = new ShortcutsDialog(menuBar()->actions(), this);
    sheet->setAttribute(Qt::WA_DeleteOnClose);
    sheet->open();
  });
  connect(m_actions->about, &QAction::triggered, this, &MainWindow::showAbout);
}

void MainWindow::connectSources() {
  connect(m_sources, &SourcesView::importRequested, m_import, &ImportFlow::chooseFiles);
  connect(m_sources, &SourcesView::settingsRequested, this, &MainWindow::showSettings);
  connect(m_sources, &SourcesView::relinkRequested, this, &MainWindow::relink);
  connect(m_log, &LogPane::relinkRequested, this, &MainWindow::relink);
  connect(m_sources, &SourcesView::updateRequested, this, &MainWindow::updateSource);
  connect(m_sources, &SourcesView::removeRequested, this, &MainWindow::removeSource);
}

void MainWindow::connectPages() {
  m_pages = new Pages(m_stack, m_pageList, m_actions, m_docks, m_preferences, this);
  m_modelsFlow = new ModelsFlow(m_workspace, m_models, this);
  connect(m_pages, &Pages::shown, m_modelsFlow,
          [this](Page page, bool inSight) { m_modelsFlow->setShown(inSight && page == Page::Models); });
  connect(m_models, &ModelsPage::importRequested, m_import, &ImportFlow::chooseFiles);
  connect(m_sources, &SourcesView::opened, m_pages, [this] { m_pages->show(Page::Findings); });
  connect(m_actions->choosePeriod, &QAction::triggered, this, [this] {
    m_pages->show(Page::Models);
    m_models->choosePeriod();
  });
}

void MainWindow::connectWorkflows() {
  m_workflowFlow = new WorkflowFlow(m_workspace, m_workflows, this);
  m_sessionFlow = new SessionFlow(m_workspace, m_selection, m_workflowFlow, {m_session, m_evidence}, this);
  m_sessionFlow->connectSteps(m_actions);
  connect(m_workflows, &WorkflowPage::importRequested, m_import, &ImportFlow::chooseFiles);
  connect(m_actions->mine, &QAction::triggered, m_workflowFlow, &WorkflowFlow::askAndMine);
  connect(m_actions->showWorkflow, &QAction::triggered, m_docks, &Docks::focusWorkflow);
  connect(m_workflowFlow, &WorkflowFlow::lineFound, this, [this](const EventId& event, const KeyId& key) {
    m_pages->show(Page::Findings);
    m_docks->focusLog();
    m_reader->chooseEvent(event);
    m_log->showOnly({key, {}});
  });
}

void MainWindow::openProject(const std::filesystem::path& project) {
  if (!mayLeave(tr("Stop the job and open another project?"))) return;
  m_banner->hide();
  m_workspace->open(std::filesystem::absolute(project));
}

void MainWindow::onProject() {
  const bool open = m_workspace->isOpen();
  if (open) {
    m_banner->hide();
    const QString path = QString::fromStdString(m_workspace->path().string());
    setWindowTitle(tr("%1 – Faultline").arg(plain(m_workspace->path().stem().string())));
    m_preferences->addRecentProject(path);
  } else {
    setWindowTitle(tr("Faultline"));
    m_start->setRecent(m_preferences->recentProjects());
  }
  m_actions->setProjectOpen(open);
  m_pages->setProjectOpen(open);
  m_status->setProject(m_workspace->info());
  onJobs();
  if (open) m_findings->setFocus();
}

void MainWindow::onSelection() {
  m_actions->back->setEnabled(m_selection->canGoBack());
  m_actions->forward->setEnabled(m_selection->canGoForward());
}

void MainWindow::onJobs() {
  const bool busy = m_workspace->jobs()->busy();
  m_actions->stop->setEnabled(busy);
  m_actions->analyze->setEnabled(!busy && m_workspace->isOpen());
  m_actions->mine->setEnabled(!busy && m_workspace->isOpen());
  m_actions->jobs->setEnabled(!m_workspace->jobs()->history().empty());
}

void MainWindow::setZone(const QString& name) {
  const DisplayZone zone = DisplayZone::named(name);
  m_preferences->setZone(zone.name());
  m_actions->setZone(zone.name());
  m_reader->setZone(zone);
  m_models->setZone(zone);
  m_workflowFlow->setZone(zone);
  m_session->setZone(zone);
  m_status->setZone(zone);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  const auto paths = ImportFlow::pathsOf(event->mimeData());
  if (paths.empty()) return;
  event->acceptProposedAction();
  m_drop->show(ImportFlow::isProject(paths) ? tr("Drop to open the project") : tr("Drop to import"));
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) { m_drop->hide(); }

void MainWindow::dropEvent(QDropEvent* event) {
  m_drop->hide();
  const auto paths = ImportFlow::pathsOf(event->mimeData());
  if (paths.empty()) return;
  event->acceptProposedAction();
  if (ImportFlow::isProject(paths)) {
    openProject(paths.front());
  } else {
    m_import->importPaths(paths);
  }
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (m_workspace->jobs()->busy() && !m_closing) {
    event->ignore();
    if (!mayLeave(tr("Stop the job and quit?"))) return;
    m_closing = true;
    m_workspace->jobs()->cancel();
    if (m_workspace->jobs()->busy()) return;  // closes once the job has stopped
    event->accept();
  }
  m_preferences->setPlaces(saveGeometry(), m_docks->state());
  QMainWindow::closeEvent(event);
}

}  // namespace faultline::ui
