#include <QtTest/QtTest>

#include "engine/rates/rate_detector.h"
#include "engine/rates/spread_score.h"
#include "made_counts.h"

using namespace faultline;
using namespace faultline::rates;

namespace {

using Material = Settings::Material;

RateDetector learnt(MadeCounts& made, Material material = Material::Normal) {
  made.counts.finish();
  Settings settings;
  settings.material = material;
  return *RateDetector::learn(made.counts, settings, {});
}

std::vector<Burst> judged(const RateDetector& detector, MadeCounts& made) {
  made.counts.finish();
  return *detector.judge(made.counts, {});
}

RateDetector ordinaryDetector() {
  MadeCounts made;
  made.ordinary(7);
  made.add(50, 1.3 * kDay);  // a rare key
  made.add(50, 4.8 * kDay);
  return learnt(made);
}

}  // namespace

/// Bursts against what is usual of a key at that time of the day.
class TestRateDetector : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void theScoreIsThatOfANegativeBinomial() {
    // Variance twice the mean of 1: r 1, so a geometric distribution of halves; P(X >= 5) = 1 / 32.
    QVERIFY(std::abs(spreadScore(5, 1, 2) - std::log10(32)) < 1e-9);
    QVERIFY(std::abs(spreadScore(20, 1, 2) - 20 * std::log10(2)) < 1e-9);
    QCOMPARE(spreadScore(1, 1, 2), 0.0);
    QVERIFY(std::isfinite(spreadScore(4e9, 1e-9, 1.05)));
    for (const double odd : {std::nan(""), HUGE_VAL, -1.0, 0.0}) QCOMPARE(spreadScore(odd, odd, odd), 0.0);
  }

  void aRareKeyThatComesFiftyTimesInAMinuteIsABurst() {
    MadeCounts later(2);
    later.ordinary(1, 7 * kDay);
    later.run(50, 7.5 * kDay, 7.5 * kDay + 50, 50);
    const std::vector<Burst> bursts = judged(ordinaryDetector(), later);
    QCOMPARE(bursts.size(), std::size_t{1});
    const Burst& burst = bursts.front();
    QCOMPARE(burst.key, KeyId{50});
    QCOMPARE(burst.count, std::uint64_t{50});
    QCOMPARE(burst.most[0], 50U);
    QCOMPARE(burst.start, at(7.5 * kDay));
    QCOMPARE(burst.end, at(7.5 * kDay + 50));
    QVERIFY(burst.expected < 0.1);
    QVERIFY(burst.usually <= 1);
  }

  void aBurstAcrossAMinuteIsNotHalved() {
    MadeCounts later(2);
    later.ordinary(1, 7 * kDay);
    later.run(50, 7.5 * kDay + 40, 7.5 * kDay + 80, 40);
    const std::vector<Burst> bursts = judged(ordinaryDetector(), later);
    QCOMPARE(bursts.size(), std::size_t{1});
    QCOMPARE(bursts.front().most[0], 40U);
  }

  void aNightlyBatchIsUsualAtNightAndNoneAtNoon() {
    MadeCounts night(2);
    night.ordinary(2, 7 * kDay);
    QVERIFY(judged(ordinaryDetector(), night).empty());
    MadeCounts early(2);
    early.ordinary(1, 7 * kDay);
    early.run(100, 8 * kDay + 1.9 * kHour, 8 * kDay + 1.9 * kHour + 120, 200);  // not on the minute
    QVERIFY(judged(ordinaryDetector(), early).empty());
    MadeCounts noon(2);
    noon.ordinary(1, 7 * kDay);
    noon.run(100, 7.5 * kDay, 7.5 * kDay + 120, 200);
    const std::vector<Burst> bursts = judged(ordinaryDetector(), noon);
    QCOMPARE(bursts.size(), std::size_t{1});
    QCOMPARE(bursts.front().key, KeyId{100});
    QCOMPARE(bursts.front().count, std::uint64_t{200});
  }

  void whatGoesOnSlowlyIsFoundByTheHour() {
    MadeCounts later(2);
    later.ordinary(1, 7 * kDay);
    later.run(50, 7.5 * kDay, 7.5 * kDay + 2 * kHour, 120);  // once a minute
    const std::vector<Burst> bursts = judged(ordinaryDetector(), later);
    QCOMPARE(bursts.size(), std::size_t{1});
    QCOMPARE(bursts.front().window, std::size_t{1});
    QCOMPARE(bursts.front().count, std::uint64_t{120});
  }

  void aLongBurstIsOne() {
    MadeCounts later(2);
    later.ordinary(1, 7 * kDay);
    later.run(50, 7.5 * kDay, 7.5 * kDay + 3 * kHour, 30'000);
    later.run(50, 7.9 * kDay, 7.9 * kDay + 60, 100);  // another one, hours later
    const std::vector<Burst> bursts = judged(ordinaryDetector(), later);
    QCOMPARE(bursts.size(), std::size_t{2});
    QCOMPARE(bursts[0].count, std::uint64_t{30'000});
    QCOMPARE(bursts[1].count, std::uint64_t{100});
  }

  void normalMonthsHaveHardlyAnyBurst() {
    // The budget is one in 30 days; seeds that nothing was tuned on.
    const RateDetector detector = ordinaryDetector();
    std::size_t bursts = 0;
    for (const std::uint64_t seed : {11U, 12U, 13U, 14U}) {
      MadeCounts month(seed);
      month.ordinary(30, 7 * kDay);
      bursts += judged(detector, month).size();
    }
    QVERIFY2(bursts <= 4, qPrintable(QString::number(bursts)));
  }

  void aKeyNeverSeenMayBurst() {
    MadeCounts later(2);
    later.ordinary(1, 7 * kDay);
    later.run(77, 7.5 * kDay, 7.5 * kDay + 60, 100);
    const std::vector<Burst> bursts = judged(ordinaryDetector(), later);
    QCOMPARE(bursts.size(), std::size_t{1});
    QCOMPARE(bursts.front().key, KeyId{77});
    QCOMPARE(bursts.front().usually, 0U);
  }

  void weekendsAreTheirOwn() {
    // Four weeks in which key 5 is busy at noon on work days alone.
    MadeCounts made;
    for (int day = 0; day < 28; ++day) {
      made.scatter(1, day * kDay, (day + 1) * kDay, 20);
      if (day % 7 < 5) made.run(5, (day + 0.5) * kDay, (day + 0.5) * kDay + 600, 600);
    }
    const RateDetector detector = learnt(made);
    MadeCounts later(2);
    later.scatter(1, 28 * kDay, 35 * kDay, 20);
    later.run(5, 30.5 * kDay, 30.5 * kDay + 600, 600);  // a Wednesday
    later.run(5, 33.5 * kDay, 33.5 * kDay + 600, 600);  // a Saturday
    const std::vector<Burst> bursts = judged(detector, later);
    QCOMPARE(bursts.size(), std::size_t{1});
    QCOMPARE(bursts.front().start, at(33.5 * kDay));
  }

  void whatIsTaughtIsUsualFromThenOn() {
    const RateDetector detector = ordinaryDetector();
    const auto twice = [](double hour) {
      MadeCounts later(2);
      later.ordinary(2, 7 * kDay);
      later.run(50, 8 * kDay + hour * kHour, 8 * kDay + hour * kHour + 50, 50);
      return later;
    };
    MadeCounts first = twice(15);
    const Burst burst = judged(detector, first).at(0);
    const RateDetector knows =
        *detector.taught(std::vector<TaughtBurst>{{burst.key, burst.start, burst.end, burst.most}});
    MadeCounts same = twice(15);
    QVERIFY(judged(knows, same).empty());
    MadeCounts night = twice(3);  // at another time of the day it is still strange
    QCOMPARE(judged(knows, night).size(), std::size_t{1});
    MadeCounts more(2);
    more.ordinary(1, 7 * kDay);
    more.run(50, 7 * kDay + 15 * kHour, 7 * kDay + 15 * kHour + 50, 500);  // and so is ten times as much
    QCOMPARE(judged(knows, more).size(), std::size_t{1});
    QCOMPARE(judged(detector, first).size(), std::size_t{1});  // the one taught from stays as it was
    QCOMPARE(detector.taught({})->save(), detector.save());
  }

  void savedAndLoadedItJudgesTheSame() {
    const RateDetector detector = ordinaryDetector();
    const std::string bytes = detector.save();
    QCOMPARE(ordinaryDetector().save(), bytes);
    const auto again = RateDetector::load(bytes);
    QVERIFY(again.has_value());
    QCOMPARE(again->save(), bytes);
  }

  void damagedBytesAreAnError() {
    const std::string bytes = ordinaryDetector().save();
    for (std::size_t length = 0; length < bytes.size(); length += 1 + length / 64)
      QVERIFY(!RateDetector::load(bytes.substr(0, length)).has_value());
    QVERIFY(!RateDetector::load(bytes + "x").has_value());
    MadeCounts later(2);
    later.ordinary(0.2, 7 * kDay);
    later.counts.finish();
    for (std::size_t i = 0; i < bytes.size(); i += 7) {
      for (const char flip : {'\x01', '\x80', '\xff'}) {
        std::string damaged = bytes;
        damaged[i] = static_cast<char>(damaged[i] ^ flip);
        const auto loaded = RateDetector::load(damaged);  // an error, or a detector that can be asked
        if (loaded) QVERIFY(loaded->judge(later.counts, {}).has_value());
      }
    }
  }

  void itCanBeStopped() {
    std::stop_source stop;
    stop.request_stop();
    MadeCounts made;
    made.ordinary(1);
    made.counts.finish();
    QCOMPARE(RateDetector::learn(made.counts, {}, stop.get_token()).error().code, ErrorCode::Cancelled);
    QCOMPARE(ordinaryDetector().judge(made.counts, stop.get_token()).error().code, ErrorCode::Cancelled);
  }
};

QTEST_APPLESS_MAIN(TestRateDetector)
#include "test_rate_detector.moc"
