#include <cmath>
#include <limits>

#include <QtTest/QTest>

#include "engine/values/column.h"
#include "engine/values/knowledge.h"
#include "engine/values/scale.h"
#include "engine/values/score_tail.h"

using namespace faultline;
using namespace faultline::values;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// One parameter; every event comes a second after another of key 7.
ValueSeries seriesOf(const std::vector<double>& values, std::string unit = {}) {
  ValueSeries series{KeyId{1}, {{0, "size", std::move(unit)}}, {}, {}, values};
  series.elapsed.assign(values.size(), 1.0);
  series.previous.assign(values.size(), KeyId{7});
  return series;
}

FittedColumn fit(const ValueSeries& series, std::uint32_t place, Trust trust = Trust::All) {
  std::vector<bool> dropped(series.size());
  return fitColumn(series, place, trust, dropped);
}

std::uint64_t next(std::uint64_t& state) {
  state = state * 6364136223846793005ULL + 1442695040888963407ULL;
  return state >> 33U;
}

/// Uniform, below 1.
double share(std::uint64_t& state) { return static_cast<double>(next(state)) * 0x1p-31; }

/// A Gaussian's, from twelve uniform ones.
double gaussian(std::uint64_t& state) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += share(state);
  return sum;
}

}  // namespace

class TestColumns : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void meanAndDeviation() {
    // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, deviation 2.
    const std::vector<double> values{2, 4, 4, 4, 5, 5, 7, 9};
    const Scale scale = fitScale(values, {});
    QCOMPARE(scale.mean, 5.0);
    QCOMPARE(scale.deviation, 2.0);
    QCOMPARE(scale.normalised(9), 2.0);
    QCOMPARE(scale.value(-1.5), 2.0);
    // With a least deviation the two add up as variances do: 3, 4, 5.
    const Scale blurred = fitScale(std::vector<double>{5, 11}, {false, 0, 4});
    QCOMPARE(blurred.deviation, 5.0);
    QCOMPARE(blurred.noise, 0.8);
  }

  void logarithms() {
    const std::vector<double> values{std::exp(1.0), std::exp(3.0)};
    const Scale scale = fitScale(values, {true, 0, 0});
    QVERIFY(std::abs(scale.mean - 2) < 1e-12);
    QVERIFY(std::abs(scale.deviation - 1) < 1e-12);
    QVERIFY(std::abs(scale.value(scale.normalised(7.5)) - 7.5) < 1e-9);
    QVERIFY(std::isfinite(scale.normalised(std::numeric_limits<double>::max())));
  }

  void heavyTailsAreTakenLogarithmsOf() {
    std::uint64_t state = 3;
    std::vector<double> heavy;
    std::vector<double> plain;
    for (int i = 0; i < 500; ++i) {
      heavy.push_back(std::exp(3 + 1.2 * gaussian(state)));
      plain.push_back(100 + 5 * gaussian(state));
    }
    QVERIFY(rulesFor(heavy).isLog);
    QVERIFY(!rulesFor(plain).isLog);
    heavy[7] = -1;
    QVERIFY(!rulesFor(heavy).isLog);
  }

  void onlyWhatAGapSetsApartIsDropped() {
    std::vector<double> values;
    for (int i = 0; i < 99; ++i) values.push_back(10 + i % 5);
    values.push_back(60);
    const std::vector<bool> apart = setApart(values, {});
    QCOMPARE(std::ranges::count(apart, true), 1);
    QVERIFY(apart.back());
    values.back() = 15;
    QCOMPARE(std::ranges::count(setApart(values, {}), true), 0);
    // One in ten is no exception any more.
    for (std::size_t i = 0; i < 10; ++i) values[10 * i] = 60;
    QCOMPARE(std::ranges::count(setApart(values, {}), true), 0);
  }

  void whatSaysNothingIsLeftOut() {
    std::uint64_t state = 5;
    std::vector<double> constant(200, 16.0);
    std::vector<double> counter;
    std::vector<double> identifier;
    std::vector<double> drifting;
    for (int i = 0; i < 400; ++i) {
      counter.push_back(1000 + 3 * i + static_cast<double>(next(state) % 3));
      identifier.push_back(static_cast<double>(next(state)));
      drifting.push_back(0.25 + i + share(state));
    }
    QCOMPARE(fit(seriesOf(constant), 1).why, "constant");
    QCOMPARE(fit(seriesOf(counter), 1).why, "counter");
    QCOMPARE(fit(seriesOf(identifier), 1).why, "identifier");
    QCOMPARE(fit(seriesOf(drifting, "s"), 1).why, "drifts");
    QCOMPARE(fit(seriesOf(std::vector<double>(49, 1.0)), 1).why, "too few rows");
    QCOMPARE(fit(seriesOf(std::vector<double>(400, kNone)), 1).why, "too few rows");
    // The same numbers with a unit are measured.
    QVERIFY(fit(seriesOf(identifier, "B"), 1).column.has_value());
  }

  void aFewNumbersThatLieApartAreLevels() {
    std::vector<double> values;
    for (int i = 0; i < 300; ++i) values.push_back(i % 3 == 0 ? 512 : i % 3 == 1 ? 2048 : 4096);
    values.push_back(2048);
    const FittedColumn fitted = fit(seriesOf(values), 1);
    QVERIFY(fitted.column.has_value());
    QCOMPARE(fitted.column->kind, ColumnKind::Levels);
    QCOMPARE(fitted.column->levels, (std::vector<double>{512, 2048, 4096}));
    QCOMPARE(fitted.column->usualLevel, 2048.0);
    QVERIFY(!fitted.column->isLevel(4198));
    // What is counted up may well be one more next time.
    for (double& value : values) value = value == 512 ? 1 : value == 2048 ? 2 : 3;
    QCOMPARE(fit(seriesOf(values), 1).column->kind, ColumnKind::Number);
  }

  void rareCodesSayNothing() {
    // Bit masks: one is nearly always there, others hardly ever.
    std::vector<double> masks(200, 40000500);
    for (std::size_t i = 0; i < 5; ++i) masks[40 * i] = 508;
    masks[3] = masks[90] = 80000508;
    QCOMPARE(fit(seriesOf(masks), 1, Trust::DropStrangest).why, "codes");
    QCOMPARE(fit(seriesOf(masks), 1).why, "codes");
    QVERIFY(fit(seriesOf(masks, "B"), 1).column.has_value());
  }

  void whatComesAgainAndAgainIsNotDropped() {
    std::vector<double> states(540, 6);
    for (std::size_t i = 0; i < 170; ++i) states[3 * i] = i < 100 ? 7 : i < 145 ? 8 : i < 165 ? 9 : 10;
    const ValueSeries series = seriesOf(states);
    std::vector<bool> dropped(series.size());
    QVERIFY(fitColumn(series, 1, Trust::DropStrangest, dropped).column.has_value());
    QCOMPARE(std::ranges::count(dropped, true), 0);
    states[1] = 90;  // once
    QVERIFY(fitColumn(seriesOf(states), 1, Trust::DropStrangest, dropped).column.has_value());
    QCOMPARE(std::ranges::count(dropped, true), 1);
    QVERIFY(dropped[1]);
  }

  void whatIsEarlyStaysWhereNormalIsNotKnown() {
    std::uint64_t state = 19;
    ValueSeries series = seriesOf(std::vector<double>(300, kNone));
    for (double& elapsed : series.elapsed) elapsed = 60 * std::exp(0.1 * gaussian(state));
    series.elapsed[10] = 0.001;
    series.elapsed[20] = 4000;
    std::vector<bool> dropped(series.size());
    QVERIFY(fitColumn(series, 0, Trust::DropStrangest, dropped).column.has_value());
    QVERIFY(!dropped[10]);
    QVERIFY(dropped[20]);
  }

  void elapsedTimesAreScaledByTheKeyBefore() {
    std::uint64_t state = 11;
    ValueSeries series = seriesOf(std::vector<double>(120, kNone));
    for (std::size_t row = 0; row < series.size(); ++row) {
      const bool isLong = row % 2 == 0;
      series.previous[row] = KeyId{isLong ? 7 : 8};
      series.elapsed[row] = (isLong ? 13 : 0.02) * std::exp(0.08 * gaussian(state));
    }
    series.previous[5] = KeyId{9};
    series.previous[6] = KeyId{};
    series.elapsed[8] = -3;  // a clock that was set back
    const FittedColumn fitted = fit(series, 0);
    QVERIFY(fitted.column.has_value());
    const Column& column = *fitted.column;
    QCOMPARE(column.scales.size(), std::size_t{2});
    QVERIFY(std::abs(column.scaleFor(KeyId{7})->value(0) - 13) < 0.5);
    QVERIFY(std::abs(column.scaleFor(KeyId{8})->value(0) - 0.02) < 0.005);
    QVERIFY(column.scaleFor(KeyId{9}) == nullptr);
    QVERIFY(std::isnan(column.normalisedIn(series, 5)));
    QVERIFY(std::isnan(column.normalisedIn(series, 6)));
    QVERIFY(std::isnan(column.normalisedIn(series, 8)));
    // 0.1 s where 0.02 s are usual is odd, 0.03 s is not worth a look.
    QVERIFY(column.scaleFor(KeyId{8})->normalised(0.03) < 2);
    QVERIFY(column.scaleFor(KeyId{8})->normalised(0.2) > 8);
  }

  void theStrangestAreDroppedWhereNormalIsNotKnown() {
    std::uint64_t state = 13;
    std::vector<double> values;
    for (int i = 0; i < 300; ++i) values.push_back(20 * std::exp(0.1 * gaussian(state)));
    values[10] = values[20] = values[30] = 400;
    const ValueSeries series = seriesOf(values, "s");
    std::vector<bool> dropped(series.size());
    const FittedColumn fitted = fitColumn(series, 1, Trust::DropStrangest, dropped);
    QCOMPARE(std::ranges::count(dropped, true), 3);
    QVERIFY(dropped[10] && dropped[20] && dropped[30]);
    QVERIFY(fitted.column->scale.normalised(400) > 15);
  }

  void theGaussianOfErrors() {
    KeyValues key;
    for (const double error : {1.0, 2.0, 3.0, 4.0, 5.0}) key.errors.add(error);
    key.errors.add(kNone);
    const ErrorLevels levels = key.levels();
    QCOMPARE(levels.mean, 3.0);
    QVERIFY(std::abs(levels.deviation - std::sqrt(2.5)) < 1e-12);
    QVERIFY(std::abs(levels.at98 - (3 + 2.3263 * std::sqrt(2.5))) < 1e-9);
    QVERIFY(std::abs(levels.at999 - (3 + 3.2905 * std::sqrt(2.5))) < 1e-9);
  }

  void aTailKeepsItsShare() {
    // Exponential scores: one in e^x is above x, and the fitted threshold is not below that.
    std::uint64_t state = 17;
    std::vector<double> scores;
    for (int i = 0; i < 5000; ++i) scores.push_back(-std::log(share(state) + 1e-12));
    const ScoreTail tail(scores, 1e-5, 0);
    QVERIFY(tail.threshold() > 0.8 * -std::log(1e-5));
    QVERIFY(tail.threshold() < 2 * -std::log(1e-5));
    QVERIFY(tail.usual() > 5 && tail.usual() < 9);
    QVERIFY(tail.chance(tail.threshold() * 1.01) <= 1e-5);
    QVERIFY(tail.chance(tail.threshold() * 0.9) >= 1e-5);
    QCOMPARE(ScoreTail({}, 1e-5, 4).threshold(), std::numeric_limits<double>::infinity());
    QCOMPARE(ScoreTail(std::vector<double>(1000, 0.0), 0.5, 4).threshold(), 4.0);
  }

  void whatWasAcceptedIsInside() {
    std::vector<double> scores;
    for (int i = 0; i < 1000; ++i) scores.push_back(0.001 * i);
    ScoreTail tail(scores, 1e-4, 2);
    QVERIFY(tail.threshold() < 50);
    tail.accept(50);
    QVERIFY(tail.threshold() > 50);
    const double after = tail.threshold();
    tail.accept(10);
    QCOMPARE(tail.threshold(), after);
  }
};

QTEST_APPLESS_MAIN(TestColumns)
#include "test_columns.moc"
