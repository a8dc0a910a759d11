#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include <QtTest/QtTest>

#include "engine/base/tail.h"

using faultline::tailChance;

namespace {

using Draw = std::function<double(std::mt19937_64&)>;

/// How many of as many new units as there were held out, times `many`, have a chance by which at most `most`
/// of them would be as strange; the mean of many trials.
double foundAt(double most, const Draw& draw, std::size_t units, std::size_t many) {
  constexpr int kTrials = 300;
  std::mt19937_64 random(5);
  double found = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<double> scores(units);
    for (double& score : scores) score = draw(random);
    std::ranges::sort(scores, std::greater<>());
    for (std::size_t unit = 0; unit < units * many; ++unit) {
      if (tailChance(scores, units, draw(random)) * static_cast<double>(units * many) <= most) found += 1;
    }
  }
  return found / kTrials;
}

}  // namespace

class TestTail : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void withinWhatWasSeenItIsTheShareSeen() {
    const std::vector<double> top{9, 5, 5, 1};
    QCOMPARE(tailChance(top, 9, 1), 0.5);
    QCOMPARE(tailChance(top, 9, 5), 0.4);
    QCOMPARE(tailChance(top, 9, 9), 0.2);
    QCOMPARE(tailChance(top, 9, 0), 0.5);  // of the five that were not kept nothing is known
    QCOMPARE(tailChance({}, 0, 3), 1.0);
  }

  void beyondItTheTailGoesOn() {
    // 100, 99, ..., 1 of 1,000. The most cautious tail is that of k = 50: threshold 50, excesses 50 to 1.
    std::vector<double> top(100);
    std::iota(top.rbegin(), top.rend(), 1.0);
    const double excesses = 50 * 51 / 2.0;
    QCOMPARE(tailChance(top, 1000, 110), std::pow((excesses + 50) / (excesses + 60), 50) / 1001);
    // Of 60 units the 6th highest is the only high threshold: 95, excesses 5 to 1.
    QCOMPARE(tailChance(std::span(top).first(60), 60, 110), std::pow(20.0 / 30.0, 5) / 61);
    QVERIFY(tailChance(top, 1000, 100.001) < 2.0 / 1001);
    QVERIFY(tailChance(top, 1000, 1e300) > 0);
  }

  void scoresThatSayNothingOfATailLeaveItAtOneMore() {
    const std::vector<double> same(200, 0.0);
    QCOMPARE(tailChance(same, 200, 7), 1.0 / 201);
    const double infinite = std::numeric_limits<double>::infinity();
    QCOMPARE(tailChance(same, 200, infinite), 1.0 / 201);
    QCOMPARE(tailChance(same, 200, std::nan("")), 1.0 / 201);
    const std::vector<double> odd{infinite, 2, 1};
    QCOMPARE(tailChance(odd, 3, 9), 0.5);
  }

  /// Of new normal units about as many are found as are expected, whatever their scores are like.
  void itIsCalibrated() {
    const Draw exponential = [](std::mt19937_64& random) {
      return std::exponential_distribution<double>(1)(random);
    };
    const Draw normal = [](std::mt19937_64& random) { return std::normal_distribution<double>()(random); };
    const Draw mostlyNothing = [&](std::mt19937_64& random) {
      return random() % 100 < 97 ? 0.0 : 1 + exponential(random);
    };
    const Draw lognormal = [&](std::mt19937_64& random) { return std::exp(normal(random)); };
    for (const Draw& draw : {exponential, normal, mostlyNothing, lognormal}) {
      QVERIFY(foundAt(8.0, draw, 500, 2) > 4);
      for (const std::size_t units : {50U, 500U}) {
        for (const double most : {0.3, 1.0, 4.0}) {
          const double found = foundAt(most, draw, units, 2);
          QVERIFY2(found < 2 * most, qPrintable(QString::number(found)));
        }
      }
    }
  }
};

QTEST_APPLESS_MAIN(TestTail)
#include "test_tail.moc"
