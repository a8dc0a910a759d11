#include <limits>

#include <QtTest/QSignalSpy>
#include <QtTest/QtTest>

#include "tests/ui/fake_engine.h"
#include "ui/style/style.h"
#include "ui/text/finding_words.h"
#include "ui/views/chart_view.h"
#include "ui/views/evidence_view.h"
#include "ui/views/finding_charts.h"
#include "ui/views/value_rows.h"
#include "ui/window/main_window.h"
#include "ui/window/preferences.h"
#include "ui/window/selection.h"
#include "ui/window/workspace.h"

using namespace faultline;
using namespace faultline::ui;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

pipeline::FindingChart durations() {
  pipeline::FindingChart chart;
  chart.code = "value";
  chart.subject = "elapsed_s";
  chart.unit = "s";
  for (std::uint32_t i = 0; i < 20; ++i) {
    pipeline::ChartPoint point;
    point.event = EventId{SourceId{1}, 100 * i};
    point.time = FakeLog::timeOf(100 * i);
    point.value = i == 12 ? 75 : 1 + 0.1 * i;
    point.low = 0.4;
    point.high = 3.1;
    point.isFinding = i == 12;
    chart.points.push_back(point);
  }
  chart.own = 12;
  return chart;
}

}  // namespace

class TestEvidence : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    style::setUp();
    style::apply(Theme::Light);
  }

  void init() {
    m_engine = std::make_shared<FakeEngine>();
    m_engine->findings.findings[0].kind = "value";
    m_engine->values["value"] = {{"elapsed_s", "s", 75, 0.4, 3.1, 1.2, true},
                                 {"<b>size</b>", "B", 1.4e9, 1.2e9, 1.6e9, 1.4e9, false},
                                 {"id", "", 7, kNaN, kNaN, kNaN, false}};
    m_engine->charts = {durations()};
    m_home = std::make_unique<QTemporaryDir>();
    const auto preferences = std::make_shared<Preferences>(m_home->filePath(QStringLiteral("settings.ini")));
    m_window = std::make_unique<MainWindow>(m_engine, preferences);
    m_window->show();
  }

  void cleanup() {
    m_engine->drawing.open();
    m_window.reset();
  }

  void quantitiesHaveThreeDigitsAndTheirUnit() {
    QCOMPARE(quantityText(75, "s"), QStringLiteral("75 s"));
    QCOMPARE(quantityText(0.4, "s"), QStringLiteral("0.4 s"));
    QCOMPARE(quantityText(3.14159, "s"), QStringLiteral("3.14 s"));
    QCOMPARE(quantityText(0.012345, "s"), QStringLiteral("0.0123 s"));
    QCOMPARE(quantityText(1204.6, "lines a minute"), QStringLiteral("1,205 lines a minute"));
    QCOMPARE(quantityText(1.4e9, "B"), QStringLiteral("1.4 GB"));
    QCOMPARE(quantityText(-2.5, ""), QStringLiteral("-2.5"));
    QCOMPARE(quantityText(0, ""), QStringLiteral("0"));
    QCOMPARE(quantityText(3e-9, "s"), QStringLiteral("3e-09 s"));
    QCOMPARE(quantityText(kNaN, "s"), QStringLiteral("– s"));
    QCOMPARE(quantityText(std::numeric_limits<double>::infinity(), ""), QStringLiteral("∞"));
  }

  void expectationsAreSaidInWords() {
    QCOMPARE(expectedText(0.4, 3.1, "s"), QStringLiteral("expected 0.4 to 3.1 s"));
    QCOMPARE(expectedText(5, 5, "%"), QStringLiteral("expected 5 %"));
    QCOMPARE(expectedText(kNaN, 3, "s"), QStringLiteral("expected at most 3 s"));
    QCOMPARE(expectedText(3, kNaN, "s"), QStringLiteral("expected at least 3 s"));
    QCOMPARE(expectedText(kNaN, kNaN, "s"), QString());
  }

  void eachValueSaysWhatWasExpectedOfIt() {
    open();
    QCOMPARE(evidence()->values()->texts(),
             QStringList({QStringLiteral("time since the event before: 75 s, expected 0.4 to 3.1 s"),
                          QStringLiteral("<b>size</b>: 1.4 GB, expected 1.2 GB to 1.6 GB"),
                          QStringLiteral("id: 7")}));
    QVERIFY(evidence()->values()->isVisible());
    m_window->selection()->select({FindingId{2}, {}, {}, {}});
    QTRY_VERIFY(evidence()->finding() == FindingId{2} && !evidence()->sentence().isEmpty());
    QVERIFY(!evidence()->values()->isVisible());
    QVERIFY(!evidence()->charts()->isVisible());
  }

  void barsOfStrangeIntervalsAreDrawn() {
    const double infinity = std::numeric_limits<double>::infinity();
    for (const auto& [value, low, high] :
         std::vector<std::tuple<double, double, double>>{{75, 0.4, 3.1},
                                                         {1, 1, 1},
                                                         {kNaN, 0, 1},
                                                         {infinity, 0, 1},
                                                         {5, 2, 1},
                                                         {0, 0, 0},
                                                         {1e300, -1e300, 0}}) {
      ValueBar bar({"x", "", value, low, high, low, true});
      bar.resize(120, 12);
      QVERIFY(!bar.grab().isNull());
    }
  }

  void chartsComeBehindTheEvidenceAndKeepTheirPlace() {
    m_engine->drawing.close();
    open();
    QCOMPARE(evidence()->charts()->note(), QStringLiteral("Reading the charts…"));
    QVERIFY(evidence()->charts()->isVisible());
    QTRY_VERIFY(evidence()->charts()->height() >= evidence()->charts()->minimumSizeHint().height());
    const int height = evidence()->charts()->height();
    QVERIFY(height > 200);
    m_engine->drawing.open();
    QTRY_COMPARE(evidence()->charts()->charts().size(), std::size_t{1});
    QTRY_VERIFY(evidence()->charts()->note().isEmpty());
    QTRY_COMPARE(evidence()->charts()->height(), height);
  }

  void aChartHasItsBandThresholdsAndLabels() {
    pipeline::FindingChart errors = durations();
    errors.code = "error";
    errors.levels = {{0.02, "98 %", false}, {0.08, "99.9 %", true}};
    errors.points[3].value = kNaN;
    m_engine->charts.push_back(errors);
    open();
    QTRY_COMPARE(evidence()->charts()->charts().size(), std::size_t{2});
    const ChartData& value = evidence()->charts()->charts()[0]->chart();
    QCOMPARE(value.title, QStringLiteral("time since the event before, line by line"));
    QCOMPARE(value.yLabel, QStringLiteral("time since the event before, s"));
    QCOMPARE(value.xAxis, ChartData::Axis::Time);
    QCOMPARE(value.own->sample, std::size_t{12});
    QCOMPARE(value.series[0].samples[12].finding, std::optional(Severity::Critical));
    QCOMPARE(value.series[0].samples[12].high, 3.1);
    const ChartData& error = evidence()->charts()->charts()[1]->chart();
    QCOMPARE(error.thresholds.size(), std::size_t{2});
    QVERIFY(error.thresholds[1].inForce);
    QVERIFY(!error.yLabel.isEmpty());
  }

  void aPointLeadsToItsLine() {
    open();
    QTRY_COMPARE(evidence()->charts()->charts().size(), std::size_t{1});
    ChartView* chart = evidence()->charts()->charts()[0];
    chart->setFocus();
    chart->setCurrent(ChartPlace{0, 12});
    QTest::keyClick(chart, Qt::Key_Left);
    QTest::keyClick(chart, Qt::Key_Return);
    QCOMPARE(m_window->selection()->current().event, (EventId{SourceId{1}, 1100}));
    QCOMPARE(m_window->selection()->current().finding, FindingId{1});
  }

  void pointsWithoutTimesStandInTheirOrder() {
    FindingCharts charts;
    pipeline::FindingChart chart = durations();
    for (pipeline::ChartPoint& point : chart.points) point.time.reset();
    charts.showCharts({chart}, Severity::Minor);
    const ChartData& shown = charts.charts()[0]->chart();
    QCOMPARE(shown.xAxis, ChartData::Axis::Number);
    QCOMPARE(shown.series[0].samples[12].x, 13.0);
    QVERIFY(!shown.xLabel.isEmpty());
  }

  void pointsOutOfOrderKeepTheirLines() {
    FindingCharts charts;
    QSignalSpy chosen(&charts, &FindingCharts::eventChosen);
    pipeline::FindingChart chart = durations();
    std::swap(chart.points[0], chart.points[12]);
    chart.own = 0;
    charts.showCharts({chart}, Severity::Minor);
    QCOMPARE(charts.charts()[0]->chart().own->sample, std::size_t{12});
    Q_EMIT charts.charts()[0]->activated({0, 12});
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen[0][0].value<EventId>(), (EventId{SourceId{1}, 1200}));
  }

  void withoutChartsItIsSaidWhy() {
    m_engine->charts.clear();
    open();
    QTRY_VERIFY(evidence()->charts()->note().startsWith(QLatin1String("There is nothing to draw")));
    m_engine->chartError = Error{ErrorCode::ProjectDamaged, "p.faultline", "a page is missing"};
    m_window->workspace()->reload();
    QTRY_VERIFY(evidence()->charts()->note().startsWith(QLatin1String("No chart: ")));
    QVERIFY(!evidence()->sentence().isEmpty());
  }

 private:
  void open() {
    m_window->openProject("/projects/nova.faultline");
    QTRY_VERIFY(!m_window->evidence()->sentence().isEmpty());
  }
  [[nodiscard]] EvidenceView* evidence() const { return m_window->evidence(); }

  std::shared_ptr<FakeEngine> m_engine;
  std::unique_ptr<QTemporaryDir> m_home;
  std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestEvidence)
#include "test_evidence.moc"
