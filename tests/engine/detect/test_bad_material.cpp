#include <QtTest/QtTest>

#include "engine/detect/detector.h"
#include "grammar.h"

using namespace faultline;
using namespace faultline::detect;
using namespace faultline::sequence;

namespace {

Settings quickSettings() {
  Settings settings;
  settings.units = 16;
  settings.layers = 1;
  settings.threads = 2;
  return settings;
}

SessionSet equalSessions(const Grammar::Session& session, int count) {
  SessionSet sessions;
  for (int i = 0; i < count; ++i) sessions.add(session);
  return sessions;
}

/// What a detector that has learnt from `sessions` finds in `session`.
std::vector<Anomaly> foundIn(const SessionSet& sessions, const Grammar::Session& session) {
  const auto detector = Detector::train(sessions, quickSettings(), {}, {});
  if (!detector) return {};
  SessionSet one;
  one.add(session);
  auto lists = detector->judge(one, {}, {});
  return lists ? std::move(lists->front()) : std::vector<Anomaly>{};
}

}  // namespace

/// Training data as it should not be.
class TestBadMaterial : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void oneKeyAloneIsEnoughToTellAnother() {
    const SessionSet sessions = equalSessions(Grammar::Session(5, 7), 50);
    QVERIFY(foundIn(sessions, Grammar::Session(5, 7)).empty());
    const auto found = foundIn(sessions, {7, 7, 8, 7, 7});
    QVERIFY(!found.empty());
    QCOMPARE(found[0].reason, Reason::NewKey);
    QCOMPARE(found[0].position, 2U);
  }

  void sessionsOfOneEntryHaveStartsAndEnds() {
    SessionSet sessions = equalSessions({1}, 40);
    for (int i = 0; i < 40; ++i) sessions.add(Grammar::Session{2});
    QVERIFY(foundIn(sessions, {1}).empty());
    QVERIFY(foundIn(sessions, {2}).empty());
    QVERIFY(!foundIn(sessions, {3}).empty());
    QVERIFY(!foundIn(sessions, {1, 2}).empty());
  }

  void oneSessionIsLearntFromToo() {
    QVERIFY(foundIn(equalSessions({1, 2, 3}, 1), {1, 2, 3}).empty());
    QVERIFY(!foundIn(equalSessions({1, 2, 3}, 1), {1, 9, 3}).empty());
  }

  void nothingIsLeftOutOfACleanPeriod() {
    TrainReport report;
    QVERIFY(Detector::train(Grammar(1).sessions(400), quickSettings(), {}, {}, &report));
    QCOMPARE(report.leftOut, std::uint64_t{0});
    QVERIFY(report.doubtful.empty());
  }
};

QTEST_APPLESS_MAIN(TestBadMaterial)
#include "test_bad_material.moc"
