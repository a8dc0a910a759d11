#include <QtTest/QtTest>

#include "engine/detect/detector.h"
#include "grammar.h"

using namespace faultline;
using namespace faultline::detect;
using namespace faultline::sequence;

namespace {

Settings quickSettings(std::uint64_t seed = 1) {
  Settings settings;
  settings.units = 16;
  settings.seed = seed;
  settings.threads = 2;
  return settings;
}

/// Made once: three hundred normal sessions.
const Detector& trained() {
  static const Detector detector = *Detector::train(Grammar(1).sessions(300), quickSettings(), {}, {});
  return detector;
}

std::vector<Anomaly> judged(const Detector& detector, const Grammar::Session& session,
                            SessionKind kind = SessionKind::Whole) {
  SessionSet sessions;
  sessions.add(session, kind);
  auto lists = detector.judge(sessions, {}, {});
  return lists ? std::move(lists->front()) : std::vector<Anomaly>{};
}

std::size_t flagged(const std::vector<std::vector<Anomaly>>& lists) {
  return static_cast<std::size_t>(
      std::ranges::count_if(lists, [](const auto& list) { return !list.empty(); }));
}

bool same(const Anomaly& a, const Anomaly& b) {
  return a.position == b.position && a.reason == b.reason && a.actual == b.actual &&
         a.probability == b.probability && a.rank == b.rank && a.score == b.score && a.p == b.p &&
         a.history == b.history && a.expected.size() == b.expected.size();
}

}  // namespace

class TestDetector : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void normalSessionsPass() {
    const auto lists = trained().judge(Grammar(2).sessions(500), {}, {});
    QVERIFY(lists);
    QCOMPARE(lists->size(), std::size_t{500});
    QVERIFY2(flagged(*lists) <= 2, qPrintable(QString::number(flagged(*lists))));
  }

  void faultsAreFoundWhereTheyAre_data() {
    using G = Grammar;
    QTest::addColumn<std::vector<LogKey>>("session");
    QTest::addColumn<Reason>("reason");
    QTest::addColumn<unsigned>("position");
    QTest::addColumn<int>("actual");
    const auto row = [](const char* name, std::vector<LogKey> session, Reason reason, unsigned position,
                        int actual) {
      QTest::newRow(name) << std::move(session) << reason << position << actual;
    };
    row("skipped", {G::Open, G::Read, G::Check, G::Close}, Reason::UnseenPair, 1, G::Read);
    row("repeated", {G::Open, G::Grant, G::Grant, G::Read, G::Check, G::Close}, Reason::OutOfOrder, 2,
        G::Grant);
    row("ended early", {G::Open, G::Grant, G::Write}, Reason::UnexpectedEnd, 3, kSessionEnd);
    row("begun late", {G::Read, G::Check, G::Close}, Reason::UnexpectedStart, 0, G::Read);
    row("new key", {G::Open, G::Grant, 99, G::Check, G::Close}, Reason::NewKey, 2, 99);
    row("too often", {G::Open, G::Grant, G::Read, G::Read, G::Read, G::Check, G::Close},
        Reason::UnusualCounts, 4, G::Read);
    row("empty", {}, Reason::UnexpectedEnd, 0, kSessionEnd);
  }
  void faultsAreFoundWhereTheyAre() {
    QFETCH(std::vector<LogKey>, session);
    QFETCH(Reason, reason);
    QFETCH(unsigned, position);
    QFETCH(int, actual);
    const auto anomalies = judged(trained(), session);
    QVERIFY(!anomalies.empty());
    const Anomaly& first = anomalies.front();
    QCOMPARE(first.reason, reason);
    QCOMPARE(first.position, position);
    QCOMPARE(first.actual, actual);
    QVERIFY(first.p > 0 && first.p <= 0.02);
    // Unusual counts are about the session, not about a place.
    QCOMPARE(first.expected.empty(), reason == Reason::UnusualCounts);
    QVERIFY(first.expected.size() <= 9);
    for (std::size_t i = 1; i < first.expected.size(); ++i) {
      QVERIFY(first.expected[i - 1].probability >= first.expected[i].probability);
    }
  }

  void usualPlacesInUnusualNumbersAreFound() {
    // Eight to twenty times the same key: a window of ten cannot count that far.
    SessionSet sessions;
    for (int i = 0; i < 200; ++i) {
      Grammar::Session session(static_cast<std::size_t>(8 + i % 13), Grammar::Read);
      session.insert(session.begin(), Grammar::Open);
      session.push_back(Grammar::Close);
      sessions.add(session);
    }
    const auto detector = Detector::train(sessions, quickSettings(), {}, {});
    QVERIFY(detector);
    Grammar::Session session(60, Grammar::Read);
    session.insert(session.begin(), Grammar::Open);
    session.push_back(Grammar::Close);
    const auto anomalies = judged(*detector, session);
    QCOMPARE(anomalies.size(), std::size_t{1});
    QCOMPARE(anomalies[0].reason, Reason::UnusualCounts);
    QCOMPARE(anomalies[0].position, 60U);  // the last of those there are too many of
    QCOMPARE(anomalies[0].actual, static_cast<LogKey>(Grammar::Read));
  }

  void anAnomalyTellsWhatCameBeforeAndWhatWasExpected() {
    const auto anomalies =
        judged(trained(), {Grammar::Open, 99, Grammar::Read, Grammar::Check, Grammar::Close});
    QCOMPARE(anomalies.size(), std::size_t{1});
    QCOMPARE(anomalies[0].history, (std::vector<LogKey>{kSessionStart, Grammar::Open}));
    QCOMPARE(anomalies[0].expected[0].key, static_cast<LogKey>(Grammar::Grant));
    QVERIFY(anomalies[0].expected[0].probability > 0.9);
    QCOMPARE(anomalies[0].rank, 0);
    QCOMPARE(anomalies[0].probability, 0.0);
  }

  void theSameOddityIsToldOnce() {
    const auto anomalies = judged(trained(), {Grammar::Open, 99, 99, 98, 99, Grammar::Close});
    QCOMPARE(anomalies.size(), std::size_t{2});
    QCOMPARE(anomalies[0].actual, 99);
    QCOMPARE(anomalies[1].actual, 98);
  }

  void newKeysScoreHighest() {
    const double newKey = judged(trained(), {Grammar::Open, 99, Grammar::Close}).front().score;
    for (const auto& session :
         {Grammar::Session{Grammar::Close}, Grammar::Session{Grammar::Open, Grammar::Open}}) {
      for (const Anomaly& anomaly : judged(trained(), session)) QVERIFY(anomaly.score < newKey);
    }
  }

  void aKnownPairInTheWrongPlaceIsFound() {
    // Every pair of 5 2 3 4 has been seen, and all its counts; but after 5 2 3 comes 6.
    SessionSet sessions;
    for (int i = 0; i < 200; ++i) {
      sessions.add(i % 2 == 0 ? std::vector<LogKey>{1, 2, 3, 4} : std::vector<LogKey>{5, 2, 3, 6});
    }
    for (int i = 0; i < 100; ++i) sessions.add(std::vector<LogKey>{5, 4, 2, 3});
    Settings settings = quickSettings();
    settings.units = 64;
    settings.epochs = 150;
    const auto detector = Detector::train(sessions, settings, {}, {});
    QVERIFY(detector);
    QVERIFY(judged(*detector, {1, 2, 3, 4}).empty());
    QVERIFY(judged(*detector, {5, 2, 3, 6}).empty());
    const auto anomalies = judged(*detector, {5, 2, 3, 4});
    QVERIFY(!anomalies.empty());
    QCOMPARE(anomalies.front().reason, Reason::UnexpectedKey);
    QCOMPARE(anomalies.front().position, 3U);
    QCOMPARE(anomalies.front().actual, 4);
    QVERIFY(anomalies.front().probability < 0.001);
    QCOMPARE(anomalies.front().expected.front().key, 6);
  }

  void sameSeedSameJudgement() {
    const auto again = Detector::train(Grammar(1).sessions(300), quickSettings(), {}, {});
    QVERIFY(again);
    QCOMPARE(again->save(), trained().save());
  }

  void savingAndLoadingKeepsEveryJudgement() {
    const auto loaded = Detector::load(trained().save());
    QVERIFY(loaded);
    QCOMPARE(loaded->settings().units, 16);
    QCOMPARE(loaded->vocabulary(), (std::vector<LogKey>{10, 20, 30, 40, 50, 60, 70}));
    SessionSet sessions = Grammar(3).sessions(50);
    sessions.add(Grammar::Session{Grammar::Open, 99});
    sessions.add(Grammar::Session{Grammar::Open, Grammar::Read, Grammar::Read, Grammar::Close});
    const auto before = trained().judge(sessions, {}, {});
    const auto after = loaded->judge(sessions, {}, {});
    QVERIFY(before && after);
    QVERIFY(flagged(*before) >= 2);
    for (std::size_t session = 0; session < sessions.size(); ++session) {
      QVERIFY(std::ranges::equal((*before)[session], (*after)[session], same));
    }
    QCOMPARE(loaded->save(), trained().save());
  }

  void damagedBundlesAreRefused() {
    const std::string bytes = trained().save();
    for (const std::size_t length : {std::size_t{0}, std::size_t{7}, std::size_t{40}, bytes.size() - 1}) {
      QCOMPARE(Detector::load(bytes.substr(0, length)).error().code, ErrorCode::ModelInvalid);
    }
    for (const std::size_t at : {std::size_t{0}, std::size_t{9}, std::size_t{100}, bytes.size() / 2}) {
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(damaged[at] ^ 0x20);
      QCOMPARE(Detector::load(damaged).error().code, ErrorCode::ModelInvalid);
    }
  }

  void trainingIsCancelledAtEachStage() {
    // At the start, and at each of the first reports, whichever stage they come from.
    const SessionSet sessions = Grammar(1).sessions(100);
    for (int reports = 0; reports < 6; ++reports) {
      std::stop_source stop;
      if (reports == 0) stop.request_stop();
      int seen = 0;
      const auto detector =
          Detector::train(sessions, quickSettings(), stop.get_token(), [&](const Progress& step) {
            QVERIFY(step.done <= step.total);
            if (++seen == reports) stop.request_stop();
          });
      if (seen < reports) break;  // fewer reports came: on a fast machine training was over before
      QVERIFY(!detector);
      QCOMPARE(detector.error().code, ErrorCode::Cancelled);
    }
  }

  void judgingIsCancelled() {
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(trained().judge(Grammar(1).sessions(3), stop.get_token(), {}).error().code,
             ErrorCode::Cancelled);
    std::stop_source during;
    const auto lists = trained().judge(Grammar(1).sessions(2000), during.get_token(),
                                       [&](const Progress&) { during.request_stop(); });
    QCOMPARE(lists.error().code, ErrorCode::Cancelled);
  }

  void littleDataIsNoError_data() {
    QTest::addColumn<int>("sessions");
    for (const int sessions : {1, 2, 3, 5, 12, 50}) QTest::addRow("%d", sessions) << sessions;
  }
  void littleDataIsNoError() {
    QFETCH(int, sessions);
    TrainReport report;
    const SessionSet own = Grammar(4).sessions(sessions);
    const auto detector = Detector::train(own, quickSettings(), {}, {}, &report);
    QVERIFY(detector);
    QCOMPARE(report.sessions, static_cast<std::uint64_t>(sessions));
    QCOMPARE(report.notices.front().code, ErrorCode::TooFewSessions);
    const auto lists = detector->judge(own, {}, {});
    QVERIFY(lists);
    QVERIFY2(flagged(*lists) <= 1, "it knows what it has learnt");
    QCOMPARE(judged(*detector, {Grammar::Open, 99}).front().reason, Reason::NewKey);
  }

  void nothingToLearnIsAnError() {
    QCOMPARE(Detector::train({}, quickSettings(), {}, {}).error().code, ErrorCode::NothingToLearn);
    SessionSet empty;
    empty.add(std::vector<LogKey>{});
    QCOMPARE(Detector::train(empty, quickSettings(), {}, {}).error().code, ErrorCode::NothingToLearn);
  }

  void badSettingsAreAnError() {
    for (auto change : {+[](Settings& s) { s.history = 0; }, +[](Settings& s) { s.layers = 9; },
                        +[](Settings& s) { s.epochs = 0; }, +[](Settings& s) { s.candidates = 0; }}) {
      Settings settings = quickSettings();
      change(settings);
      QCOMPARE(Detector::train(Grammar(1).sessions(3), settings, {}, {}).error().code,
               ErrorCode::InvalidArgument);
    }
  }

  void judgingNothingGivesNothing() {
    const auto lists = trained().judge({}, {}, {});
    QVERIFY(lists);
    QVERIFY(lists->empty());
  }
};

QTEST_APPLESS_MAIN(TestDetector)
#include "test_detector.moc"
