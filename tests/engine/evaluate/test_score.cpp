#include <cmath>

#include <QtTest/QtTest>

#include "engine/evaluate/score.h"

using namespace faultline::evaluate;

namespace {
bool near(double a, double b, double by = 1e-9) { return std::abs(a - b) <= by; }
}  // namespace

class TestScore : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void flagsAreCounted() {
    const Confusion confusion = countFlags({0, 1, 0, 0}, {1, 1, 0});
    QCOMPARE(confusion.truePositives, std::uint64_t{2});
    QCOMPARE(confusion.falsePositives, std::uint64_t{1});
    QCOMPARE(confusion.falseNegatives, std::uint64_t{1});
    QCOMPARE(confusion.trueNegatives, std::uint64_t{3});
  }

  void scoresByHand() {
    const Score score = scoreOf({8, 2, 4, 10}, 1);
    QVERIFY(near(score.precision, 0.8));
    QVERIFY(near(score.recall, 8.0 / 12));
    QVERIFY(near(score.f1, 16.0 / 22));
    // The same with each false positive counted five times.
    const Score weighted = scoreOf({8, 2, 4, 10}, 5);
    QVERIFY(near(weighted.precision, 8.0 / 18));
    QVERIFY(near(weighted.recall, score.recall));
    QVERIFY(near(weighted.f1, 16.0 / 30));
  }

  /// The FP and FN counts of DeepLog's Table 4 over 16,838 abnormal sessions.
  void publishedFigures() {
    QVERIFY(near(scoreOf({16838 - 619, 833, 619, 0}, 1).f1, 0.957, 5e-4));
    QVERIFY(near(scoreOf({16838 - 739, 1360, 739, 0}, 1).f1, 0.939, 5e-4));
  }

  /// From the tables of exact Poisson limits (Garwood, 1936).
  void intervalsOfCounts_data() {
    QTest::addColumn<unsigned>("count");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::newRow("0") << 0U << 0.0 << 3.6889;
    QTest::newRow("1") << 1U << 0.0253 << 5.5716;
    QTest::newRow("5") << 5U << 1.6235 << 11.6683;
    QTest::newRow("20") << 20U << 12.2165 << 30.8884;
    QTest::newRow("100") << 100U << 81.3640 << 121.6268;
  }
  void intervalsOfCounts() {
    QFETCH(unsigned, count);
    QFETCH(double, low);
    QFETCH(double, high);
    const Interval interval = poissonInterval(count);
    QVERIFY2(near(interval.low, low, 1e-4), qPrintable(QString::number(interval.low, 'f', 5)));
    QVERIFY2(near(interval.high, high, 1e-4), qPrintable(QString::number(interval.high, 'f', 5)));
  }

  void f1HasTheIntervalOfItsFalsePositives() {
    const Score score = scoreOf({16838, 5, 0, 5578}, 99.1);
    QVERIFY(near(score.f1Interval.low, 2 * 16838.0 / (2 * 16838 + 11.6683 * 99.1), 1e-6));
    QVERIFY(near(score.f1Interval.high, 2 * 16838.0 / (2 * 16838 + 1.6235 * 99.1), 1e-6));
    QVERIFY(score.f1Interval.low < score.f1 && score.f1 < score.f1Interval.high);
  }

  void nothingFoundIsZeroAndNotNan() {
    const Score score = scoreOf({0, 0, 0, 0}, 1);
    QCOMPARE(score.precision, 0.0);
    QCOMPARE(score.recall, 0.0);
    QCOMPARE(score.f1, 0.0);
  }

  void largeCountsStayFinite() {
    const Interval interval = poissonInterval(50000);
    QVERIFY(near(interval.low, 50000 - 1.96 * std::sqrt(50000), 5));
    QVERIFY(near(interval.high, 50000 + 1.96 * std::sqrt(50000), 5));
  }
};

QTEST_APPLESS_MAIN(TestScore)
#include "test_score.moc"
