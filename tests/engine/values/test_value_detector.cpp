#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <QtTest/QTest>

#include "engine/values/value_detector.h"

using namespace faultline;
using namespace faultline::values;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

class Random {
 public:
  explicit Random(std::uint64_t seed) : m_state(seed) {}
  double gaussian() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) {
      m_state = m_state * 6364136223846793005ULL + 1442695040888963407ULL;
      sum += static_cast<double>(m_state >> 33U) * 0x1p-31;
    }
    return sum;
  }

 private:
  std::uint64_t m_state;
};

/// `Took <*> seconds ... <*> bytes`, after key 7 about 13 s later and after key 8 about 2 s later.
ValueSeries build(std::size_t rows, std::uint64_t seed) {
  Random random(seed);
  ValueSeries series{KeyId{1}, {{0, "Took", "s"}, {1, "size", "B"}}, {}, {}, {}};
  for (std::size_t row = 0; row < rows; ++row) {
    const bool isLong = row % 3 != 0;
    series.previous.push_back(KeyId{isLong ? 7 : 8});
    series.elapsed.push_back((isLong ? 13 : 2) * std::exp(0.1 * random.gaussian()));
    series.values.push_back(20 * std::exp(0.15 * random.gaussian()));
    series.values.push_back(row % 10 == 0 ? kNone : 5e6 + 1e6 * random.gaussian());
  }
  return series;
}

/// A wave: what comes next is told by what came before, and by nothing else.
ValueSeries wave(std::size_t rows, std::uint64_t seed) {
  Random random(seed);
  ValueSeries series{KeyId{2}, {{0, "load", ""}}, {}, {}, {}};
  for (std::size_t row = 0; row < rows; ++row) {
    series.previous.push_back({});
    series.elapsed.push_back(kNone);
    const double phase = 2 * std::numbers::pi * static_cast<double>(row) / 12;
    series.values.push_back(50.5 + 40 * std::sin(phase) + random.gaussian() + 0.001);
  }
  return series;
}

ValueSettings settings() {
  ValueSettings settings;
  settings.normalGiven = true;
  settings.threads = 2;
  return settings;
}

ValueDetector trained(std::span<const ValueSeries> series, ValueReport* report = nullptr) {
  auto detector = ValueDetector::train(series, settings(), {}, {}, report);
  if (!detector) qFatal("%s", errorLine(detector.error()).c_str());
  return *detector;
}

std::size_t oddIn(const ValueDetector& detector, const ValueSeries& series) {
  const auto verdicts = detector.judge(series, 0, {});
  if (!verdicts) qFatal("%s", errorLine(verdicts.error()).c_str());
  return static_cast<std::size_t>(std::ranges::count_if(*verdicts, &VectorVerdict::isOdd));
}

}  // namespace

class TestValueDetector : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    const std::vector<ValueSeries> series{build(600, 1), wave(1500, 2)};
    m_detector = trained(series, &m_report);
  }

  void keepsANetworkOnlyWhereItPredictsBetterThanTheMean() {
    const auto summaries = m_detector.summaries();
    QCOMPARE(summaries.size(), std::size_t{2});
    QVERIFY(!summaries[0].hasNetwork);
    QVERIFY(summaries[1].hasNetwork);
    QCOMPARE(m_report.networks, std::uint64_t{1});
    QCOMPARE(summaries[0].columns, (std::vector<std::string>{"elapsed_s", "Took", "size"}));
    // The wave's events have no elapsed time.
    QCOMPARE(m_detector.leftOut().size(), std::size_t{1});
    QCOMPARE(m_detector.leftOut().front().why, std::string("too few rows"));
  }

  void hardlyAnyNormalVectorIsOdd() {
    QVERIFY(oddIn(m_detector, build(5000, 3)) < 5);
    QVERIFY(oddIn(m_detector, wave(5000, 4)) < 5);  // one in a thousand
  }

  void namesTheParameterThatIsOdd() {
    ValueSeries series = build(60, 5);
    series.values[2 * 50] = 400;  // Took
    series.elapsed[40] = 75;      // after key 7
    series.elapsed[45] = 13;      // usual after key 7, but this is after key 8
    const auto verdicts = m_detector.judge(series, 0, {});
    QVERIFY(verdicts.has_value());
    QCOMPARE(std::ranges::count_if(*verdicts, &VectorVerdict::isOdd), 3);
    QVERIFY((*verdicts)[50].isOdd && (*verdicts)[40].isOdd && (*verdicts)[45].isOdd);
    QCOMPARE((*verdicts)[50].column, 1);
    QCOMPARE((*verdicts)[40].column, 0);
    QVERIFY((*verdicts)[50].p < 1e-4F);
    const auto columns = m_detector.explain(series, 40);
    QVERIFY(columns.has_value());
    const ColumnVerdict& odd = columns->front();
    QCOMPARE(odd.name, std::string("elapsed_s"));
    QVERIFY(odd.isOdd);
    QCOMPARE(odd.value, 75.0);
    QVERIFY(odd.low > 8 && odd.low < 11);
    QVERIFY(odd.expected > 12 && odd.expected < 14);
    QVERIFY(odd.high > 15.5 && odd.high < 21);
    QVERIFY(!(*columns)[1].isOdd);
  }

  void theNetworkSeesWhatIsOutOfStep() {
    ValueSeries series = wave(100, 6);
    series.values[63] = 10;  // within what the wave spans; at its crest 90 is due
    const auto verdicts = m_detector.judge(series, 0, {});
    QVERIFY((*verdicts)[63].isOdd);
    // One odd vector does not make those after it odd.
    QVERIFY(std::ranges::count_if(*verdicts, &VectorVerdict::isOdd) <= 2);
    const auto columns = m_detector.explain(series, 63);
    QVERIFY(std::abs(columns->front().expected - 90) < 10);
  }

  void aSingleRowIsJudgedAsInALongSeries() {
    const ValueSeries series = wave(40, 7);
    const auto whole = m_detector.judge(series, 0, {});
    const auto last = m_detector.judge(series, 39, {});
    QCOMPARE(last->size(), std::size_t{1});
    QVERIFY(std::abs((*last)[0].error - (*whole)[39].error) < 1e-5F);
  }

  void missingAndForeignVectorsAreNotOdd() {
    ValueSeries series = build(1, 8);
    series.elapsed[0] = kNone;
    series.values = {kNone, std::numeric_limits<double>::infinity()};
    const auto verdicts = m_detector.judge(series, 0, {});
    QVERIFY(std::isnan((*verdicts)[0].error));
    QVERIFY(!(*verdicts)[0].isOdd);
    series.key = KeyId{77};
    QVERIFY(!(*m_detector.judge(series, 0, {}))[0].isOdd);
    series.key = KeyId{1};
    series.values.push_back(1);
    QCOMPARE(m_detector.judge(series, 0, {}).error().code, ErrorCode::InvalidArgument);
  }

  void theSameSeriesGiveTheSameDetector() {
    const std::vector<ValueSeries> series{build(300, 1), wave(400, 2), wave(300, 3)};
    std::vector<ValueSeries> own = series;
    own[2].key = KeyId{3};
    ValueSettings one = settings();
    one.threads = 1;
    auto first = ValueDetector::train(own, one, {}, {});
    auto second = ValueDetector::train(own, one, {}, {});
    QVERIFY(first && second);
    QCOMPARE(first->save(), second->save());
    // The number of threads is kept too; what they learnt is the same.
    const ValueSeries judged = wave(200, 15);
    ValueSettings three = settings();
    three.threads = 3;
    const auto third = ValueDetector::train(own, three, {}, {});
    const auto errors = [&](const ValueDetector& detector) {
      std::vector<float> list;
      const auto verdicts = detector.judge(judged, 10, {});
      if (!verdicts) qFatal("%s", errorLine(verdicts.error()).c_str());
      for (const VectorVerdict& verdict : *verdicts) list.push_back(verdict.error);
      return list;
    };
    QVERIFY(third && third->summaries()[1].hasNetwork);
    QCOMPARE(errors(*third), errors(*first));
  }

  void savesAndLoads() {
    const std::string bytes = m_detector.save();
    const auto loaded = ValueDetector::load(bytes);
    QVERIFY(loaded.has_value());
    QCOMPARE(loaded->save(), bytes);
    const ValueSeries series = wave(50, 9);
    QCOMPARE((*loaded->judge(series, 0, {}))[49].error, (*m_detector.judge(series, 0, {}))[49].error);
    for (const std::size_t cut : {std::size_t{0}, std::size_t{7}, std::size_t{40}, bytes.size() - 1})
      QCOMPARE(ValueDetector::load(bytes.substr(0, cut)).error().code, ErrorCode::ModelInvalid);
    std::string damaged = bytes;
    damaged[bytes.size() / 2] = static_cast<char>(damaged[bytes.size() / 2] ^ 1);
    QCOMPARE(ValueDetector::load(damaged).error().code, ErrorCode::ModelInvalid);
  }

  void learnsAFalsePositiveAndForgetsNothing() {
    ValueSeries odd = build(11, 10);
    odd.values[2 * 10] = 60;
    ValueSeries step = wave(60, 11);
    step.values[59] = 50;
    QVERIFY((*m_detector.judge(odd, 10, {}))[0].isOdd);
    QVERIFY((*m_detector.judge(step, 59, {}))[0].isOdd);
    const std::vector<TaughtVector> lessons{{odd}, {step}};
    const auto taught = m_detector.taught(lessons, {}, {});
    QVERIFY(taught.has_value());
    QVERIFY(!(*taught->judge(odd, 10, {}))[0].isOdd);
    QVERIFY(!(*taught->judge(step, 59, {}))[0].isOdd);
    // The former one is as it was, and what is further out is still odd.
    QVERIFY((*m_detector.judge(odd, 10, {}))[0].isOdd);
    odd.values[2 * 10] = 200;
    QVERIFY((*taught->judge(odd, 10, {}))[0].isOdd);
    QVERIFY(oddIn(*taught, build(3000, 12)) < 3);
    QVERIFY(oddIn(*taught, wave(3000, 13)) < 3);
    QVERIFY(taught->levelsOf(KeyId{1}).mean > m_detector.levelsOf(KeyId{1}).mean);
  }

  void nothingToLearn() {
    const auto none = ValueDetector::train({}, settings(), {}, {});
    QVERIFY(none.has_value() && none->empty());
    const std::vector<ValueSeries> few{build(1, 1)};
    ValueReport report;
    QVERIFY(trained(few, &report).empty());
    QCOMPARE(report.leftOut.size(), std::size_t{3});
    QVERIFY(ValueDetector::load(none->save())->empty());
  }

  void findsWhatItLearntFromWhereNormalIsNotKnown() {
    ValueSeries series = build(600, 14);
    for (const std::size_t row : {100, 250, 400, 550}) series.values[2 * row] = 500;
    ValueSettings unlabelled = settings();
    unlabelled.normalGiven = false;
    ValueReport report;
    const std::vector<ValueSeries> all{series};
    const auto detector = ValueDetector::train(all, unlabelled, {}, {}, &report);
    QVERIFY(detector.has_value());
    QCOMPARE(report.dropped, std::uint64_t{4});
    QCOMPARE(oddIn(*detector, series), std::size_t{4});
  }

  void isCancelled() {
    std::stop_source atStart;
    atStart.request_stop();
    const std::vector<ValueSeries> series{build(600, 1), wave(1500, 2)};
    QCOMPARE(ValueDetector::train(series, settings(), atStart.get_token(), {}).error().code,
             ErrorCode::Cancelled);
    QCOMPARE(m_detector.judge(series[0], 0, atStart.get_token()).error().code, ErrorCode::Cancelled);
    std::stop_source inTheMiddle;
    const auto stopWhenTraining = [&](const Progress& progress) {
      if (progress.stage == Stage::Learning && progress.done > 0) inTheMiddle.request_stop();
    };
    QCOMPARE(ValueDetector::train(series, settings(), inTheMiddle.get_token(), stopWhenTraining).error().code,
             ErrorCode::Cancelled);
    std::stop_source atTheEnd;
    const auto stopWhenTrained = [&](const Progress& progress) {
      if (progress.stage == Stage::Learning && progress.done == progress.total) atTheEnd.request_stop();
    };
    QCOMPARE(ValueDetector::train(series, settings(), atTheEnd.get_token(), stopWhenTrained).error().code,
             ErrorCode::Cancelled);
  }

  void anEarlyStepAddsNothingToTheError() {
    ValueSeries series = build(60, 16);
    series.elapsed[40] = 11;  // after key 7: within its usual times
    const float usual = (*m_detector.judge(series, 40, {}))[0].error;
    series.elapsed[40] = 7;
    QVERIFY((*m_detector.judge(series, 40, {}))[0].error <= usual);
    series.elapsed[40] = 21;
    QVERIFY((*m_detector.judge(series, 40, {}))[0].error > usual + 1);
    // But what comes at once where seconds are usual is odd: the work was not done.
    series.elapsed[40] = 0.01;
    QVERIFY((*m_detector.judge(series, 40, {}))[0].isOdd);
  }

 private:
  ValueDetector m_detector;
  ValueReport m_report;
};

QTEST_APPLESS_MAIN(TestValueDetector)
#include "test_value_detector.moc"
