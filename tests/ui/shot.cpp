// ui_shots OUTDIR [PROJECT [LOOK]]: pictures of the window's states, for looking at. With a project it is
// shown with the real engine, else with made findings. ui_shots --readme FILE PROJECT: the one picture of the
// project for the README, resources/screenshot.png. Of the demo: QT_QPA_PLATFORM=offscreen ui_shots --readme
// resources/screenshot.png demo.faultline. With --models instead of --readme: that of its Models page; with
// --largest-task: resources/workflow.png, the Workflows page with its largest task.
// ui_shots --workflow OUTDIR [PROJECT [LOOK]]: the states of the Workflows page and of the workflow's pane.
#include <algorithm>
#include <cstdio>

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QDockWidget>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenuBar>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QTableView>

#include "tests/ui/fake_engine.h"
#include "tests/ui/fake_models.h"
#include "ui/dialogs/import_dialog.h"
#include "ui/dialogs/import_settings.h"
#include "ui/dialogs/key_edit_dialog.h"
#include "ui/dialogs/key_editor.h"
#include "ui/dialogs/mining_dialog.h"
#include "ui/dialogs/save_layout_dialog.h"
#include "ui/dialogs/shortcuts_dialog.h"
#include "ui/dialogs/source_dialog.h"
#include "ui/models/keys_model.h"
#include "ui/style/style.h"
#include "ui/views/banner.h"
#include "ui/views/drop_hint.h"
#include "ui/views/evidence_view.h"
#include "ui/views/find_bar.h"
#include "ui/views/findings_view.h"
#include "ui/views/log_pane.h"
#include "ui/views/log_view.h"
#include "ui/views/model_details_view.h"
#include "ui/views/models_page.h"
#include "ui/views/normal_period_view.h"
#include "ui/views/rows_table.h"
#include "ui/views/section.h"
#include "ui/views/session_view.h"
#include "ui/views/studies_view.h"
#include "ui/views/time_line_view.h"
#include "ui/views/workflow_graph.h"
#include "ui/views/workflow_page.h"
#include "ui/window/actions.h"
#include "ui/window/docks.h"
#include "ui/window/import_flow.h"
#include "ui/window/job_bar.h"
#include "ui/window/key_flow.h"
#include "ui/window/main_window.h"
#include "ui/window/pages.h"
#include "ui/window/preferences.h"
#include "ui/window/selection.h"
#include "ui/window/session_flow.h"
#include "ui/window/workflow_flow.h"
#include "ui/window/workspace.h"

using namespace faultline;
using namespace faultline::ui;

namespace {

struct Look {
  const char* name;
  Theme theme;
  QSize size;
};

constexpr int kPatience = 20'000;
constexpr const char* kTelling = "slow";  // a finding whose words and chart tell what is wrong
constexpr int kSmallest = 0;              // PNG: all that compression can do

void settle(Workspace* workspace) {
  QTest::qWait(100);
  (void)QTest::qWaitFor([&] { return !workspace->queries()->busy() && !workspace->pages()->busy(); },
                        kPatience);
  QTest::qWait(100);
}

/// The 256 commonest colours, to which the others are near: those at the edges of letters. Halves the file,
/// and unlike Qt's own palette needs no dither.
QImage withFewColors(const QImage& image) {
  QHash<QRgb, int> counts;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) ++counts[image.pixel(x, y)];
  }
  QList<QRgb> colors = counts.keys();
  std::sort(colors.begin(), colors.end(), [&](QRgb one, QRgb other) {
    return std::pair(-counts[one], one) < std::pair(-counts[other], other);
  });
  colors.resize(std::min<qsizetype>(colors.size(), 256));
  return image.convertToFormat(QImage::Format_Indexed8, colors, Qt::AvoidDither);
}

workflow::TaskIndex largestTask(const WorkflowPage* page) {
  const auto& tasks = page->workflow()->automaton.tasks;
  const auto largest = std::max_element(tasks.begin(), tasks.end(), [](const auto& one, const auto& other) {
    return one.nodes.size() < other.nodes.size();
  });
  return static_cast<workflow::TaskIndex>(largest - tasks.begin());
}

void showLargestTask(WorkflowPage* page) {
  page->chooseTask(largestTask(page));
  page->graph()->setOverlay(WorkflowGraph::Overlay::Median);
  (void)QTest::qWaitFor([&] { return page->graph()->laidOut(); }, kPatience);
  page->graph()->fit();
  QTest::qWait(100);
}

bool takeForReadme(const QString& file, const QString& project, Page page) {
  style::apply(Theme::Light);
  QTemporaryDir home;
  MainWindow window(makePipelineEngine(),
                    std::make_shared<Preferences>(home.filePath(QStringLiteral("settings.ini"))));
  window.resize(page == Page::Workflows ? QSize(1440, 1040) : QSize(1280, 800));
  window.show();
  window.openProject(QFileInfo(project).absoluteFilePath().toStdString());
  settle(window.workspace());
  window.pages()->goTo(page);
  const auto& all = window.workspace()->findings()->findings;
  const auto telling =
      std::find_if(all.begin(), all.end(), [](const auto& each) { return each.code == kTelling; });
  if (telling != all.end() && page == Page::Findings) {
    window.selection()->select({telling->id, telling->event, telling->sessionId, telling->time});
  }
  settle(window.workspace());
  if (page == Page::Workflows) showLargestTask(window.workflows());
  return withFewColors(window.grab().toImage().convertToFormat(QImage::Format_RGB32))
      .save(file, "PNG", kSmallest);
}

class Shots {
 public:
  Shots(QString folder, QString project) : m_folder(std::move(folder)), m_project(std::move(project)) {}

  void take(const Look& look) {
    m_look = look;
    style::apply(look.theme);
    QTemporaryDir home;
    const auto fake = m_project.isEmpty() ? std::make_shared<FakeEngine>() : nullptr;
    const std::shared_ptr<Engine> engine = fake ? fake : makePipelineEngine();
    const auto preferences = std::make_shared<Preferences>(home.filePath(QStringLiteral("settings.ini")));
    if (!m_project.isEmpty()) preferences->addRecentProject(m_project);
    MainWindow window(engine, preferences);
    window.resize(look.size);
    window.show();
    QTest::qWait(100);
    save(&window, "start");

    window.dropHint()->show(QStringLiteral("Drop to import"));
    save(&window, "drop");
    window.dropHint()->hide();

    window.openProject(m_project.isEmpty() ? "/projects/nova.faultline" : m_project.toStdString());
    settle(window.workspace());
    save(&window, "findings");
    window.findings()->step(2);
    settle(window.workspace());
    window.log()->view()->setUnfolded(window.log()->view()->current(), true);
    window.log()->openFind();
    window.log()->findBar()->setPattern(QStringLiteral("instance"));
    window.log()->findNext();
    QTest::qWait(300);
    save(&window, "find");
    showFiltered(window);
    window.findings()->filterField()->setText(QStringLiteral("nothing like this"));
    save(&window, "filtered-out");
    window.findings()->filterField()->clear();

    takeImport(window, fake != nullptr);
    takeKeys(window);
    takeSettings(window);
    takeModels(window, fake.get());
    takeFeedback(window, fake.get());
    if (fake) takeJob(window, *fake);
    ShortcutsDialog sheet(window.menuBar()->actions(), &window);
    sheet.show();
    QTest::qWait(100);
    save(&sheet, "shortcuts");
  }

  /// The workflow's states alone.
  void takeWorkflow(const Look& look) {
    m_look = look;
    style::apply(look.theme);
    QTemporaryDir home;
    const auto fake = m_project.isEmpty() ? std::make_shared<FakeEngine>() : nullptr;
    const std::shared_ptr<Engine> real = makePipelineEngine();
    if (fake) {
      fake->workflow.setLayout(
          [real](const auto& graph, std::stop_token stop) { return real->layOut(graph, stop); });
    }
    MainWindow window(fake ? fake : real,
                      std::make_shared<Preferences>(home.filePath(QStringLiteral("settings.ini"))));
    window.resize(look.size);
    window.show();
    window.openProject(fake ? "/projects/nova.faultline" : m_project.toStdString());
    settleAll(window);
    if (fake) takeWithoutWorkflow(window, *fake);
    takeSession(window);
    takeWorkflowPage(window, fake.get());
    ShortcutsDialog sheet(window.menuBar()->actions(), &window);
    sheet.show();
    QTest::qWait(100);
    save(&sheet, "shortcuts");
  }

 private:
  static void settleAll(MainWindow& window) {
    settle(window.workspace());
    (void)QTest::qWaitFor(
        [&] { return !window.sessionFlow()->busy() && !window.workspace()->jobs()->busy(); }, kPatience);
    settle(window.workspace());
    (void)QTest::qWaitFor(
        [&] {
          const WorkflowGraph* graph = window.session()->graph();
          return graph->task() == workflow::kNone || graph->laidOut();
        },
        kPatience);
    QTest::qWait(100);
  }

  void takeWithoutWorkflow(MainWindow& window, FakeEngine& fake) {
    window.docks()->focusWorkflow();
    QTest::qWait(50);
    save(&window, "session-none");
    window.pages()->goTo(Page::Workflows);
    QTest::qWait(50);
    save(&window, "workflows-none");
    fake.workflow.setToFind(madeNoWorkflow());
    window.workflowFlow()->mine();
    settleAll(window);
    save(&window, "workflows-noise");
    fake.workflow.setToFind(madeWorkflow());
    fake.workflow.mining.close();
    window.workflowFlow()->mine();
    fake.workflow.mining.awaitVisitor();
    QTest::qWait(50);
    save(&window, "workflows-mining");
    fake.workflow.mining.open();
    settleAll(window);
    window.pages()->goTo(Page::Findings);
  }

  void takeSession(MainWindow& window) {
    window.docks()->focusWorkflow();
    const auto& all = window.workspace()->findings()->findings;
    for (std::size_t at = 0; at < std::min<std::size_t>(all.size(), 4); ++at) {
      const auto& finding = all[at];
      window.selection()->select({finding.id, finding.event, finding.sessionId, finding.time});
      settleAll(window);
      save(&window, qPrintable(QStringLiteral("session-%1").arg(at)));
    }
    window.session()->goToFirstDeviation();
    settleAll(window);
    save(&window, "session-first");
    window.docks()->focusLog();
    QTest::qWait(50);
    save(&window, "session-log");
    window.docks()->workflow()->setFloating(true);
    window.docks()->workflow()->resize(1100, 620);
    window.session()->goToLast();
    settleAll(window);
    window.session()->graph()->fit();
    QTest::qWait(50);
    save(window.docks()->workflow(), "session-torn-off");
    window.docks()->workflow()->resize(520, 620);
    QTest::qWait(50);
    save(window.docks()->workflow(), "session-narrow");
    window.docks()->workflow()->setFloating(false);
  }

  void takeWorkflowPage(MainWindow& window, FakeEngine* fake) {
    window.pages()->goTo(Page::Workflows);
    settleAll(window);
    WorkflowPage* page = window.workflows();
    (void)QTest::qWaitFor([&] { return page->graph()->laidOut(); }, kPatience);
    QTest::qWait(100);
    save(&window, "workflows");
    page->graph()->chooseNode(2);
    Q_EMIT page->graph()->nodeChosen(2);
    QTest::qWait(100);
    save(&window, "workflows-node");
    page->variants()->selectRow(1);
    page->graph()->setOverlay(WorkflowGraph::Overlay::Median);
    QTest::qWait(100);
    save(&window, "workflows-variant");
    page->chooseTask(largestTask(page));
    settleAll(window);
    (void)QTest::qWaitFor([&] { return page->graph()->laidOut(); }, kPatience);
    QTest::qWait(100);
    save(&window, "workflows-largest");
    page->graph()->fit();
    save(&window, "workflows-whole");
    MiningDialog dialog(pipeline::MiningSettings{}, pipeline::TimeRange{}, DisplayZone(), &window);
    dialog.show();
    QTest::qWait(50);
    save(&dialog, "mining");
    window.resize(800, 560);
    QTest::qWait(100);
    save(&window, "workflows-narrow");
    window.resize(m_look.size);
    if (fake == nullptr) return;
    auto old = std::make_shared<pipeline::ProjectWorkflow>(*madeWorkflow());
    old->outdated = true;
    fake->workflow.setInUse(old);
    window.workspace()->reload();
    settleAll(window);
    save(&window, "workflows-outdated");
  }

  void takeImport(MainWindow& window, bool made) {
    QString file = QStringLiteral("/logs/nova-scheduler.log");
    if (!made && !window.workspace()->info()->sources.empty()) {
      file = QString::fromStdString(window.workspace()->info()->sources.front().path);
    }
    ImportDialog dialog(window.workspace()->engine(), window.workspace()->queries(),
                        {file.toStdString(), "/logs/nova-api.log", "/etc/hostname"}, nullptr,
                        QStringLiteral("/home/user/Documents/nova.faultline"), &window);
    dialog.show();
    settle(window.workspace());
    save(&dialog, "import");
    ImportSettings* settings = dialog.settings();
    settings->layoutBox()->setCurrentIndex(settings->layoutBox()->count() - 1);
    Q_EMIT settings->layoutBox()->activated(settings->layoutBox()->currentIndex());
    const auto type = [&](const QString& pattern, const char* state) {
      settings->patternField()->setText(pattern);
      Q_EMIT settings->patternField()->textEdited(pattern);
      QTest::qWait(400);
      settle(window.workspace());
      save(&dialog, state);
    };
    type(m_pattern, "import-own");
    type(QStringLiteral("<Date> <Time> <Level> <Message>"), "import-wrong");
    type(m_pattern, "import-own");
    SaveLayoutDialog saving(dialog.library(), m_pattern, &dialog);
    saving.nameField()->setText(QStringLiteral("billing-service"));
    saving.show();
    QTest::qWait(100);
    save(&saving, "save-layout");
  }

  void takeKeys(MainWindow& window) {
    KeyBook* book = window.workspace()->keys();
    const auto wait = [&] {
      QTest::qWait(500);
      (void)QTest::qWaitFor([&] { return !book->queries()->busy(); }, kPatience);
      QTest::qWait(50);
    };
    wait();
    window.keyFlow()->openEditor();
    wait();
    KeyEditor* editor = window.keyFlow()->editor();
    save(editor, "keys");
    if (editor->table()->model()->rowCount() < 3) {
      editor->close();
      return;
    }
    if (!m_project.isEmpty()) {
      editor->filterField()->setText(m_word);
      editor->table()->selectRow(0);
      wait();
      save(editor, "keys-filtered");
      editor->filterField()->clear();
    }
    const auto shoot = [&](QAction* action, const QString& text, const char* state) {
      action->trigger();
      auto* dialog = editor->findChild<KeyEditDialog*>();
      wait();
      if (!text.isEmpty()) {
        dialog->field()->setText(text);
        wait();
      }
      save(dialog, state);
      return dialog;
    };
    const bool made = m_project.isEmpty();
    delete shoot(editor->splitAction(), {}, "split-empty");
    delete shoot(editor->splitAction(), made ? QStringLiteral("Started") : m_word, "split");
    delete shoot(editor->maskAction(), made ? QStringLiteral("node-[a-z]") : m_mask, "mask");
    delete shoot(editor->maskAction(), QStringLiteral("node-[a-z"), "mask-wrong");
    delete shoot(editor->renameAction(), QStringLiteral("Instance started"), "rename");
    editor->table()->selectionModel()->select(
        QItemSelection(editor->filter()->index(0, 0), editor->filter()->index(1, KeysModel::kColumns - 1)),
        QItemSelectionModel::Select);
    KeyEditDialog* merge = shoot(editor->mergeAction(), {}, "merge");
    merge->applyButton()->click();
    (void)QTest::qWaitFor([&] { return !window.workspace()->jobs()->busy(); }, kPatience);
    wait();
    save(editor, "keys-merged");
    editor->close();
    settle(window.workspace());
    save(&window, "relearn");
    window.workspace()->keys()->undo();
    (void)QTest::qWaitFor([&] { return !window.workspace()->jobs()->busy(); }, kPatience);
    settle(window.workspace());
  }

  void takeSettings(MainWindow& window) {
    const auto info = window.workspace()->info();
    if (info->sources.empty()) return;
    SourceDialog dialog(window.workspace()->engine(), window.workspace()->queries(),
                        window.workspace()->path(), info->sources.front(), DisplayZone(), &window);
    dialog.zoneBox()->setCurrentText(QStringLiteral("Asia/Tokyo"));
    dialog.show();
    QTest::qWait(100);
    save(&dialog, "source");
  }

  void takeModels(MainWindow& window, FakeEngine* fake) {
    window.resize(m_look.size);
    window.pages()->goTo(Page::Models);
    settle(window.workspace());
    ModelsPage* page = window.models();
    if (fake != nullptr) {
      fake->timeLine = madeTimeLine();
      window.workspace()->reload();
      settle(window.workspace());
      save(&window, "models-empty");
      fake->models = madeModels();
      fake->comparison = madeComparison(Labels::There);
      fake->sweep = madeSweep(Labels::There);
      window.workspace()->reload();
      settle(window.workspace());
      page->list()->selectRow(1);
    }
    settle(window.workspace());
    save(&window, "models");
    if (auto* line = page->period()->timeLine(); line->chosen()) {
      const auto all = *line->chosen();
      page->choosePeriod();
      line->choose({all.from + (all.to - all.from) / 4, all.from + (all.to - all.from) / 2});
    }
    save(&window, "models-period");
    const auto scrollTo = [&](QWidget* part, const char* state) {
      QScrollArea* area = page->scrollArea();
      area->verticalScrollBar()->setValue(part->mapTo(area->widget(), QPoint()).y() - style::kGrid);
      QTest::qWait(50);
      save(&window, state);
    };
    scrollTo(page->details()->trainingSection(), "models-training");
    scrollTo(page->details()->values(), "models-values");
    scrollTo(page->studies()->comparisonSection(), "models-comparison");
    scrollTo(page->studies()->sweepSection(), "models-sweep");
    if (fake != nullptr) takeLearning(window, *fake);
    window.pages()->goTo(Page::Findings);
    settle(window.workspace());
    save(&window, "findings-again");
  }

  void takeLearning(MainWindow& window, FakeEngine& fake) {
    fake.training = [](std::stop_token, const ProgressSink& progress) {
      for (unsigned epoch = 1; epoch <= 9; ++epoch) {
        progress({Stage::Learning, epoch, 20, "keys 1", 2.4 / epoch});
      }
    };
    ModelsPage* page = window.models();
    page->againButton()->click();
    fake.job.awaitVisitor();
    page->scrollArea()->verticalScrollBar()->setValue(
        page->details()->trainingSection()->mapTo(page->scrollArea()->widget(), QPoint()).y());
    QTest::qWait(100);
    save(&window, "models-learning");
    fake.job.open();
    (void)QTest::qWaitFor([&] { return !window.workspace()->jobs()->busy(); }, kPatience);
    settle(window.workspace());
    fake.job.close();
    fake.training = nullptr;
  }

  /// The first finding of each kind, and what a verdict shows and does; it is taken back at the end.
  void takeFeedback(MainWindow& window, FakeEngine* fake) {
    Workspace* workspace = window.workspace();
    for (const std::string& kind : window.findings()->model()->kinds()) {
      const auto& all = workspace->findings()->findings;
      const auto first =
          std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.kind == kind; });
      window.selection()->select({first->id, first->event, first->sessionId, first->time});
      settle(workspace);
      save(&window, qPrintable(QStringLiteral("kind-") + QString::fromStdString(kind)));
    }
    if (fake != nullptr) fake->lesson.close();
    window.commands()->falsePositive->trigger();
    settle(workspace);
    save(&window, "verdict");
    if (fake != nullptr) fake->lesson.open();
    (void)QTest::qWaitFor([&] { return !workspace->jobs()->busy(); }, kPatience);
    settle(workspace);
    save(&window, "cleared");
    window.commands()->undo->trigger();
    (void)QTest::qWaitFor([&] { return !workspace->jobs()->busy(); }, kPatience);
    settle(workspace);
    save(&window, "taken-back");
  }

  void takeJob(MainWindow& window, FakeEngine& fake) {
    window.workspace()->analyzeAgain();
    fake.job.awaitVisitor();
    QTest::qWait(100);
    save(&window, "job");
    fake.job.open();
    (void)QTest::qWaitFor([&] { return !window.workspace()->jobs()->busy(); }, kPatience);
    settle(window.workspace());
    window.jobBar()->showHistory();
    QTest::qWait(100);
    if (QWidget* popup = QApplication::activePopupWidget()) {
      save(popup, "history");
      popup->close();
    }
    fake.logError = Error{ErrorCode::FileMissing, "/logs/nova-compute.log", "it was there on 6 May 2026"};
    window.log()->reopen();
    settle(window.workspace());
    save(&window, "missing");
  }

  /// Only the lines of the current one's session, and only those of its key.
  void showFiltered(MainWindow& window) {
    LogPane* log = window.log();
    const pipeline::LogLine* line = log->model()->line(log->view()->current());
    if (line == nullptr) return;
    const pipeline::LogLine current = *line;
    log->findBar()->hide();
    for (const auto& [state, filter] : {std::pair{"session", pipeline::LogFilter{{}, current.session}},
                                        std::pair{"key", pipeline::LogFilter{current.key, {}}}}) {
      log->showOnly(filter);
      QTest::qWait(400);
      save(&window, state);
    }
    log->showOnly({});
    settle(window.workspace());
  }

  void save(QWidget* widget, const char* state) {
    QApplication::processEvents();
    const QString name =
        QStringLiteral("%1/%2-%3.png").arg(m_folder, QLatin1String(m_look.name), QLatin1String(state));
    if (!widget->grab().save(name)) std::fprintf(stderr, "cannot write %s\n", qPrintable(name));
  }

  QString m_folder;
  QString m_project;
  QString m_pattern = qEnvironmentVariable(
      "SHOT_PATTERN", QStringLiteral("<Date> <Time> <Pid> <Level> <Component> <Content>"));
  QString m_word = qEnvironmentVariable("SHOT_WORD", QStringLiteral("Started"));
  QString m_mask = qEnvironmentVariable("SHOT_MASK", QStringLiteral("[0-9a-f]{8,}"));
  Look m_look{};
};

}  // namespace

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  const QStringList arguments = QApplication::arguments();
  const bool workflow = arguments.value(1) == QLatin1String("--workflow");
  const bool models = arguments.value(1) == QLatin1String("--models");
  const bool largest = arguments.value(1) == QLatin1String("--largest-task");
  const bool readme = models || largest || arguments.value(1) == QLatin1String("--readme");
  if (arguments.size() < 2 || (workflow && arguments.size() < 3) || (readme && arguments.size() != 4)) {
    std::fputs(
        "usage: ui_shots OUTDIR [PROJECT [LOOK]]\n       ui_shots --readme|--models|--largest-task FILE "
        "PROJECT\n"
        "       ui_shots --workflow OUTDIR [PROJECT [LOOK]]\n",
        stderr);
    return 2;
  }
  style::setUp();
  if (readme) {
    const Page page = models ? Page::Models : largest ? Page::Workflows : Page::Findings;
    return takeForReadme(arguments[2], arguments[3], page) ? 0 : 1;
  }
  const int first = workflow ? 2 : 1;
  QDir().mkpath(arguments.value(first));
  Shots shots(arguments.value(first), arguments.value(first + 1));
  const QString only = arguments.value(first + 2);
  for (const Look& look :
       {Look{"light-1280", Theme::Light, {1280, 800}}, Look{"dark-1280", Theme::Dark, {1280, 800}},
        Look{"light-1920", Theme::Light, {1920, 1080}}, Look{"dark-1920", Theme::Dark, {1920, 1080}},
        Look{"contrast-1280", Theme::HighContrast, {1280, 800}}}) {
    if (!only.isEmpty() && only != QLatin1String(look.name)) continue;
    if (workflow) {
      shots.takeWorkflow(look);
    } else {
      shots.take(look);
    }
  }
  return 0;
}
