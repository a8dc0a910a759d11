#include <QtTest/QtTest>

#include "engine/baseline/count_vector.h"
#include "engine/baseline/detectors.h"
#include "engine/baseline/invariants.h"
#include "engine/baseline/key_model_detector.h"
#include "engine/baseline/new_key.h"
#include "engine/baseline/ngram.h"
#include "engine/baseline/pca.h"

using namespace faultline;
using namespace faultline::baseline;
using namespace faultline::sequence;

namespace {

using Keys = std::vector<LogKey>;
using Flags = std::vector<std::uint8_t>;

SessionSet setOf(const std::vector<Keys>& sessions) {
  SessionSet set;
  for (const Keys& session : sessions) set.add(session);
  return set;
}

Flags flagsOf(const detect::SessionDetector& detector, const std::vector<Keys>& sessions) {
  const auto judgement = detector.judge(setOf(sessions), {}, {});
  return judgement ? judgement->flags : Flags{};
}

detect::Settings quickSettings() {
  detect::Settings settings;
  settings.history = 3;
  settings.candidates = 1;
  settings.units = 16;
  settings.threads = 2;
  return settings;
}

/// 1 2 3 1 2 3 ..., of twelve entries.
SessionSet circles() {
  SessionSet set;
  for (int i = 0; i < 30; ++i) set.add(Keys{1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3});
  return set;
}

}  // namespace

class TestRivals : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void ngramProbabilitiesAreRelativeFrequencies() {
    NgramDetector ngram(1, 9);
    QVERIFY(ngram.train(setOf({{1, 2, 1, 2, 1, 3}, {1, 2}}), {}, {}));
    // After 1 came 2, 2, 3 and 2.
    QCOMPARE(ngram.probability(Keys{1}, 2), 0.75);
    QCOMPARE(ngram.probability(Keys{1}, 3), 0.25);
    QCOMPARE(ngram.probability(Keys{1}, 1), 0.0);
    QCOMPARE(ngram.probability(Keys{2}, 1), 1.0);
    QCOMPARE(ngram.probability(Keys{3}, 1), 0.0);
    QCOMPARE(ngram.probability(Keys{9}, 1), 0.0);
  }

  void ngramsOfTwoLookBackOnTwo() {
    NgramDetector ngram(2, 9);
    QVERIFY(ngram.train(setOf({{1, 2, 3}, {4, 2, 5}, {4, 2, 5}, {4, 2, 3}}), {}, {}));
    QCOMPARE(ngram.probability(Keys{1, 2}, 3), 1.0);
    QCOMPARE(ngram.probability(Keys{4, 2}, 5), 2.0 / 3);
  }

  void ngramFlagsWhatIsNotAmongTheLikeliest() {
    NgramDetector wide(1, 2);
    NgramDetector narrow(1, 1);
    const SessionSet train = setOf({{1, 2, 1, 2, 1, 3}, {1, 2}});
    QVERIFY(wide.train(train, {}, {}) && narrow.train(train, {}, {}));
    const std::vector<Keys> sessions{{1, 2}, {1, 3}, {1, 1}, {3, 1}, {7}, {}};
    QCOMPARE(flagsOf(wide, sessions), (Flags{0, 0, 1, 1, 0, 0}));
    QCOMPARE(flagsOf(narrow, sessions), (Flags{0, 1, 1, 1, 0, 0}));
    const auto judgement = wide.judge(setOf(sessions), {}, {});
    QVERIFY(judgement);
    QCOMPARE(judgement->windows, std::uint64_t{4});
    QCOMPARE(judgement->distinctWindows, std::uint64_t{4});
  }

  void newKeyFlagsNewKeysAlone() {
    NewKeyDetector detector;
    QVERIFY(detector.train(setOf({{1, 2}, {3}}), {}, {}));
    QCOMPARE(flagsOf(detector, {{3, 2, 1, 1}, {1, 4}, {}, {-1}}), (Flags{0, 1, 0, 1}));
  }

  void invariantsAreMinedAndBroken() {
    InvariantsDetector detector;
    // As many 1 as 2, 3 twice as often as either, 4 once in each session.
    QVERIFY(detector.train(setOf({{1, 2, 3, 3, 4}, {1, 1, 2, 2, 3, 3, 3, 3, 4}}), {}, {}));
    const auto has = [&](const Invariant& wanted) {
      return std::ranges::find(detector.invariants(), wanted) != detector.invariants().end();
    };
    QVERIFY(has({{{0, 1}, {1, -1}}}));
    QVERIFY(has({{{0, 2}, {2, -1}}}));
    QVERIFY(has({{{3, 1}, {5, -1}}}));  // the constant
    QVERIFY(!has({{{0, 1}, {2, -1}}}));
    QCOMPARE(flagsOf(detector, {{4, 3, 2, 3, 1}, {1, 2, 3, 4}, {4}, {4, 9}, {4, 4}}), (Flags{0, 1, 0, 1, 1}));
  }

  void invariantsOfThreeAreSums() {
    InvariantsDetector detector;
    // 3 is 1 and 2 together, and neither is bound to it alone.
    QVERIFY(detector.train(setOf({{1, 3}, {2, 3}, {1, 2, 2, 3, 3, 3}, {1, 1, 2, 3, 3, 3}}), {}, {}));
    QCOMPARE(detector.invariants().size(), std::size_t{2});  // and that there is no other key
    QCOMPARE(detector.invariants().back(), (Invariant{{{0, 1}, {1, 1}, {2, -1}}}));
    QCOMPARE(flagsOf(detector, {{1, 1, 3, 3}, {1, 2, 3}}), (Flags{0, 1}));
  }

  void principalComponentsLeaveWhatNeverVaried() {
    PcaDetector detector;
    std::vector<Keys> sessions;
    for (int i = 0; i < 50; ++i) {
      Keys session;
      if (i % 2 == 0) session.insert(session.end(), static_cast<std::size_t>(i % 10), 1);
      session.insert(session.end(), static_cast<std::size_t>(i % 10), 2);
      session.push_back(3);
      sessions.push_back(session);
    }
    QVERIFY(detector.train(setOf(sessions), {}, {}));
    QVERIFY(detector.bound() > 0);
    QCOMPARE(flagsOf(detector, {sessions[4], sessions[7], {3, 9}}), (Flags{0, 0, 1}));
  }

  void countVectorsFarFromTrainingAreFlagged() {
    CountVectorDetector detector;
    const Keys usual{1, 2, 3, 4};
    QVERIFY(detector.train(setOf({usual, usual, {1, 2, 3, 4, 4}}), {}, {}));
    // The third session is 1/5 from the others.
    QCOMPARE(detector.bound(), 0.2);
    QCOMPARE(flagsOf(detector, {usual, {4, 3, 2, 1}, {1, 2, 3, 4, 4, 4}, {1, 2, 3}, {1, 2}}),
             (Flags{0, 0, 0, 1, 1}));
  }

  void bigramOrCountIsTheRuleOfTwoLines() {
    BigramOrCountDetector detector;
    const Keys usual{1, 2, 1, 2, 1, 2, 1, 2};
    QVERIFY(detector.train(setOf({usual, {1, 1, 2}}), {}, {}));
    // In turn: known; one more 1 of nine is near; a pair that never was; an end that never was; all pairs
    // known but counts far.
    QCOMPARE(flagsOf(detector, {usual, {1, 1, 2, 1, 2, 1, 2, 1, 2}, {1, 2, 2}, {1, 2, 1}, {1, 2}, {}}),
             (Flags{0, 0, 1, 1, 1, 1}));
  }

  void deepLogFlagsUnlikelyKeys() {
    KeyModelDetector detector(quickSettings(), ShortSessions::Pass);
    QVERIFY(detector.train(circles(), {}, {}));
    const std::vector<Keys> sessions{{1, 2, 3, 1, 2, 3}, {1, 2, 3, 2}, {1, 2, 3, 1, 9}, {9, 9, 9}, {2, 2, 2}};
    // Sessions of three entries or fewer have no window: they pass, whatever is in them.
    QCOMPARE(flagsOf(detector, sessions), (Flags{0, 1, 1, 0, 0}));
  }

  void deepLogPaddedFlagsEachShortSession() {
    KeyModelDetector detector(quickSettings(), ShortSessions::Flag);
    QVERIFY(detector.train(circles(), {}, {}));
    QCOMPARE(flagsOf(detector, {{1, 2, 3, 1, 2, 3}, {1, 2, 3}, {1}}), (Flags{0, 1, 1}));
  }

  void sessionsTooShortForAnyWindowAreNoError() {
    KeyModelDetector detector(quickSettings(), ShortSessions::Pass);
    QVERIFY(detector.train(setOf({{1, 2}, {2}}), {}, {}));
    QCOMPARE(flagsOf(detector, {{1, 2}, {1, 2, 1, 2}}), (Flags{0, 0}));
  }

  void everyNameMakesADetector() {
    QCOMPARE(detectorNames().front().name, std::string_view("faultline"));
    QCOMPARE(detectorNames().size(), std::size_t{15});
    for (const DetectorName& name : detectorNames()) {
      auto detector = makeDetector(name.name, quickSettings());
      QVERIFY(detector);
      if ((*detector)->needs() == detect::Needs::Labels) continue;
      QCOMPARE((*detector)->train({}, {}, {}).error().code, ErrorCode::NothingToLearn);
      std::stop_source stop;
      stop.request_stop();
      QCOMPARE((*detector)->train(circles(), stop.get_token(), {}).error().code, ErrorCode::Cancelled);
      QVERIFY((*detector)->train(circles(), {}, {}));
      QCOMPARE((*detector)->judge(circles(), stop.get_token(), {}).error().code, ErrorCode::Cancelled);
      QCOMPARE(flagsOf(**detector, {{1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3}}), (Flags{0}));
    }
    QCOMPARE(makeDetector("nobody", quickSettings()).error().code, ErrorCode::InvalidArgument);
  }
};

QTEST_APPLESS_MAIN(TestRivals)
#include "test_rivals.moc"
