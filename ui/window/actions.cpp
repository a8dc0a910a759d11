#include "ui/window/actions.h"

#include <QtCore/QTimeZone>
#include <QtGui/QAction>
#include <QtGui/QActionGroup>
#include <QtWidgets/QMainWindow>
#include <QtWidgets/QMenu>
#include <QtWidgets/QMenuBar>
#include <QtWidgets/QToolBar>

#include "ui/style/style.h"
#include "ui/text/format.h"

namespace faultline::ui {

namespace {
const QString kUtc = QStringLiteral("UTC");
}

Actions::Actions(QMainWindow* window) : QObject(window), m_window(window) {
  QMenuBar* bar = window->menuBar();
  bar->setAccessibleName(tr("Menu"));
  makeFileMenu(bar->addMenu(tr("&File")));
  makeEditMenu(bar->addMenu(tr("&Edit")));
  makeAnalyzeMenu(bar->addMenu(tr("&Analyze")));
  makeViewMenu(bar->addMenu(tr("&View")));
  makeHelpMenu(bar->addMenu(tr("&Help")));
  makeToolBar();
  setProjectOpen(false);
}

QAction* Actions::add(QMenu* menu, const QString& icon, const QString& text,
                      const QList<QKeySequence>& sequences) {
  QAction* action = menu->addAction(text);
  if (!icon.isEmpty()) action->setIcon(style::icon(icon));
  action->setShortcuts(sequences);
  action->setIconText(QString(text).remove(QLatin1Char('&')));  // stays when the text says more
  const QString plainText = text.contains(QLatin1Char('&')) ? QString(text).remove(QLatin1Char('&')) : text;
  action->setToolTip(
      sequences.isEmpty()
          ? plainText
          : QStringLiteral("%1 (%2)").arg(plainText, sequences.first().toString(QKeySequence::NativeText)));
  return action;
}

void Actions::makeFileMenu(QMenu* menu) {
  open = add(menu, QStringLiteral("folder-open"), tr("&Open project…"), {QKeySequence::Open});
  recent = menu->addMenu(tr("Open &recent"));
  demo = add(menu, QStringLiteral("flask-conical"), tr("Open the &demo"));
  menu->addSeparator();
  import = add(menu, QStringLiteral("file-plus"), tr("&Import logs…"), {QKeySequence(Qt::CTRL | Qt::Key_I)});
  importFolder =
      add(menu, QString(), tr("Import &folder…"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I)});
  menu->addSeparator();
  reload = add(menu, {}, tr("Re&load"), {QKeySequence(Qt::Key_F5)});
  close = add(menu, {}, tr("&Close project"), {QKeySequence(Qt::CTRL | Qt::Key_W)});
  quit = add(menu, {}, tr("&Quit"), {QKeySequence(Qt::CTRL | Qt::Key_Q)});
}

void Actions::makeEditMenu(QMenu* menu) {
  undo = add(menu, QStringLiteral("undo-2"), tr("&Undo"), {QKeySequence(Qt::CTRL | Qt::Key_Z)});
  redo = add(menu, QStringLiteral("redo-2"), tr("&Redo"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z)});
  menu->addSeparator();
  copy = add(menu, QStringLiteral("copy"), tr("&Copy log lines"),
             {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)});
  menu->addSeparator();
  find = add(menu, QStringLiteral("search"), tr("&Find in log…"), {QKeySequence::Find});
  findNext = add(menu, {}, tr("Find &next"), {QKeySequence(Qt::Key_F3)});
  findPrevious = add(menu, {}, tr("Find &previous"), {QKeySequence(Qt::SHIFT | Qt::Key_F3)});
  menu->addSeparator();
  filter =
      add(menu, QStringLiteral("list-filter"), tr("Fi&lter findings"), {QKeySequence(Qt::CTRL | Qt::Key_L)});
  menu->addSeparator();
  keys = add(menu, QStringLiteral("tags"), tr("Log &keys…"), {QKeySequence(Qt::CTRL | Qt::Key_K)});
}

void Actions::makeAnalyzeMenu(QMenu* menu) {
  analyze = add(menu, QStringLiteral("play"), tr("&Analyze again"), {QKeySequence(Qt::CTRL | Qt::Key_R)});
  analyze->setToolTip(
      tr("Learns and judges again, with the settings and the normal period of the model in use"));
  choosePeriod = add(menu, {}, tr("Choose the normal &period…"));
  mine = add(menu, {}, tr("&Mine the workflow…"), {QKeySequence(Qt::CTRL | Qt::Key_M)});
  stop = add(menu, QStringLiteral("square"), tr("&Stop the job"));
  jobs = add(menu, QStringLiteral("history"), tr("&Finished jobs"));
  menu->addSeparator();
  falsePositive = add(menu, QStringLiteral("circle-slash"), tr("False &positive"), {QKeySequence(Qt::Key_F)});
  allFalsePositive =
      add(menu, {}, tr("All &like this are false positives"), {QKeySequence(Qt::SHIFT | Qt::Key_F)});
  confirm = add(menu, QStringLiteral("circle-check"), tr("&Confirm the finding"), {QKeySequence(Qt::Key_C)});
  reopen = add(menu, {}, tr("&Open again"), {QKeySequence(Qt::Key_Backspace)});
}

void Actions::makeViewMenu(QMenu* menu) {
  makePageEntries(menu);
  nextFinding = add(menu, {}, tr("&Next finding"), {QKeySequence(Qt::Key_N)});
  previousFinding = add(menu, {}, tr("&Previous finding"), {QKeySequence(Qt::SHIFT | Qt::Key_N)});
  showLog = add(menu, {}, tr("&Go to its log line"));
  showWorkflow =
      add(menu, QStringLiteral("workflow"), tr("Go to its &workflow"), {QKeySequence(Qt::CTRL | Qt::Key_G)});
  makeStepEntries(menu->addMenu(tr("&Steps of its session")));
  menu->addSeparator();
  back = add(menu, QStringLiteral("arrow-left"), tr("&Back"), {QKeySequence(Qt::ALT | Qt::Key_Left)});
  forward = add(menu, QStringLiteral("arrow-right"), tr("&Forward"), {QKeySequence(Qt::ALT | Qt::Key_Right)});
  menu->addSeparator();
  panes = menu->addMenu(tr("Pa&nes"));
  resetPanes = add(menu, {}, tr("&Reset panes"));
  menu->addSeparator();
  timesAlways = add(menu, {}, tr("Ti&me column in every log"));
  timesAlways->setCheckable(true);
  timesAlways->setToolTip(tr("Without it, logs whose lines show the time have no column for it"));
  QMenu* themes = menu->addMenu(style::icon(QStringLiteral("contrast")), tr("&Theme"));
  makeThemeMenu(themes);
  QMenu* zones = menu->addMenu(style::icon(QStringLiteral("globe")), tr("Time &zone"));
  makeZoneMenu(zones);
}

void Actions::makePageEntries(QMenu* menu) {
  findingsPage = add(menu, {}, tr("&Findings"), {QKeySequence(Qt::CTRL | Qt::Key_1)});
  workflowsPage = add(menu, {}, tr("&Workflows"), {QKeySequence(Qt::CTRL | Qt::Key_2)});
  modelsPage = add(menu, {}, tr("M&odels"), {QKeySequence(Qt::CTRL | Qt::Key_3)});
  auto* pages = new QActionGroup(this);
  for (QAction* action : {findingsPage, workflowsPage, modelsPage})
    pages->addAction(action)->setCheckable(true);
  menu->addSeparator();
}

void Actions::makeStepEntries(QMenu* menu) {
  steps = menu;
  nextStep = add(menu, {}, tr("&Next step"), {QKeySequence(Qt::Key_Right)});
  previousStep = add(menu, {}, tr("&Previous step"), {QKeySequence(Qt::Key_Left)});
  nextDeviation = add(menu, {}, tr("Next &deviation"), {QKeySequence(Qt::CTRL | Qt::Key_Right)});
  previousDeviation = add(menu, {}, tr("Previous d&eviation"), {QKeySequence(Qt::CTRL | Qt::Key_Left)});
  firstStep = add(menu, {}, tr("&First step"), {QKeySequence(Qt::Key_Home)});
  lastStep = add(menu, {}, tr("&Last step"), {QKeySequence(Qt::Key_End)});
  menu->addSeparator();
  copySentence = add(menu, QStringLiteral("copy"), tr("&Copy what happened"),
                     {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D)});
  // The arrows belong to whoever has the keyboard.
  for (QAction* action : menu->actions()) {
    if (action != copySentence) action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  }
}

void Actions::makeThemeMenu(QMenu* menu) {
  m_themes = new QActionGroup(this);
  const std::pair<Theme, QString> themes[] = {{Theme::System, tr("As the &system")},
                                              {Theme::Light, tr("&Light")},
                                              {Theme::Dark, tr("&Dark")},
                                              {Theme::HighContrast, tr("&High contrast")}};
  for (const auto& [theme, text] : themes) {
    QAction* action = m_themes->addAction(menu->addAction(text));
    action->setCheckable(true);
    action->setData(static_cast<int>(theme));
  }
  connect(m_themes, &QActionGroup::triggered, this,
          [this](const QAction* action) { Q_EMIT themeChosen(static_cast<Theme>(action->data().toInt())); });
}

void Actions::makeZoneMenu(QMenu* menu) {
  m_zones = new QActionGroup(this);
  const QString local = QString::fromLatin1(QTimeZone::systemTimeZoneId());
  QList<std::pair<QString, QString>> zones{{kUtc, tr("&UTC")}};
  if (local != kUtc && !local.isEmpty()) zones << std::pair{local, tr("&Local (%1)").arg(local)};
  zones << std::pair{QString(), tr("&Other…")};
  for (const auto& [name, text] : zones) {
    QAction* action = m_zones->addAction(menu->addAction(text));
    action->setCheckable(true);
    action->setData(name);
  }
  connect(m_zones, &QActionGroup::triggered, this,
          [this](const QAction* action) { Q_EMIT zoneChosen(action->data().toString()); });
}

void Actions::makeHelpMenu(QMenu* menu) {
  shortcuts = add(menu, QStringLiteral("keyboard"), tr("&Keyboard shortcuts"), {QKeySequence(Qt::Key_F1)});
  about = add(menu, QStringLiteral("info"), tr("&About Faultline"));
}

void Actions::makeToolBar() {
  m_bar = m_window->addToolBar(tr("Tools"));
  m_bar->setObjectName(QStringLiteral("tools"));
  m_bar->setAccessibleName(tr("Tools"));
  m_bar->setMovable(false);
  m_bar->setContextMenuPolicy(Qt::PreventContextMenu);
  m_bar->setIconSize(QSize(style::kIcon, style::kIcon));
  m_bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  back->setPriority(QAction::LowPriority);  // its icon says enough
  forward->setPriority(QAction::LowPriority);
  m_bar->addAction(back);
  m_bar->addAction(forward);
  m_bar->addSeparator();
  m_bar->addAction(import);
  m_bar->addAction(analyze);
}

void Actions::setTheme(Theme theme) {
  for (QAction* action : m_themes->actions())
    action->setChecked(action->data().toInt() == static_cast<int>(theme));
}

void Actions::setZone(const QString& name) {
  QAction* other = m_zones->actions().constLast();
  QAction* chosen = other;
  for (QAction* action : m_zones->actions()) {
    if (action->data().toString() == name) chosen = action;
  }
  chosen->setChecked(true);
  other->setText(chosen == other ? tr("&Other (%1)…").arg(name) : tr("&Other…"));
}

void Actions::setProjectOpen(bool isOpen) {
  for (QAction* action : {reload, close, copy, find, findNext, findPrevious, filter, keys, analyze,
                          choosePeriod, mine, findingsPage, workflowsPage, modelsPage, nextFinding,
                          previousFinding, showLog, showWorkflow, copySentence}) {
    action->setEnabled(isOpen);
  }
  panes->setEnabled(isOpen);
  steps->setEnabled(isOpen);
  resetPanes->setEnabled(isOpen);
}

}  // namespace faultline::ui
