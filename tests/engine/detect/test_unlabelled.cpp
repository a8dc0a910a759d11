#include <QtTest/QtTest>

#include "engine/detect/detector.h"
#include "grammar.h"

using namespace faultline;
using namespace faultline::detect;
using namespace faultline::sequence;

namespace {

Settings unlabelled() {
  Settings settings;
  settings.units = 16;
  settings.threads = 2;
  settings.mode = TrainMode::Unlabelled;
  return settings;
}

/// The indices of the sessions with an anomaly.
std::vector<std::size_t> flaggedOf(const std::vector<std::vector<Anomaly>>& lists) {
  std::vector<std::size_t> flagged;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    if (!lists[i].empty()) flagged.push_back(i);
  }
  return flagged;
}

/// A heartbeat of four keys, 500 times over, with what is put in at some places.
std::vector<LogKey> heartbeat(const std::vector<std::pair<std::size_t, LogKey>>& put) {
  std::vector<LogKey> keys;
  for (int beat = 0; beat < 500; ++beat) keys.insert(keys.end(), {1, 2, 3, 4});
  for (const auto& [at, key] : put) keys.insert(keys.begin() + static_cast<std::ptrdiff_t>(at), key);
  return keys;
}

}  // namespace

class TestUnlabelled : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void faultsAmongTheDataAreFoundAndLeftOut() {
    SessionSet sessions = Grammar(1).sessions(400);
    const std::size_t skip = sessions.size();
    sessions.add(Grammar::Session{Grammar::Open, Grammar::Read, Grammar::Check, Grammar::Close});
    const std::size_t early = sessions.size();
    sessions.add(Grammar::Session{Grammar::Open, Grammar::Grant, Grammar::Write});
    const std::size_t strange = sessions.size();
    sessions.add(Grammar::Session{Grammar::Open, Grammar::Grant, 99, Grammar::Check, Grammar::Close});
    TrainReport report;
    const auto detector = Detector::train(sessions, unlabelled(), {}, {}, &report);
    QVERIFY(detector);
    QVERIFY(report.leftOut >= 3 && report.leftOut <= 8);
    const auto lists = detector->judge(sessions, {}, {});
    QVERIFY(lists);
    const auto flagged = flaggedOf(*lists);
    for (const std::size_t fault : {skip, early, strange})
      QVERIFY(std::ranges::find(flagged, fault) != flagged.end());
    QVERIFY2(flagged.size() <= 8, qPrintable(QString::number(flagged.size())));
    QCOMPARE((*lists)[strange].front().reason, Reason::NewKey);
  }

  void cleanDataStaysCalm() {
    const SessionSet sessions = Grammar(2).sessions(400);
    const auto detector = Detector::train(sessions, unlabelled(), {}, {});
    QVERIFY(detector);
    const auto lists = detector->judge(sessions, {}, {});
    QVERIFY(lists);
    QVERIFY(flaggedOf(*lists).size() <= 4);
  }

  void whatTwoSessionsDoIsVouchedFor() {
    // A rare variant that two sessions have: each vouches for the other.
    SessionSet sessions = Grammar(1).sessions(100);
    for (int i = 0; i < 2; ++i)
      sessions.add(Grammar::Session{Grammar::Open, Grammar::Grant, 99, 98, Grammar::Close});
    const auto detector = Detector::train(sessions, unlabelled(), {}, {});
    QVERIFY(detector);
    const auto lists = detector->judge(sessions, {}, {});
    QVERIFY(lists);
    for (const Anomaly& anomaly : lists->back()) QVERIFY(anomaly.reason != Reason::NewKey);
  }

  void streamsAreJudgedByTheirEntries() {
    SessionSet sessions;
    sessions.add(heartbeat({{700, 77}, {1402, 3}}), SessionKind::Stream);
    const auto detector = Detector::train(sessions, unlabelled(), {}, {});
    QVERIFY(detector);
    const auto lists = detector->judge(sessions, {}, {});
    QVERIFY(lists);
    const auto& anomalies = lists->front();
    QCOMPARE(anomalies.size(), std::size_t{2});
    QCOMPARE(anomalies[0].position, 700U);
    QCOMPARE(anomalies[0].reason, Reason::NewKey);
    QCOMPARE(anomalies[1].reason, Reason::UnseenPair);  // 3 after 2 is usual; 3 after 3 is not
    QVERIFY(anomalies[1].position == 1402U || anomalies[1].position == 1403U);
  }

  void aBurstIsOneFinding() {
    std::vector<std::pair<std::size_t, LogKey>> burst;
    for (std::size_t i = 0; i < 12; ++i) burst.emplace_back(900, static_cast<LogKey>(70 + i % 3));
    SessionSet sessions;
    sessions.add(heartbeat(burst), SessionKind::Stream);
    const auto detector = Detector::train(sessions, unlabelled(), {}, {});
    QVERIFY(detector);
    const auto lists = detector->judge(sessions, {}, {});
    QVERIFY(lists);
    QCOMPARE(lists->front().size(), std::size_t{1});
    QCOMPARE(lists->front().front().position, 900U);
  }

  void aLogWithoutRepetitionStaysReadable() {
    // Every session another one: nothing is normal, so little may be called abnormal.
    SessionSet sessions;
    std::mt19937_64 random(5);
    for (int i = 0; i < 300; ++i) {
      Grammar::Session session;
      for (int entry = 0; entry < 8; ++entry) session.push_back(static_cast<LogKey>(random() % 40));
      sessions.add(session);
    }
    const auto detector = Detector::train(sessions, unlabelled(), {}, {});
    QVERIFY(detector);
    const auto lists = detector->judge(sessions, {}, {});
    QVERIFY(lists);
    QVERIFY2(flaggedOf(*lists).size() <= 15, qPrintable(QString::number(flaggedOf(*lists).size())));
  }

  void veryLittleIsNoError() {
    SessionSet one;
    one.add(Grammar::Session{Grammar::Open, Grammar::Grant});
    QVERIFY(Detector::train(one, unlabelled(), {}, {}));
    SessionSet stream;
    stream.add(std::vector<LogKey>{1, 2, 3}, SessionKind::Stream);
    const auto detector = Detector::train(stream, unlabelled(), {}, {});
    QVERIFY(detector);
    const auto lists = detector->judge(stream, {}, {});
    QVERIFY(lists);
    QVERIFY(lists->front().empty());
  }
};

QTEST_APPLESS_MAIN(TestUnlabelled)
#include "test_unlabelled.moc"
