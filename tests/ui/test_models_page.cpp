#include <limits>
#include <numeric>

#include <QtGui/QAction>
#include <QtGui/QClipboard>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QtTest>
#include <QtWidgets/QDockWidget>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>

#include "tests/ui/fake_engine.h"
#include "tests/ui/fake_models.h"
#include "ui/jobs/training_monitor.h"
#include "ui/models/model_charts.h"
#include "ui/models/model_tables.h"
#include "ui/style/style.h"
#include "ui/text/translate.h"
#include "ui/views/chart_view.h"
#include "ui/views/empty_state.h"
#include "ui/views/findings_view.h"
#include "ui/views/model_details_view.h"
#include "ui/views/models_page.h"
#include "ui/views/normal_period_view.h"
#include "ui/views/rows_table.h"
#include "ui/views/section.h"
#include "ui/views/studies_view.h"
#include "ui/views/time_line_view.h"
#include "ui/window/actions.h"
#include "ui/window/main_window.h"
#include "ui/window/pages.h"
#include "ui/window/preferences.h"
#include "ui/window/selection.h"
#include "ui/window/workspace.h"

using namespace faultline;
using namespace faultline::ui;
using namespace faultline::pipeline;
using namespace std::chrono_literals;

namespace {

const UtcTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 5 / 6} + 12h};

QStringList row(const RowsTable* table, int number) {
  QStringList texts;
  for (int column = 0; column < table->model()->columnCount(); ++column) {
    texts << table->model()->index(number, column).data().toString();
  }
  return texts;
}

}  // namespace

class TestModelsPage : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    style::setUp();
    style::apply(Theme::Light);
  }

  void init() {
    m_engine = std::make_shared<FakeEngine>();
    m_engine->models = madeModels();
    m_engine->timeLine = madeTimeLine();
    m_home = std::make_unique<QTemporaryDir>();
    m_preferences = std::make_shared<Preferences>(m_home->filePath(QStringLiteral("settings.ini")));
    makeWindow();
  }

  void cleanup() {
    m_engine->job.open();
    m_window.reset();
  }

  void pagesAreChosenByKeyAndKeepTheFinding() {
    open();
    m_window->findings()->step(2);
    const Selected before = m_window->selection()->current();
    QCOMPARE(before.finding, FindingId{3});
    QVERIFY(m_window->findings()->isVisible());
    trigger(m_window->commands()->modelsPage, Qt::CTRL | Qt::Key_3);
    QVERIFY(m_window->models()->isVisible() && !m_window->findings()->isVisible());
    QVERIFY(!dock("logs")->isVisible() && !dock("evidence")->isVisible());
    QVERIFY(dock("sources")->isVisible() && dock("pages")->isVisible());
    QCOMPARE(m_window->pageList()->currentRow(), 2);
    QVERIFY(m_window->commands()->modelsPage->isChecked());
    trigger(m_window->commands()->findingsPage, Qt::CTRL | Qt::Key_1);
    QVERIFY(m_window->findings()->isVisible() && dock("logs")->isVisible() && dock("evidence")->isVisible());
    QCOMPARE(m_window->selection()->current(), before);
    m_window->pageList()->setFocus();
    QTest::keyClick(m_window->pageList(), Qt::Key_Down);
    QCOMPARE(m_window->pages()->current(), Page::Workflows);
    QTest::keyClick(m_window->pageList(), Qt::Key_Down);
    QCOMPARE(m_window->pages()->current(), Page::Models);
    m_window->commands()->nextFinding->trigger();  // is about findings: they come in sight
    QCOMPARE(m_window->pages()->current(), Page::Findings);
    QCOMPARE(m_window->selection()->current().finding, FindingId{4});
  }

  void thePageIsRemembered() {
    open();
    m_window->pages()->goTo(Page::Models);
    m_window->close();
    makeWindow();
    QVERIFY(!m_window->models()->isVisible());  // the start page first
    open();
    QCOMPARE(m_window->pages()->current(), Page::Models);
    QTRY_COMPARE(m_window->models()->list()->model()->rowCount(), 2);
    QVERIFY(!dock("logs")->isVisible());
    m_window->pages()->goTo(Page::Findings);
    QVERIFY(dock("logs")->isVisible() && dock("evidence")->isVisible());
    m_window->commands()->close->trigger();
    QVERIFY(!dock("pages")->isVisible());
    QVERIFY(!m_window->commands()->modelsPage->isEnabled());
  }

  void nothingIsReadBeforeThePageIsLookedAt() {
    m_engine->modelsError = Error{ErrorCode::ModelInvalid, {}, "damaged"};
    open();
    QTest::qWait(0);
    QVERIFY(m_window->models()->current() == nullptr);
    m_window->pages()->goTo(Page::Models);
    QTRY_VERIFY(!m_window->workspace()->queries()->busy());
    QVERIFY(m_window->models()->emptyState()->isVisible());  // says what is wrong, in place
    QVERIFY(m_window->models()->emptyState()->accessibleDescription().contains(QLatin1String("damaged")) ||
            m_window->models()->emptyState()->title().contains(QLatin1String("damaged")));
  }

  void anEmptyPageHasTheButtonThatFillsIt() {
    m_engine->models.clear();
    openModels();
    ModelsPage* page = m_window->models();
    QTRY_COMPARE(page->emptyState()->title(), QStringLiteral("Nothing learnt yet"));
    QVERIFY(page->period()->isVisible());
    QVERIFY(!page->period()->learnButton()->isVisible());  // one button to begin with
    QVERIFY(!page->list()->isVisible() && !page->studies()->isVisible());
    page->emptyState()->button()->click();
    m_engine->job.awaitVisitor();
    QTRY_COMPARE(page->emptyState()->title(), QStringLiteral("Working…"));
    m_engine->models = madeModels();
    m_engine->job.open();
    QTRY_VERIFY(page->list()->isVisible());
    QVERIFY(!page->emptyState()->isVisible());
    const std::lock_guard lock(m_engine->mutex);
    QCOMPARE(m_engine->learnt.size(), std::size_t{1});
    QVERIFY(!m_engine->learnt[0].normal);
  }

  void withoutLogsThePageSaysToImport() {
    m_engine->models.clear();
    m_engine->project.events = 0;
    m_engine->timeLine = {};
    openModels();
    QTRY_COMPARE(m_window->models()->emptyState()->title(), QStringLiteral("No logs yet"));
    QVERIFY(!m_window->models()->period()->isVisible());
  }

  void theActiveModelIsShownAndAnotherCanBeChosen() {
    openFilled();
    ModelsPage* page = m_window->models();
    const QAbstractItemModelTester tester(page->list()->model());
    const QAbstractItemModelTester thresholds(page->details()->thresholds()->model());
    const QAbstractItemModelTester values(page->details()->values()->model());
    QCOMPARE(page->current()->id, ModelId{2});
    QCOMPARE(row(page->list(), 0), QStringList({"2026-05-07 14:50", "3"}));
    QVERIFY(page->details()->facts().contains(QStringLiteral("taught, on top of model 1")));
    page->list()->setFocus();
    QTest::keyClick(page->list(), Qt::Key_Down);
    QCOMPARE(page->current()->id, ModelId{1});
    const QStringList facts = page->details()->facts();
    QVERIFY(facts.contains(QStringLiteral("from scratch")));
    QVERIFY(facts.contains(QStringLiteral("4,855")));
    QVERIFY(facts.contains(QStringLiteral("46,575, of which 4,092 differ")));
    QVERIFY(facts.contains(QStringLiteral("2026-05-06 12:10:00 – 15:20:00 (UTC)")));
    QVERIFY(facts.contains(QStringLiteral("12 that the model believed least")));
    m_window->commands()->zoneChosen(QStringLiteral("Asia/Tokyo"));
    QVERIFY(page->details()->facts().contains(
        QStringLiteral("2026-05-06 21:10:00 – 2026-05-07 00:20:00 (Asia/Tokyo)")));
    QCOMPARE(page->current()->id, ModelId{1});
    m_window->workspace()->reload();
    QTRY_VERIFY(!m_window->workspace()->queries()->busy());
    QCOMPARE(page->current()->id, ModelId{1});
  }

  void thresholdsSayWhereTheyComeFrom() {
    openFilled();
    const RowsTable* table = m_window->models()->details()->thresholds();
    QCOMPARE(row(table, 0), QStringList({"Unexpected log keys", "sessions", "p below 6.2e-05",
                                         "1 in 1,000 of 1,214 held out"}));
    QCOMPARE(row(table, 1), QStringList({"Unexpected log keys", "lines without a session", "never: silent",
                                         "12 held out are too few for 1 in 1,000"}));
    const RowsTable* values = m_window->models()->details()->values();
    QCOMPARE(values->model()->rowCount(), 3);
    QCOMPARE(row(values, 2)[5],
             QStringLiteral("all: 73 entries are too few, 1: an identifier, each another"));
    QCOMPARE(m_window->models()->details()->trainingChart()->chart().series.size(), std::size_t{1});
  }

  void learningAgainUsesTheChosenModelsSettings() {
    m_engine->models[1].settings.history = 7;
    openFilled();
    m_window->models()->list()->selectRow(1);
    m_window->models()->againButton()->click();
    m_engine->job.awaitVisitor();
    QTRY_VERIFY(!m_window->models()->againButton()->isEnabled());
    m_engine->job.open();
    QTRY_VERIFY(m_window->models()->againButton()->isEnabled());
    const std::lock_guard lock(m_engine->mutex);
    QCOMPARE(m_engine->learnt.size(), std::size_t{1});
    QCOMPARE(m_engine->learnt[0].history, 7);
    QVERIFY(m_engine->learnt[0].normal && m_engine->learnt[0].normal->from == kNoon + 10min);
  }

  void aPeriodChosenByKeyIsWhatIsLearntFrom() {
    open();
    m_window->commands()->choosePeriod->trigger();
    QTRY_VERIFY(!m_window->workspace()->queries()->busy());
    ModelsPage* page = m_window->models();
    TimeLineView* line = page->period()->timeLine();
    QVERIFY(page->isVisible());
    QTRY_COMPARE(line->chosenEvents(), sum(m_engine->timeLine.events));
    for (int times = 0; times < 3; ++times) QTest::keyClick(line, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(line, Qt::Key_Space);
    QTest::keyClick(line, Qt::Key_Left);
    m_engine->job.open();
    QTest::keyClick(page->period()->learnButton(), Qt::Key_Space);
    QTRY_VERIFY(learnings() == 1);
    const std::lock_guard lock(m_engine->mutex);
    const LearnSettings& settings = m_engine->learnt[0];
    QVERIFY(settings.normal);
    QCOMPARE(settings.normal->from, kNoon + 30min);
    QCOMPARE(settings.normal->to, kNoon + 10h - 1min);
    QVERIFY(settings.sources.empty());
  }

  void theTrainingCurveGrowsWhileTheJobRuns() {
    Gate more;
    m_engine->training = [&](std::stop_token stop, const ProgressSink& progress) {
      progress({Stage::Learning, 1, 10, "keys 1", 2.5});
      progress({Stage::Learning, 2, 10, "keys 1"});  // without a loss: takes nothing away
      more.wait(stop);
      progress({Stage::Learning, 5, 10, "keys 1", 1.5});
    };
    openFilled();
    ChartView* chart = m_window->models()->details()->trainingChart();
    QCOMPARE(chart->chart().series[0].samples.size(), std::size_t{2});  // the model's own
    m_window->models()->againButton()->click();
    QTRY_COMPARE(chart->chart().series[0].samples.size(), std::size_t{1});
    QCOMPARE(chart->chart().series[0].samples[0].y, 2.5);
    more.open();
    QTRY_COMPARE(chart->chart().series[0].samples.size(), std::size_t{2});
    QCOMPARE(chart->chart().series[0].samples[1].y, 1.5);
    m_engine->job.open();
    QTRY_VERIFY(!m_window->workspace()->jobs()->busy());
    QTRY_COMPARE(chart->chart().series[0].samples[0].y, 0.33);  // the model's own again
  }

  void detectorsAreCompared() {
    openFilled();
    StudiesView* studies = m_window->models()->studies();
    QVERIFY(!studies->comparisonTable()->isVisible());
    const QAbstractItemModelTester tester(studies->comparisonTable()->model());
    m_engine->comparison = madeComparison(Labels::There);
    studies->compareButton()->click();
    QTRY_VERIFY(studies->comparisonTable()->isVisible());
    const RowsTable* table = studies->comparisonTable();
    QCOMPARE(row(table, 0), QStringList({"Faultline (the default)", "16,833", "16,833", "16,830", "3", "8",
                                         "5,580", "0.9998", "0.9995", "0.9997", "8.7 s + 0.4 s"}));
    QCOMPARE(row(table, 6)[1], QStringLiteral("–"));
    QCOMPARE(studies->failures(), QStringLiteral("TF-IDF and LSTM (Zhang) could not run. %1")
                                      .arg(errorWords(*m_engine->comparison->detectors[6].error).whole()));
    studies->comparisonTable()->setFocus();
    QTest::keyClick(studies->comparisonTable(), Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QGuiApplication::clipboard()->text().startsWith(
        QLatin1String("Detector\tFlagged\tAgree\tTP\tFP\tFN\tTN\tPrecision")));
    QCOMPARE(comparisonRows(madeComparison(Labels::None)).headers.size(), 4);
    const std::lock_guard lock(m_engine->mutex);
    QCOMPARE(m_engine->compared.size(), std::size_t{1});
    QVERIFY(m_engine->compared[0].normal);  // the chosen model's
  }

  void settingsAreTried() {
    openFilled();
    StudiesView* studies = m_window->models()->studies();
    QVERIFY(studies->charts().empty());
    m_engine->sweep = madeSweep(Labels::There);
    studies->tryButton()->click();
    QTRY_COMPARE(studies->charts().size(), std::size_t{5});
    const ChartData& history = studies->charts()[0]->chart();
    QCOMPARE(history.series.size(), std::size_t{3});
    QCOMPARE(history.series[0].samples.size(), std::size_t{5});
    QCOMPARE(history.series[0].samples[0].x, 4.0);
    const ChartData& top = studies->charts()[4]->chart();
    QCOMPARE(top.series[0].samples[0].y, 88.9);
    QCOMPARE(sweepCharts(madeSweep(Labels::None))[0].series.size(), std::size_t{1});
    const std::lock_guard lock(m_engine->mutex);
    QCOMPARE(m_engine->tried.size(), std::size_t{1});
    QCOMPARE(m_engine->tried[0].size(), std::size_t{4});
  }

  void oddFiguresAreNoHarm() {
    ModelsPage page;
    ModelDetails odd;
    odd.id = ModelId{1};
    odd.seconds = std::numeric_limits<double>::quiet_NaN();
    odd.thresholds = {{"<b>new</b>", "", std::numeric_limits<double>::quiet_NaN(), "", 0, -1}};
    odd.curves = {{"keys", {std::numeric_limits<double>::infinity()}, 7}, {"", {}, 0}};
    odd.values = {{}};
    odd.settings.sources = {SourceId{99}};
    page.setModels(std::vector{odd});
    page.resize(600, 500);
    page.show();
    QVERIFY(!page.grab().isNull());
    QVERIFY(page.details()->facts().contains(QStringLiteral("one that was removed")));
    DetectorResult nothing;
    nothing.f1 = std::numeric_limits<double>::quiet_NaN();
    Comparison comparison;
    comparison.detectors = {nothing};
    page.setComparison(comparison);
    page.setSweep(Sweep{});
    QVERIFY(!page.grab().isNull());
  }

 private:
  static std::uint64_t sum(const std::vector<std::uint64_t>& counts) {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  }

  void makeWindow() {
    m_window = std::make_unique<MainWindow>(m_engine, m_preferences);
    m_window->resize(1280, 800);
    m_window->show();
  }

  void open() {
    m_window->openProject("/projects/nova.faultline");
    QTRY_VERIFY(m_window->workspace()->info() && m_window->workspace()->findings());
  }

  void openModels() {
    open();
    m_window->pages()->goTo(Page::Models);
    QTRY_VERIFY(!m_window->workspace()->queries()->busy());
  }

  void openFilled() {
    openModels();
    QTRY_COMPARE(m_window->models()->list()->model()->rowCount(), 2);
  }

  /// By its key where the platform gives the window the keyboard, and with that key in any case.
  void trigger(QAction* action, QKeySequence key) {
    QCOMPARE(action->shortcut(), key);
    action->trigger();
  }

  QDockWidget* dock(const char* name) { return m_window->findChild<QDockWidget*>(QLatin1String(name)); }

  std::size_t learnings() {
    const std::lock_guard lock(m_engine->mutex);
    return m_engine->learnt.size();
  }

  std::shared_ptr<FakeEngine> m_engine;
  std::unique_ptr<QTemporaryDir> m_home;
  std::shared_ptr<Preferences> m_preferences;
  std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestModelsPage)
#include "test_models_page.moc"
