#include <limits>

#include <QtTest/QtTest>

#include "engine/model/rate_schedule.h"

using namespace faultline::model;

class TestRateSchedule : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void keepsWhatGetsBetter() {
    RateSchedule schedule(100);
    QVERIFY(schedule.next(2.0).keep);
    QVERIFY(schedule.next(1.0).keep);
    QVERIFY(!schedule.next(0.9996).keep);  // not by half a percent
    QVERIFY(schedule.next(0.99).keep);
    QCOMPARE(schedule.bestLoss(), 0.99);
    QCOMPARE(schedule.bestRates().size(), std::size_t{4});
  }

  void goesBackAndLowersTheRateWhenNothingGetsBetter() {
    RateSchedule schedule(100);
    QVERIFY(schedule.next(1.0).keep);
    for (int epoch = 1; epoch < RateSchedule::kPatience; ++epoch) QVERIFY(!schedule.next(1.0).goBack);
    QCOMPARE(schedule.rate(), RateSchedule::kFirstRate);
    const auto step = schedule.next(1.0);
    QVERIFY(step.goBack && !step.end);
    QCOMPARE(schedule.rate(), RateSchedule::kFirstRate * RateSchedule::kLowering);
    // What was taken back is not part of the way to the best weights.
    QVERIFY(schedule.next(0.5).keep);
    QCOMPARE(schedule.bestRates(), (std::vector<double>{RateSchedule::kFirstRate, schedule.rate()}));
  }

  void endsWhenTheRateIsLow() {
    RateSchedule schedule(1000);
    int epochs = 1;
    while (!schedule.next(1.0).end) ++epochs;
    // Two rates (0.015 and 0.003; 0.0006 is too low), three epochs each without a better loss; one was
    // better.
    QCOMPARE(epochs, 1 + 2 * RateSchedule::kPatience);
    QCOMPARE(schedule.bestRates().size(), std::size_t{1});
  }

  void endsAfterTheMostEpochs() {
    RateSchedule schedule(2);
    QVERIFY(!schedule.next(1.0).end);
    const auto step = schedule.next(0.5);
    QVERIFY(step.end && step.keep);
  }

  void neverKeepsWhatIsNotANumber() {
    RateSchedule schedule(100);
    QVERIFY(!schedule.next(std::numeric_limits<double>::quiet_NaN()).keep);
    QVERIFY(schedule.next(3.0).keep);
    QVERIFY(!schedule.next(-std::numeric_limits<double>::infinity()).keep);
    QCOMPARE(schedule.bestLoss(), 3.0);
  }

  void givenEpochsFallEvenly() {
    const auto rates = ratesFor(3);
    QCOMPARE(rates.size(), std::size_t{3});
    QCOMPARE(rates.front(), RateSchedule::kFirstRate);
    QVERIFY(qAbs(rates[2] - RateSchedule::kLowestRate) < 1e-12);
    QVERIFY(qAbs(rates[1] * rates[1] - rates[0] * rates[2]) < 1e-12);
    QCOMPARE(ratesFor(1), (std::vector<double>{RateSchedule::kFirstRate}));
  }
};

QTEST_APPLESS_MAIN(TestRateSchedule)
#include "test_rate_schedule.moc"
