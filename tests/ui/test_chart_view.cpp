#include <cmath>
#include <limits>

#include <QtTest/QSignalSpy>
#include <QtTest/QtTest>

#include "ui/style/style.h"
#include "ui/views/chart_axis.h"
#include "ui/views/chart_view.h"

using namespace faultline;
using namespace faultline::ui;
using namespace std::chrono_literals;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
const UtcTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 5 / 6} + 12h};

QStringList labels(const std::vector<ChartTick>& ticks) {
  QStringList texts;
  for (const ChartTick& tick : ticks) texts << tick.label;
  return texts;
}

ChartData losses() {
  ChartData data;
  data.title = QStringLiteral("Training");
  data.xLabel = QStringLiteral("epoch");
  data.series = {{QStringLiteral("keys 1"), ChartSeries::Look::Line, {{1, 2.5}, {2, 1.25}, {3, 0.5}}},
                 {QStringLiteral("keys 2"), ChartSeries::Look::Line, {{1, 2.0}, {3, 0.75}}}};
  return data;
}

}  // namespace

class TestChartView : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    style::setUp();
    style::apply(Theme::Light);
  }

  void ticksAreRound() {
    QCOMPARE(labels(numberTicks({0, 1}, 5)), QStringList({"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"}));
    QCOMPARE(labels(numberTicks({-3, 12}, 4)), QStringList({"0", "5", "10"}));
    QCOMPARE(labels(numberTicks({1, 3}, 10, true)), QStringList({"1", "2", "3"}));
    QVERIFY(numberTicks({1, 1}, 5).empty());
    QVERIFY(numberTicks({0, kInfinity}, 5).empty());
    QVERIFY(numberTicks({kNaN, 1}, 5).empty());
  }

  void timesAreRoundInTheirZone() {
    const ChartRange range{chartTime(kNoon + 10min), chartTime(kNoon + 130min)};
    QCOMPARE(labels(timeTicks(range, 4, DisplayZone())), QStringList({"12:30", "13:00", "13:30", "14:00"}));
    QCOMPARE(timeAxisLabel(range, DisplayZone()), QStringLiteral("2026-05-06, UTC"));
    // Five hours and a half ahead: half past there is the full hour here.
    const DisplayZone kolkata = DisplayZone::named(QStringLiteral("Asia/Kolkata"));
    const auto ticks = timeTicks(range, 2, kolkata);
    QCOMPARE(labels(ticks), QStringList({"18:00", "19:00"}));
    QCOMPARE(ticks.front().at, chartTime(kNoon + 30min));
  }

  void ticksStayRoundWhereClocksAreSetForward() {
    const DisplayZone berlin = DisplayZone::named(QStringLiteral("Europe/Berlin"));
    const UtcTime midnight{std::chrono::sys_days{std::chrono::year{2026} / 3 / 28} + 23h};  // there
    const auto ticks = timeTicks({chartTime(midnight), chartTime(midnight + 12h)}, 5, berlin);
    QCOMPARE(labels(ticks), QStringList({"00:00", "03:00", "06:00", "09:00", "12:00"}));
    QCOMPARE(ticks[1].at - ticks[0].at, 2.0 * 3600 * 1000);  // the hour from two to three is left out
  }

  void daysAreNamedWhereThereAreSeveral() {
    const ChartRange range{chartTime(kNoon), chartTime(kNoon + 48h)};
    QCOMPARE(labels(timeTicks(range, 4, DisplayZone())),
             QStringList({"05-06 12:00", "05-07 00:00", "05-07 12:00", "05-08 00:00", "05-08 12:00"}));
    QCOMPARE(timeAxisLabel(range, DisplayZone()), QStringLiteral("2026-05-06 – 2026-05-08, UTC"));
  }

  void rangesHoldEverythingFinite() {
    ChartData data;
    data.series = {{{}, ChartSeries::Look::Line, {{1, 10, 8, 30}, {2, kNaN}, {3, kInfinity}, {4, 20}}}};
    data.thresholds = {{50, QStringLiteral("99 %"), true}, {kInfinity, {}, false}};
    QCOMPARE(xRange(data).low, 1.0);
    QCOMPARE(xRange(data).high, 4.0);
    QVERIFY(yRange(data).low <= 8 && yRange(data).low >= 0);
    QVERIFY(yRange(data).high >= 50 && yRange(data).high < 60);
    QCOMPARE(xRange(ChartData()).high, 1.0);
    ChartData same;
    same.series = {{{}, ChartSeries::Look::Line, {{7, 3}}}};
    QVERIFY(xRange(same).low < 7 && xRange(same).high > 7);
    QVERIFY(yRange(same).low < 3 && yRange(same).high > 3);
  }

  void thinningKeepsExtremesAndFindings() {
    std::vector<ChartSample> samples;
    for (int at = 0; at < 100'000; ++at) samples.push_back({double(at), std::sin(at * 0.001)});
    samples[40'404].y = 9;
    samples[70'707].y = -9;
    samples[5].finding = Severity::Major;
    samples[6].y = kNaN;
    const auto kept = decimated(samples, {0, 99'999}, 100);
    QVERIFY(kept.size() <= 4 * 101 + 1);
    QVERIFY(std::is_sorted(kept.begin(), kept.end()));
    QVERIFY(std::adjacent_find(kept.begin(), kept.end()) == kept.end());
    for (const std::size_t wanted : {0UL, 5UL, 40'404UL, 70'707UL, 99'999UL}) {
      QVERIFY(std::binary_search(kept.begin(), kept.end(), wanted));
    }
    samples.resize(10);
    QCOMPARE(decimated(samples, {0, 9}, 100).size(), std::size_t{10});
  }

  void valuesHaveFourDigitsAndTheirUnit() {
    QCOMPARE(chartValueText(0.123456, QStringLiteral("s")), QStringLiteral("0.123 s"));
    QCOMPARE(chartValueText(12.3456), QStringLiteral("12.35"));
    QCOMPARE(chartValueText(1'234'567), QStringLiteral("1,234,567"));
    QCOMPARE(chartValueText(0), QStringLiteral("0"));
    QCOMPARE(chartValueText(kNaN), QStringLiteral("–"));
  }

  void theCursorGoesByKeyAndTellsWhatIsThere() {
    ChartView view;
    view.setChart(losses());
    view.resize(400, 240);
    view.show();
    QVERIFY(view.currentLines().isEmpty());
    QTest::keyClick(&view, Qt::Key_Right);
    QCOMPARE(view.currentLines(), QStringList({"epoch 1", "keys 1: 2.500", "keys 2: 2"}));
    QCOMPARE(view.accessibleDescription(), QStringLiteral("epoch 1, keys 1: 2.500, keys 2: 2"));
    QTest::keyClick(&view, Qt::Key_Right);
    QCOMPARE(view.currentLines(), QStringList({"epoch 2", "keys 1: 1.250"}));
    QTest::keyClick(&view, Qt::Key_End);
    QCOMPARE(view.currentLines().front(), QStringLiteral("epoch 3"));
    QTest::keyClick(&view, Qt::Key_Right);  // stays at the end
    QCOMPARE(view.currentLines().front(), QStringLiteral("epoch 3"));
    QTest::keyClick(&view, Qt::Key_Left);
    QTest::keyClick(&view, Qt::Key_Left);
    QCOMPARE(view.current(), std::optional(ChartPlace{0, 0}));
  }

  void theCursorGoesFromFindingToFinding() {
    ChartData data;
    data.xAxis = ChartData::Axis::Time;
    data.unit = QStringLiteral("s");
    ChartSeries series;
    for (int at = 0; at < 50; ++at) {
      series.samples.push_back({chartTime(kNoon + at * 1s), 1.0 * at, 0, 40});
    }
    series.samples[20].finding = Severity::Critical;
    series.samples[45].finding = Severity::Minor;
    data.series = {series};
    data.own = ChartPlace{0, 20};
    ChartView view;
    view.setChart(data);
    view.show();
    QSignalSpy activated(&view, &ChartView::activated);
    view.setFocus();
    view.activateWindow();
    QTRY_COMPARE(view.current(), data.own);
    QCOMPARE(view.currentLines(),
             QStringList({"2026-05-06 12:00:20.000", "20 s", "expected 0 to 40 s", "finding: Critical"}));
    QTest::keyClick(&view, Qt::Key_Right, Qt::ControlModifier);
    QCOMPARE(view.current(), std::optional(ChartPlace{0, 45}));
    QTest::keyClick(&view, Qt::Key_Right, Qt::ControlModifier);
    QCOMPARE(view.current(), std::optional(ChartPlace{0, 45}));
    QTest::keyClick(&view, Qt::Key_Left, Qt::ControlModifier);
    QTest::keyClick(&view, Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated[0][0].value<ChartPlace>(), *data.own);
    view.setZone(DisplayZone::named(QStringLiteral("Asia/Tokyo")));
    QCOMPARE(view.currentLines().front(), QStringLiteral("2026-05-06 21:00:20.000"));
  }

  void anyDataCanBeShown() {
    ChartView view;
    view.resize(400, 240);
    view.show();
    QVERIFY(!view.grab().isNull());
    ChartData data = losses();
    data.series[0].samples = {{3, 1}, {kNaN, 5}, {1, kInfinity}, {2, kNaN}, {kInfinity, 1}};
    data.series[1].samples.clear();
    data.own = ChartPlace{0, 4};
    data.thresholds = {{kNaN, QStringLiteral("x"), true}};
    data.marks = {{kNaN, QStringLiteral("y"), {}}, {2, QStringLiteral("<b>z</b>"), Severity::Info}};
    view.setChart(data);
    QCOMPARE(view.chart().series[0].samples.size(), std::size_t{3});
    QVERIFY(!view.chart().own);
    QVERIFY(!view.grab().isNull());
    QTest::keyClick(&view, Qt::Key_Home);
    QCOMPARE(view.currentLines().front(), QStringLiteral("epoch 3"));  // the only one with a value
    data.series.clear();
    view.setChart(data);
    QTest::keyClick(&view, Qt::Key_Right);
    QVERIFY(view.currentLines().isEmpty());
    QVERIFY(!view.grab().isNull());
  }

  void themesChangeItsColours() {
    ChartView view;
    view.setChart(losses());
    view.resize(400, 240);
    view.show();
    const auto light = view.grab().toImage();
    style::apply(Theme::Dark);
    QVERIFY(view.grab().toImage() != light);
    style::apply(Theme::Light);
    QCOMPARE(view.grab().toImage(), light);
  }
};

QTEST_MAIN(TestChartView)
#include "test_chart_view.moc"
