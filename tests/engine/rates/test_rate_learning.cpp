#include <QtTest/QtTest>

#include "engine/rates/rate_detector.h"
#include "made_counts.h"

using namespace faultline;
using namespace faultline::rates;

namespace {

using Material = Settings::Material;

std::vector<Burst> burstsIn(MadeCounts& made, Material material) {
  made.counts.finish();
  Settings settings;
  settings.material = material;
  return *RateDetector::learn(made.counts, settings, {})->judge(made.counts, {});
}

}  // namespace

/// Learning from material that is short, unlabelled, or has wrong clocks.
class TestRateLearning : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void aBurstAmongWhatIsLearntFromIsFound_data() {
    QTest::addColumn<double>("days");
    QTest::newRow("a week") << 7.0;
    QTest::newRow("two days") << 2.0;
    QTest::newRow("a day") << 1.0;
  }
  void aBurstAmongWhatIsLearntFromIsFound() {
    QFETCH(double, days);
    MadeCounts made;
    made.ordinary(days);
    made.run(5, 0.6 * kDay, 0.6 * kDay + 300, 2000);
    const std::vector<Burst> bursts = burstsIn(made, Material::Unlabelled);
    QCOMPARE(std::ranges::count(bursts, KeyId{5}, &Burst::key), 1);
    // A batch at night is none where nights can be told from days; before that one may be taken for a burst.
    QVERIFY(bursts.size() <= (days >= 3 ? 1U : 2U));
  }

  void ordinaryDaysHaveNoBurst_data() {
    QTest::addColumn<double>("days");
    QTest::newRow("two weeks") << 14.0;
    QTest::newRow("four days") << 4.0;
    QTest::newRow("three hours") << 0.125;
    QTest::newRow("twenty minutes") << 0.014;
  }
  void ordinaryDaysHaveNoBurst() {
    QFETCH(double, days);
    for (const std::uint64_t seed : {21U, 22U, 23U}) {
      MadeCounts made(seed);
      made.ordinary(days, 10 * kHour);
      QCOMPARE(burstsIn(made, Material::Unlabelled).size(), std::size_t{0});
    }
  }

  void minutesAreEnoughForWhatIsPlain() {
    MadeCounts made;
    for (std::int64_t key = 1; key <= 10; ++key) made.scatter(key, 0, 1800, 60);
    made.counts.finish();
    const RateDetector detector = *RateDetector::learn(made.counts, {}, {});
    QVERIFY(!detector.knowsDays());
    QVERIFY(detector.seen() <= std::chrono::minutes(31));
    MadeCounts later(2);
    for (std::int64_t key = 1; key <= 10; ++key) later.scatter(key, 1800, 7200, 240);  // four times as busy
    later.run(3, 5000, 5060, 1000);
    later.counts.finish();
    const std::vector<Burst> bursts = *detector.judge(later.counts, {});
    QCOMPARE(bursts.size(), std::size_t{1});
    QCOMPARE(bursts.front().key, KeyId{3});
  }

  void oneEventIsEnoughToLearnFrom() {
    MadeCounts made;
    made.add(1, 0);
    QVERIFY(burstsIn(made, Material::Normal).empty());
    MadeCounts same;
    same.run(1, 0, 0, 5000);  // all in one second
    QVERIFY(burstsIn(same, Material::Unlabelled).empty());
    MadeCounts none;
    none.counts.finish();
    QCOMPARE(RateDetector::learn(none.counts, {}, {}).error().code, ErrorCode::NothingToLearn);
  }

  void wrongClocksAreLeftOut() {
    MadeCounts made;
    made.ordinary(7);
    for (int i = 0; i < 30; ++i) {
      made.add(1, -static_cast<double>(kMonday));                   // 1970
      made.add(2, 2'145'916'800.0 - static_cast<double>(kMonday));  // 2038
    }
    made.counts.finish();
    QCOMPARE(made.counts.leftOut(), std::uint64_t{60});
    const RateDetector detector = *RateDetector::learn(made.counts, {}, {});
    QVERIFY(detector.seen() <= std::chrono::hours(24 * 7 + 1));
    QVERIFY(detector.judge(made.counts, {})->empty());
  }

  void aClockThatGoesBackCountsTwice() {
    // An hour read twice, as at the end of summer time, is no burst.
    MadeCounts made;
    made.ordinary(7);
    made.counts.finish();
    const RateDetector detector = *RateDetector::learn(made.counts, {}, {});
    MadeCounts later(2);
    later.ordinary(1, 7 * kDay);
    for (std::int64_t key = 1; key <= 10; ++key)
      later.scatter(key, 7 * kDay + 2 * kHour, 7 * kDay + 3 * kHour, static_cast<double>(key));
    later.counts.finish();
    QVERIFY(detector.judge(later.counts, {})->empty());
  }

  void eventsInAnyOrderGiveTheSame() {
    EventCounts ordered;
    EventCounts mixed;
    for (std::uint32_t i = 0; i < 1000; ++i) ordered.add(KeyId{1}, at(i * 7.0), EventId{SourceId{1}, i});
    for (std::uint32_t i = 0; i < 1000; ++i) {
      const std::uint32_t other = i * 7 % 1000;
      mixed.add(KeyId{1}, at(other * 7.0), EventId{SourceId{1}, other});
    }
    ordered.finish();
    mixed.finish();
    const std::vector<Bin>& a = ordered.byKey().at(KeyId{1});
    const std::vector<Bin>& b = mixed.byKey().at(KeyId{1});
    QCOMPARE(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      QCOMPARE(a[i].at, b[i].at);
      QCOMPARE(a[i].count, b[i].count);
      QCOMPARE(a[i].first, b[i].first);
    }
  }
};

QTEST_APPLESS_MAIN(TestRateLearning)
#include "test_rate_learning.moc"
