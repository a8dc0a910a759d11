#include <cmath>
#include <limits>

#include <QtTest/QtTest>

#include "engine/detect/bounds.h"
#include "engine/detect/scale.h"

using namespace faultline;
using namespace faultline::detect;

namespace {

/// 0, 1, ..., n - 1.
std::vector<double> ascending(int n) {
  std::vector<double> scores;
  for (int i = 0; i < n; ++i) scores.push_back(i);
  return scores;
}

UnitScores without(std::size_t units) {
  const std::vector<float> zeros(units);
  return {zeros, zeros, zeros, zeros, zeros, zeros};
}

}  // namespace

class TestBounds : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void theBudgetSaysHowManyMayExceed() {
    // 999 scores, one in a hundred: (r + 1) / 1000 <= 0.01 for r = 9, so the tenth strangest, 989, is the
    // bound.
    QCOMPARE(boundFor(ascending(999), {0.01, 0, 0.0, 0}), 989.0);
    QCOMPARE(boundFor(ascending(999), {0.0001, 0, 0.0, 0}), 998.0);
    QCOMPARE(boundFor(ascending(999), {0.0001, 1, 0.0, 0}), 997.0);
    QCOMPARE(boundFor(ascending(3), {0.0, 1, 5.0, 0}), 5.0);  // the floor
    QCOMPARE(boundFor({}, {0.0, 1, 2.0, 0}), 2.0);
    QCOMPARE(boundFor(ascending(4), {0.0, 1, 2.0, 5}), std::numeric_limits<double>::infinity());
  }

  void chancesCountWhatWasAsStrange() {
    const Scale scale({1, 5, 3, 3}, 3.0);
    QCOMPARE(scale.chance(6), 1.0 / 5);
    QCOMPARE(scale.chance(5), 2.0 / 5);
    QCOMPARE(scale.chance(3), 4.0 / 5);
    QCOMPARE(scale.chance(0), 1.0);
    QVERIFY(scale.exceeds(3.1) && !scale.exceeds(3.0));
    QCOMPARE(Scale({}, 1).chance(7), 1.0);
  }

  void tiesDoNotComeApart() {
    // 0.1 as it comes back from a float is a little more than 0.1, and 1/3 a little less or more.
    for (const double score : {0.1, 1.0 / 3, 2.0 / 3, 0.7}) {
      const double kept = static_cast<float>(score);
      const Scale scale({kept, 0, 0}, kept);
      QVERIFY(!scale.exceeds(score));
      QCOMPARE(scale.chance(score), 0.5);
    }
  }

  void ranksGoOnBeyondWhatWasSeen() {
    const Scale scale({1, 5, 3, 3}, 3.0);
    QCOMPARE(scale.rank(5), -std::log10(0.4));
    QCOMPARE(scale.rank(5.5), -std::log10(0.2) + 0.5);
    QVERIFY(scale.rank(7) > scale.rank(6));
  }

  void scalesAreSavedAndChecked() {
    ByteWriter writer;
    Scale({1, 5, 3, 3}, 3.0).save(writer);
    ByteReader reader(writer.bytes());
    const auto scale = Scale::load(reader);
    QVERIFY(scale && reader.atEnd());
    QCOMPARE(scale->chance(5), 0.4);
    QCOMPARE(scale->bound(), 3.0);
    ByteReader cut(std::string_view(writer.bytes()).substr(0, 20));
    QVERIFY(!Scale::load(cut));
  }

  void suspectsAreLeftOutAndNobodyElse() {
    sequence::SessionSet sessions;
    for (int i = 0; i < 400; ++i) sessions.add(std::vector<LogKey>{1});
    Material material(sessions);
    UnitScores scores = without(400);
    for (std::size_t i = 0; i < 3; ++i) scores.pair[i] = 4;     // strange, and few
    for (std::size_t i = 10; i < 40; ++i) scores.model[i] = 5;  // as strange as others: not told apart
    scores.counts[50] = 0.1F;                                   // the strangest, but hardly odd
    const auto scales = scalesFor(material, scores, TrainMode::Unlabelled);
    QCOMPARE(leaveOutSuspects(scores, scales, material), std::uint64_t{3});
    QVERIFY(material.isLeftOut(0) && material.isLeftOut(2));
    QVERIFY(!material.isLeftOut(10) && !material.isLeftOut(50));
  }

  void whatStandsOutFarIsLeftOutWhereThereIsTooMuchOfIt() {
    sequence::SessionSet sessions;
    for (int i = 0; i < 1000; ++i) sessions.add(std::vector<LogKey>{1});
    UnitScores scores = without(1000);
    const auto leftOut = [&] {
      Material material(sessions);
      return leaveOutDoubtful(scores, material);
    };
    scores.order[7] = scores.pair[20] = scores.neighbours[30] = scores.model[40] = 6;
    QVERIFY(leftOut().empty());  // four in a thousand: a clean period has as many
    scores.model[7] = 9;         // the same session once more
    scores.model[50] = 5;        // not far enough
    QVERIFY(leftOut().empty());
    scores.model[999] = 5.5F;
    QCOMPARE(leftOut(), (std::vector<std::size_t>{7, 20, 30, 40, 999}));
    Material material(sessions);
    QCOMPARE(material.units().sessionOf(999), std::size_t{999});
    QCOMPARE(leaveOutDoubtful(scores, material).size(), std::size_t{5});
    QVERIFY(material.isLeftOut(7) && !material.isLeftOut(8));
    // Bounds are set by the others.
    QCOMPARE(scalesFor(material, scores, TrainMode::Normal)[0].model.units(), std::uint64_t{995});
  }

  void fewSessionsSilenceTheModelAndTheCounts() {
    sequence::SessionSet sessions;
    for (int i = 0; i < 4; ++i) sessions.add(std::vector<LogKey>{1});
    const Material material(sessions);
    const auto scales = scalesFor(material, without(4), TrainMode::Normal);
    QVERIFY(!scales[0].model.exceeds(100));
    QVERIFY(!scales[0].counts.exceeds(1));
    QVERIFY(scales[0].pair.exceeds(3.5));
  }

  /// One false alarm in 3,000 sessions cannot be seen in fewer, so bounds are farther out.
  void littleDataMakesBoundsWider() {
    const auto boundsWith = [](int count, float distance) {
      sequence::SessionSet sessions;
      for (int i = 0; i < count; ++i) sessions.add(std::vector<LogKey>{1});
      UnitScores scores = without(static_cast<std::size_t>(count));
      scores.counts[0] = scores.counts[1] = distance;
      return scalesFor(Material(sessions), scores, TrainMode::Normal)[0];
    };
    const double unaided = std::log10(3000.0);
    for (const int count : {300, 1500}) {
      const double vouched = count / 3000.0;
      const SignalScales few = boundsWith(count, 0.2F);
      QCOMPARE(few.order.bound(), unaided + (2 - unaided) * vouched);
      QCOMPARE(few.pair.bound(), unaided + (2 - unaided) * vouched);
      QCOMPARE(few.model.bound(), unaided + (3 - unaided) * vouched);
    }
    QVERIFY(boundsWith(300, 0.2F).counts.bound() > 1);  // two of 300 that stand apart say too little
    QCOMPARE(boundsWith(300, 0.01F).counts.bound(), 0.1);
    // Two excesses over 0.05, of log(4) each, in 2,500: the tail goes on until one in 3,000 is beyond.
    const double tail =
        std::exp(std::log(0.05) + 3 * std::log(4.0) * std::sqrt(3000 / 2501.0) - 2 * std::log(4.0));
    QVERIFY(std::abs(boundsWith(2500, 0.2F).counts.bound() - tail) < 1e-5);
    const SignalScales many = boundsWith(3000, 0.2F);
    QCOMPARE(many.pair.bound(), 2.0);
    QCOMPARE(many.model.bound(), 3.0);
    QVERIFY(std::abs(many.counts.bound() - 0.2) < 1e-6);
  }
};

QTEST_APPLESS_MAIN(TestBounds)
#include "test_bounds.moc"
