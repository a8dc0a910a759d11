#include <QtCore/QMimeData>
#include <QtGui/QAction>
#include <QtGui/QDragEnterEvent>
#include <QtTest/QSignalSpy>
#include <QtTest/QtTest>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QDoubleSpinBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QRadioButton>
#include <QtWidgets/QTableView>
#include <QtWidgets/QTreeView>
#include <QtWidgets/QToolButton>

#include "tests/ui/fake_engine.h"
#include "ui/dialogs/import_dialog.h"
#include "ui/dialogs/import_settings.h"
#include "ui/dialogs/layout_library.h"
#include "ui/dialogs/save_layout_dialog.h"
#include "ui/dialogs/source_dialog.h"
#include "ui/models/import_preview_model.h"
#include "ui/style/style.h"
#include "ui/views/banner.h"
#include "ui/views/drop_hint.h"
#include "ui/views/empty_state.h"
#include "ui/views/evidence_view.h"
#include "ui/views/findings_view.h"
#include "ui/views/key_table.h"
#include "ui/views/log_pane.h"
#include "ui/views/log_view.h"
#include "ui/views/sources_view.h"
#include "ui/views/start_page.h"
#include "ui/window/actions.h"
#include "ui/window/import_flow.h"
#include "ui/window/job_bar.h"
#include "ui/window/main_window.h"
#include "ui/window/preferences.h"
#include "ui/window/selection.h"
#include "ui/window/status_line.h"
#include "ui/window/workspace.h"

using namespace faultline;
using namespace faultline::ui;

namespace {

/// Counts the turns of the window's event loop.
class Ticks {
 public:
  Ticks() {
    QObject::connect(&m_timer, &QTimer::timeout, [this] { ++m_count; });
    m_timer.start(0);
  }
  int count() const { return m_count; }

 private:
  QTimer m_timer;
  int m_count = 0;
};

bool interactive(const QWidget* widget) {
  return qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QLineEdit*>(widget) ||
         qobject_cast<const QComboBox*>(widget) || qobject_cast<const QAbstractItemView*>(widget) ||
         qobject_cast<const LogView*>(widget);
}

/// Those that a screen reader could say nothing about; parts of composite widgets are Qt's own business.
QStringList nameless(const QWidget* page) {
  QStringList found;
  for (const QWidget* widget : page->findChildren<QWidget*>()) {
    const bool inner =
        widget->objectName().startsWith(QLatin1String("qt_")) || widget->inherits("QHeaderView") ||
        widget->inherits("QTableCornerButton") || widget->parentWidget()->inherits("QLineEdit") ||
        widget->parentWidget()->inherits("QComboBox") || widget->parentWidget()->inherits("QToolBar") ||
        widget->inherits("QComboBoxListView") || widget->inherits("QDockWidgetTitleButton") ||
        widget->inherits("QMenu") || widget->inherits("QComboBoxPrivateContainer");
    if (inner || !interactive(widget) || !widget->isVisibleTo(page)) continue;
    if (widget->accessibleName().isEmpty()) {
      found << QStringLiteral("%1 in %2")
                   .arg(QLatin1String(widget->metaObject()->className()),
                        QLatin1String(widget->parentWidget()->metaObject()->className()));
    }
  }
  return found;
}

}  // namespace

class TestWindow : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    style::setUp();
    style::apply(Theme::Light);
  }

  void init() {
    m_engine = std::make_shared<FakeEngine>();
    m_home = std::make_unique<QTemporaryDir>();
    m_preferences = std::make_shared<Preferences>(m_home->filePath(QStringLiteral("settings.ini")));
    m_window = std::make_unique<MainWindow>(m_engine, m_preferences);
    m_window->show();
  }

  void cleanup() {
    m_engine->job.open();
    m_window.reset();
  }

  void openingShowsFindingsEvidenceAndTheLine() {
    QVERIFY(m_window->startPage()->isVisible());
    open();
    QVERIFY(!m_window->startPage()->isVisible());
    QCOMPARE(m_window->findings()->filter()->rowCount(), 5);
    QCOMPARE(m_window->selection()->current().finding, FindingId{1});
    QCOMPARE(m_window->evidence()->history()->keys()->rowCount(), 6);
    QCOMPARE(m_window->evidence()->expected()->keys()->rowCount(), 3);
    QCOMPARE(m_window->evidence()->actualNote(), QStringLiteral("number 28 of the model's guesses"));
    QCOMPARE(m_window->evidence()->actual()->keys()->row(0).text, QStringLiteral("Timeout waiting for <*>"));
    QCOMPARE(m_window->evidence()->expected()->keys()->row(0).text,
             QStringLiteral("VM Started (Lifecycle Event)"));
    QCOMPARE(m_window->evidence()->history()->keys()->row(0).text, QStringLiteral("Creating image step 6"));
    QCOMPARE(m_window->log()->view()->current(), 5000U);
    QCOMPARE(m_window->log()->view()->mark(), std::optional(5000U));
    QVERIFY(m_window->statusLine()->text().contains(QLatin1String("12,345,678 log entries")));
    QVERIFY(m_window->statusLine()->text().contains(QLatin1String("3 sources")));
    QVERIFY(m_window->statusLine()->text().contains(QLatin1String("times in UTC")));
  }

  void whatHasNoRankIsSaidInWords() {
    pipeline::Evidence evidence;
    evidence.finding.id = FindingId{1};
    evidence.actual = pipeline::ActualKey{KeyId{9}, "Disk on fire", 0, 0};
    EvidenceView* view = m_window->evidence();
    const std::pair<const char*, const char*> cases[] = {{"new-key", "never seen while learning"},
                                                         {"rare-key", "hardly ever seen"},
                                                         {"rare-pair", "hardly ever seen"},
                                                         {"unexpected-key", ""}};
    for (const auto& [code, note] : cases) {
      evidence.finding.code = code;
      view->showEvidence(evidence);
      QCOMPARE(view->actualNote(), QLatin1String(note));
      QVERIFY(!view->actual()->keys()->row(0).probability);
    }
  }

  void nMovesThroughTheFindings() {
    open();
    QSignalSpy changed(m_window->selection(), &Selection::changed);
    m_window->commands()->nextFinding->trigger();
    QCOMPARE(changed.count(), 1);
    QCOMPARE(m_window->selection()->current().finding, FindingId{2});
    QTRY_COMPARE(m_window->log()->view()->current(), 7000U);
    const LogView* view = m_window->log()->view();
    QCOMPARE(7000 - view->firstVisible(), view->visibleRows() / 2);
    QTRY_VERIFY(m_window->evidence()->finding() == FindingId{2});
    QTRY_VERIFY(!m_window->evidence()->sentence().isEmpty());
    m_window->commands()->previousFinding->trigger();
    m_window->commands()->previousFinding->trigger();  // stays at the first
    QCOMPARE(m_window->selection()->current().finding, FindingId{1});
  }

  void theKeysAreThoseThatAreWritten() {
    QCOMPARE(m_window->commands()->nextFinding->shortcut(), QKeySequence(QStringLiteral("N")));
    QCOMPARE(m_window->commands()->previousFinding->shortcut(), QKeySequence(QStringLiteral("Shift+N")));
    QCOMPARE(m_window->commands()->import->shortcut(), QKeySequence(QStringLiteral("Ctrl+I")));
    QCOMPARE(m_window->commands()->importFolder->shortcut(), QKeySequence(QStringLiteral("Ctrl+Shift+I")));
    QCOMPARE(m_window->commands()->back->shortcut(), QKeySequence(QStringLiteral("Alt+Left")));
  }

  void backReturnsToTheFindingBefore() {
    open();
    m_window->commands()->nextFinding->trigger();
    m_window->commands()->nextFinding->trigger();
    m_window->selection()->goBack();
    QCOMPARE(m_window->selection()->current().finding, FindingId{2});
    QCOMPARE(m_window->findings()->table()->currentIndex().row(), 1);
    QTRY_COMPARE(m_window->log()->view()->current(), 7000U);
  }

  void movingInTheLogMovesTheSelectionAndNotTheLog() {
    open();
    QTest::keyClick(m_window->log()->view(), Qt::Key_Down);
    QCOMPARE(m_window->selection()->current().event, (EventId{SourceId{1}, 5001}));
    QCOMPARE(m_window->selection()->current().finding, FindingId{1});
    QCOMPARE(m_window->log()->view()->current(), 5001U);
    QVERIFY(!m_window->selection()->canGoBack());  // a step within one place
  }

  void anEntryOfTheHistoryLeadsToItsLine() {
    open();
    KeyTable* history = m_window->evidence()->history();
    Q_EMIT history->activated(history->keys()->index(0, 1));
    QTRY_COMPARE(m_window->log()->view()->current(), 4994U);
    QCOMPARE(m_window->log()->view()->mark(), std::optional(5000U));
    QVERIFY(m_window->selection()->canGoBack());
  }

  void aSessionsOtherFindingIsAClickAway() {
    open();
    const auto buttons = m_window->evidence()->others()->findChildren<QPushButton*>();
    QCOMPARE(buttons.size(), 2);
    buttons[1]->click();
    QCOMPARE(m_window->selection()->current().finding, FindingId{3});
    QCOMPARE(m_window->findings()->table()->currentIndex().row(), 2);
  }

  void filteringDoesNotMoveTheSelection() {
    open();
    QSignalSpy changed(m_window->selection(), &Selection::changed);
    m_window->findings()->filterField()->setText(QStringLiteral("destroyed"));
    QCOMPARE(m_window->findings()->filter()->rowCount(), 1);
    m_window->findings()->filterField()->setText(QStringLiteral("nothing of the kind"));
    QVERIFY(m_window->findings()->emptyState()->isVisible());
    Q_EMIT m_window->findings()->emptyState()->triggered();
    QVERIFY(m_window->findings()->filterField()->text().isEmpty());
    QCOMPARE(changed.count(), 0);
    QCOMPARE(m_window->findings()->table()->currentIndex().row(), 0);
  }

  void theWindowLivesWhileAJobRuns() {
    open();
    m_window->workspace()->analyzeAgain();
    m_engine->job.awaitVisitor();  // the job is at work and stays there
    QTRY_VERIFY(m_window->jobBar()->text().startsWith(QLatin1String("Learning what is normal")));
    const Ticks ticks;
    QTRY_VERIFY(ticks.count() > 20);
    m_window->commands()->nextFinding->trigger();
    QTRY_COMPARE(m_window->log()->view()->current(), 7000U);
    QTRY_VERIFY(m_window->evidence()->finding() == FindingId{2} &&
                !m_window->evidence()->sentence().isEmpty());
    QVERIFY(m_window->workspace()->jobs()->busy());
    m_engine->job.open();
    QTRY_VERIFY(!m_window->workspace()->jobs()->busy());
    QCOMPARE(m_window->workspace()->jobs()->history().front().state, JobState::Done);
    QTRY_COMPARE(m_window->jobBar()->text(), QStringLiteral("Analyze the project: 5 findings"));
  }

  void theStopButtonStopsTheJob() {
    open();
    m_window->workspace()->analyzeAgain();
    m_engine->job.awaitVisitor();
    QTRY_VERIFY(m_window->jobBar()->stopButton()->isVisible());
    m_window->jobBar()->stopButton()->click();
    QTRY_VERIFY(!m_window->workspace()->jobs()->busy());
    QCOMPARE(m_window->workspace()->jobs()->history().front().state, JobState::Cancelled);
    QVERIFY(!m_window->banner()->isVisible());  // stopping is no error
  }

  void aProjectThatCannotBeOpenedSaysWhy() {
    m_engine->projectError = Error{ErrorCode::NotAProject, "/tmp/<b>x</b>.faultline", "it is a picture"};
    m_window->openProject("/tmp/x.faultline");
    QTRY_VERIFY(m_window->banner()->isVisible());
    QVERIFY(m_window->banner()->text().startsWith(
        QLatin1String("This is not a Faultline project: /tmp/<b>x</b>.faultline")));
    QVERIFY(m_window->startPage()->isVisible());
    for (const QLabel* label : m_window->banner()->findChildren<QLabel*>()) {
      QVERIFY(label->textFormat() == Qt::PlainText || label->text().isEmpty());
    }
  }

  void everyLabelIsPlainText() {
    m_engine->findings.findings[0].session = "<img src=x>";
    open();
    for (const QLabel* label : m_window->findChildren<QLabel*>()) {
      QVERIFY2(label->textFormat() == Qt::PlainText || label->text().isEmpty(), qPrintable(label->text()));
    }
  }

  void emptyProjectsOfferWhatFillsThem() {
    m_engine->project.events = 0;
    m_engine->project.sources.clear();
    m_engine->findings = {};
    openOnly();
    QTRY_COMPARE(m_window->findings()->emptyState()->title(), QStringLiteral("No logs yet"));
    m_engine->project.events = 10;
    m_window->workspace()->reload();
    QTRY_COMPARE(m_window->findings()->emptyState()->title(), QStringLiteral("Not analyzed yet"));
    m_engine->findings.run = RunId{1};
    m_window->workspace()->reload();
    QTRY_COMPARE(m_window->findings()->emptyState()->title(), QStringLiteral("Nothing unusual found"));
  }

  void theZoneAppliesEverywhereAndIsRemembered() {
    open();
    Q_EMIT m_window->commands()->zoneChosen(QStringLiteral("Asia/Tokyo"));
    QVERIFY(m_window->statusLine()->text().contains(QLatin1String("times in Asia/Tokyo")));
    QCOMPARE(m_window->findings()->model()->index(0, FindingsModel::Time).data().toString(),
             QStringLiteral("21:08:20.000"));
    QCOMPARE(m_preferences->zone(), QStringLiteral("Asia/Tokyo"));
  }

  void closingTheProjectReturnsToTheStartPage() {
    open();
    m_window->commands()->close->trigger();
    QVERIFY(m_window->startPage()->isVisible());
    QVERIFY(!m_window->log()->isVisible());
    QCOMPARE(m_window->selection()->current(), Selected{});
    QVERIFY(!m_window->commands()->nextFinding->isEnabled());
  }

  void whatOneActsOnHasAName() {
    QCOMPARE(nameless(m_window.get()), QStringList());
    open();
    QCOMPARE(nameless(m_window.get()), QStringList());
    ImportDialog dialog(m_engine, m_window->workspace()->queries(), {"/new/a.log"}, nullptr,
                        QStringLiteral("/x"));
    dialog.show();
    QCOMPARE(nameless(&dialog), QStringList());
  }

  void importChangesAreTriedAndKept() {
    ImportDialog dialog(m_engine, m_window->workspace()->queries(), {"/new/a.log", "/new/b.log"}, nullptr,
                        QStringLiteral("/tmp/new"));
    dialog.show();
    QTRY_VERIFY(dialog.analyzeButton()->isEnabled());
    QCOMPARE(dialog.linesModel()->rowCount(), 40);
    ImportSettings* settings = dialog.settings();
    choose(settings->layoutBox(), QStringLiteral("syslog"));
    QTRY_COMPARE(dialog.filesModel()->index(0, ImportFilesModel::Layout).data().toString(),
                 QStringLiteral("syslog"));
    QCOMPARE(dialog.filesModel()->index(1, ImportFilesModel::Layout).data().toString(),
             QStringLiteral("nova"));
    settings->hostField()->setFocus();
    settings->hostField()->selectAll();
    QTest::keyClicks(settings->hostField(), QStringLiteral("db-7"));
    QTRY_COMPARE(dialog.filesModel()->index(0, ImportFilesModel::Host).data().toString(),
                 QStringLiteral("db-7"));
    const auto files = dialog.files();
    QCOMPARE(files.size(), std::size_t{2});
    QCOMPARE(files[0].options.layout, std::string("syslog"));
    QCOMPARE(files[0].options.host, std::optional<std::string>("db-7"));
    QCOMPARE(files[1].options.host, std::optional<std::string>("host-a"));
    QCOMPARE(dialog.project(), std::filesystem::path("/tmp/new.faultline"));
  }

  void aWrongPatternIsSaidAtOnceAndStopsTheImport() {
    ImportDialog dialog(m_engine, m_window->workspace()->queries(), {"/new/a.log"}, nullptr,
                        QStringLiteral("/tmp/n"));
    dialog.show();
    QTRY_VERIFY(dialog.analyzeButton()->isEnabled());
    ImportSettings* settings = dialog.settings();
    settings->layoutBox()->setCurrentIndex(settings->layoutBox()->count() - 1);
    Q_EMIT settings->layoutBox()->activated(settings->layoutBox()->currentIndex());
    QVERIFY(!settings->patternField()->isReadOnly());
    settings->patternField()->selectAll();
    QTest::keyClicks(settings->patternField(), QStringLiteral("<Date> <Message>"));
    QTRY_VERIFY(settings->patternField()->property("invalid").toBool());
    QVERIFY(!dialog.analyzeButton()->isEnabled());
    settings->patternField()->selectAll();
    QTest::keyClicks(settings->patternField(), QStringLiteral("<Date> <Content>"));
    QTRY_VERIFY(!settings->patternField()->property("invalid").toBool());
    QTRY_VERIFY(dialog.analyzeButton()->isEnabled());
    QCOMPARE(dialog.files().front().options.layout, std::string("<Date> <Content>"));
  }

  void aPatternsFieldsAreColumnsWhileItIsTyped() {
    ImportDialog dialog(m_engine, m_window->workspace()->queries(), {"/new/a.log"}, nullptr,
                        QStringLiteral("/tmp/n"));
    dialog.show();
    QTRY_VERIFY(dialog.analyzeButton()->isEnabled());
    QVERIFY(!dialog.settings()->insertButton()->isEnabled());
    typePattern(dialog, QStringLiteral("<Day> <Level> "));
    QVERIFY(dialog.settings()->insertButton()->isEnabled());
    QTRY_VERIFY(!dialog.settings()->problem().isEmpty());
    QVERIFY(dialog.linesNote().startsWith(QLatin1String("as they were read")));
    dialog.settings()->insertButton()->menu()->actions().last()->trigger();  // <Content>
    QTRY_COMPARE(dialog.linesModel()->columnCount(), 6);
    QVERIFY(dialog.settings()->problem().isEmpty());
    QCOMPARE(dialog.linesModel()->headerData(2, Qt::Horizontal, Qt::DisplayRole).toString(),
             QStringLiteral("Day"));
    QVERIFY(dialog.linesNote().startsWith(QLatin1String("99 % of the lines looked at fit")));
    QVERIFY(dialog.misfitsBox()->isVisible());
    dialog.misfitsBox()->click();
    QVERIFY(dialog.linesTable()->isRowHidden(0));
    QVERIFY(!dialog.linesTable()->isRowHidden(5));
  }

  void aPatternIsSavedAndChosenByItsName() {
    const pipeline::UserLayout saved{"billing", "<Day> <Content>"};
    auto project = std::make_shared<pipeline::ProjectInfo>(m_engine->project);
    project->path = "/projects/nova.faultline";
    m_engine->layouts[m_engine->userLayoutFile()] = {{"mine", "<Level> <Content>"}};
    ImportDialog dialog(m_engine, m_window->workspace()->queries(), {"/new/a.log"}, project, QString());
    dialog.show();
    QComboBox* box = dialog.settings()->layoutBox();
    QTRY_VERIFY(box->findText(QStringLiteral("mine (my layouts)")) > 0);
    QTRY_VERIFY(dialog.analyzeButton()->isEnabled());
    typePattern(dialog, QStringLiteral("<Day> <Content>"));
    QTRY_COMPARE(dialog.files().front().options.layout, saved.pattern);

    SaveLayoutDialog ask(dialog.library(), QStringLiteral("<Day> <Content>"), &dialog);
    QCOMPARE(nameless(&ask), QStringList());
    QVERIFY(!ask.saveButton()->isEnabled());
    ask.nameField()->setText(QStringLiteral("two words"));
    QVERIFY(!ask.saveButton()->isEnabled());
    ask.nameField()->setText(QStringLiteral("nova"));  // comes with the program
    QVERIFY(!ask.saveButton()->isEnabled());
    ask.nameField()->setText(QStringLiteral("mine"));
    QCOMPARE(ask.note(), QStringLiteral("Replaces the one of this name."));
    ask.projectButton()->setChecked(true);
    QVERIFY(ask.note().isEmpty());
    QCOMPARE(ask.shelf(), LayoutLibrary::Shelf::Project);

    dialog.library()->save(ask.shelf(), saved);
    QTRY_COMPARE(box->currentText(), QStringLiteral("billing (this project)"));
    QVERIFY(dialog.settings()->patternField()->isReadOnly());
    choose(box, QStringLiteral("<Level> <Content>"));
    QTRY_COMPARE(dialog.files().front().options.layout, std::string("<Level> <Content>"));
    // A saved one can be the beginning of another.
    typePattern(dialog, QStringLiteral("<Level> <Content>"));
    QTRY_VERIFY(!dialog.settings()->patternField()->isReadOnly());
    dialog.library()->remove(LayoutLibrary::Shelf::Project, "billing");
    QTRY_COMPARE(box->findText(QStringLiteral("billing (this project)")), -1);
  }

  void layoutsTravelInAFile() {
    m_engine->layouts[m_engine->userLayoutFile()] = {{"one", "<A> <Content>"}};
    LayoutLibrary library(m_engine, m_window->workspace()->queries(), {});
    library.load();
    QTRY_VERIFY(library.has(LayoutLibrary::Shelf::Mine, QStringLiteral("one")));
    QSignalSpy told(&library, &LayoutLibrary::told);
    library.exportTo("/tmp/out.json");
    QTRY_COMPARE(told.count(), 1);
    QCOMPARE(told.back().front().toString(), QStringLiteral("1 layout exported."));
    {
      const std::lock_guard lock(m_engine->mutex);
      QCOMPARE(m_engine->layouts["/tmp/out.json"].size(), std::size_t{1});
      m_engine->layouts["/tmp/in.json"] = {{"one", "<B> <Content>"}, {"two", "<C> <Content>"}};
    }
    library.importFrom("/tmp/in.json");
    QTRY_COMPARE(told.count(), 2);
    QCOMPARE(library.layouts(LayoutLibrary::Shelf::Mine).size(), std::size_t{2});
    QCOMPARE(library.layouts(LayoutLibrary::Shelf::Mine).front().pattern, std::string("<B> <Content>"));
  }

  void aClockThatIsBehindCanBeSaidBeforeTheImport() {
    ImportDialog dialog(m_engine, m_window->workspace()->queries(), {"/new/a.log"}, nullptr,
                        QStringLiteral("/tmp/n"));
    dialog.show();
    QTRY_VERIFY(dialog.analyzeButton()->isEnabled());
    dialog.settings()->offsetBox()->setValue(-2.5);
    const auto last = [this] {
      const std::lock_guard lock(m_engine->mutex);
      return m_engine->previewed.back().clockOffset;
    };
    QTRY_COMPARE(last(), std::optional<std::chrono::nanoseconds>(-2'500'000'000));
  }

  void importAndAnalyzeStartsTheJob() {
    QSignalSpy opened(m_window->importFlow(), &ImportFlow::dialogOpened);
    m_window->importFlow()->importPaths({"/new/a.log"});
    QTRY_COMPARE(opened.count(), 1);
    auto* dialog = m_window->findChild<ImportDialog*>();
    QTRY_VERIFY(dialog->analyzeButton()->isEnabled());
    dialog->analyzeButton()->click();
    m_engine->job.awaitVisitor();
    QVERIFY(m_window->workspace()->isOpen());
    m_engine->job.open();
    QTRY_VERIFY(!m_window->workspace()->jobs()->busy());
    QTRY_COMPARE(m_window->findings()->filter()->rowCount(), 5);
    const std::lock_guard lock(m_engine->mutex);
    QCOMPARE(m_engine->analyzed.size(), std::size_t{1});
    QCOMPARE(m_engine->analyzed.front().options.layout, std::string("nova"));
    QVERIFY(!m_engine->analyzed.front().fromFolder);  // it was named
  }

  void draggedFilesAreToldWhatDroppingDoes() {
    DropHint* hint = m_window->dropHint();
    const auto drag = [&](const QString& path) {
      QMimeData data;
      data.setUrls(
          {path.isEmpty() ? QUrl(QStringLiteral("https://example.org")) : QUrl::fromLocalFile(path)});
      QDragEnterEvent enter({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
      QApplication::sendEvent(m_window.get(), &enter);
    };
    drag(QString());
    QVERIFY(hint->text().isEmpty());  // nothing to import
    drag(QStringLiteral("/logs/a.log"));
    QCOMPARE(hint->text(), QStringLiteral("Drop to import"));
    QCOMPARE(hint->size(), m_window->size());
    QDragLeaveEvent leave;
    QApplication::sendEvent(m_window.get(), &leave);
    QVERIFY(hint->text().isEmpty());
    drag(QStringLiteral("/logs/a.faultline"));
    QCOMPARE(hint->text(), QStringLiteral("Drop to open the project"));
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(QStringLiteral("/logs/a.faultline"))});
    QDropEvent drop({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window.get(), &drop);
    QVERIFY(hint->text().isEmpty());
    QVERIFY(m_window->workspace()->isOpen());
  }

  void relinkingIsOfferedWhereTheFileIsGone() {
    open();
    SourcesView* sources = m_window->sources();
    sources->setCurrent(SourceId{1});
    QVERIFY(!sources->relinkButton()->isVisible());
    sources->setCurrent(SourceId{3});
    QVERIFY(sources->relinkButton()->isVisible());
    m_window->workspace()->relink(SourceId{3}, "/logs/moved.log");
    QTRY_COMPARE(m_engine->relinked.load(), 1);
  }

  void aSourcesClockHostAndServiceCanBePutRight() {
    open();
    const auto earlier = *m_engine->findings.findings[0].time - std::chrono::milliseconds(1500);
    auto* dialog = openSettings(SourceId{1});
    QVERIFY(dialog->zoneBox()->isEnabled());
    QCOMPARE(nameless(dialog), QStringList());
    dialog->zoneBox()->setCurrentText(QStringLiteral("Asia/Tokyo"));
    QVERIFY(dialog->example().contains(QLatin1String("2026-05-06 12:00:00.000  UTC, until now")));
    dialog->offsetBox()->setValue(-1.5);
    // Written at noon in Tokyo, nine hours ahead, by a clock that is 1.5 s ahead too.
    QVERIFY(dialog->example().contains(QLatin1String("2026-05-06 12:00:00.000  as the log has it")));
    QVERIFY(dialog->example().endsWith(QLatin1String("2026-05-06 02:59:58.500  UTC, from now on")));
    dialog->hostField()->setText(QStringLiteral(" db-7 "));
    dialog->saveButton()->click();
    QTRY_COMPARE(m_window->workspace()->source(SourceId{1})->host, std::string("db-7"));
    {
      const std::lock_guard lock(m_engine->mutex);
      QCOMPARE(m_engine->changes.size(), std::size_t{1});
      QCOMPARE(m_engine->changes[0].timeZone, std::optional<std::string>("Asia/Tokyo"));
      QCOMPARE(m_engine->changes[0].clockOffset, std::optional<std::chrono::nanoseconds>(-1'500'000'000));
      QVERIFY(!m_engine->changes[0].service);  // not touched
    }
    // The views read again: the finding is a second and a half earlier, everywhere.
    QTRY_COMPARE(m_window->selection()->current().time, std::optional(earlier));
  }

  void aZoneThatTheLogCarriesIsShownAndNotAsked() {
    m_engine->project.sources[0].hasTimeZone = true;
    open();
    auto* dialog = openSettings(SourceId{1});
    QVERIFY(!dialog->zoneBox()->isEnabled());
    QVERIFY(dialog->offsetBox()->isEnabled());
    QVERIFY(dialog->clockNote().startsWith(QLatin1String("The times in this log carry their zone.")));
    dialog->saveButton()->click();  // nothing is changed, so nothing is written
    QVERIFY(!dialog->isVisible());
    QVERIFY(m_engine->changes.empty());
  }

  void whatCannotBeSavedIsSaidInTheDialog() {
    m_engine->changeError = Error{ErrorCode::TimeZoneUnknown, "Mars/Base", {}};
    open();
    auto* dialog = openSettings(SourceId{1});
    dialog->zoneBox()->setCurrentText(QStringLiteral("Mars/Base"));
    dialog->saveButton()->click();
    QTRY_VERIFY(dialog->problem().contains(QLatin1String("Mars/Base")));
    QVERIFY(dialog->isVisible());
    QVERIFY(dialog->saveButton()->isEnabled());
    QVERIFY(!m_window->banner()->isVisible());
    dialog->hostField()->setFocus();
    QTest::keyClicks(dialog->hostField(), QStringLiteral("x"));
    QVERIFY(dialog->problem().isEmpty());
  }

 private:
  static void typePattern(ImportDialog& dialog, const QString& pattern) {
    ImportSettings* settings = dialog.settings();
    settings->layoutBox()->setCurrentIndex(settings->layoutBox()->count() - 1);
    Q_EMIT settings->layoutBox()->activated(settings->layoutBox()->currentIndex());
    settings->patternField()->selectAll();
    QTest::keyClicks(settings->patternField(), pattern);
  }

  SourceDialog* openSettings(SourceId source) {
    m_window->sources()->setCurrent(source);
    m_window->sources()->settingsButton()->click();
    return m_window->findChild<SourceDialog*>();
  }

  void openOnly() {
    m_window->openProject("/projects/nova.faultline");
    QTRY_VERIFY(m_window->workspace()->info() && m_window->workspace()->findings());
  }

  void open() {
    openOnly();
    QTRY_VERIFY(m_window->log()->showsLog());
    QTRY_VERIFY(!m_window->evidence()->sentence().isEmpty());
    QTRY_VERIFY(!m_window->workspace()->pages()->busy());
  }

  static void choose(QComboBox* box, const QString& name) {
    box->setCurrentIndex(box->findData(name));
    Q_EMIT box->activated(box->currentIndex());
  }

  std::shared_ptr<FakeEngine> m_engine;
  std::unique_ptr<QTemporaryDir> m_home;
  std::shared_ptr<Preferences> m_preferences;
  std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestWindow)
#include "test_window.moc"
