#include <QtTest/QtTest>

#include "engine/sequence/distinct_sessions.h"
#include "engine/sequence/session_set.h"
#include "engine/sequence/vocabulary.h"

using namespace faultline::sequence;

class TestSessionSet : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void sessionsComeBackAsTheyWereAdded() {
    SessionSet sessions;
    sessions.add(std::vector<LogKey>{5, 22, 11});
    sessions.add(std::vector<LogKey>{});
    sessions.add(std::vector<LogKey>{-7}, SessionKind::Stream);
    QCOMPARE(sessions.size(), std::size_t{3});
    QCOMPARE(sessions.entryCount(), std::uint64_t{4});
    QCOMPARE(std::vector<LogKey>(sessions[0].begin(), sessions[0].end()), (std::vector<LogKey>{5, 22, 11}));
    QVERIFY(sessions[1].empty());
    QCOMPARE(sessions[2][0], -7);
    QCOMPARE(sessions.kind(0), SessionKind::Whole);
    QCOMPARE(sessions.kind(2), SessionKind::Stream);
  }

  void equalSessionsAreOne() {
    SessionSet sessions;
    sessions.add(std::vector<LogKey>{5, 22});
    sessions.add(std::vector<LogKey>{5});
    sessions.add(std::vector<LogKey>{5, 22});
    sessions.add(std::vector<LogKey>{5, 22}, SessionKind::Stream);
    sessions.add(std::vector<LogKey>{});
    sessions.add(std::vector<LogKey>{});
    const auto distinct = distinctSessions(sessions, {});
    QVERIFY(distinct);
    QCOMPARE(distinct->of, (std::vector<std::uint32_t>{0, 1, 0, 2, 3, 3}));
    QCOMPARE(distinct->counts, (std::vector<std::uint32_t>{2, 1, 1, 2}));
    QCOMPARE(distinct->sessions.entryCount(), std::uint64_t{5});
    QCOMPARE(distinct->sessions.kind(2), SessionKind::Stream);
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(distinctSessions(sessions, stop.get_token()).error().code, faultline::ErrorCode::Cancelled);
  }

  void vocabulariesNumberTheKeysInOrder() {
    SessionSet sessions;
    sessions.add(std::vector<LogKey>{22, 5, 22});
    const Vocabulary plain = Vocabulary::of(sessions, Bounds::Plain);
    QCOMPARE(plain.keys(), (std::vector<LogKey>{5, 22}));
    QCOMPARE(plain.classOf(22), 1);
    QCOMPARE(plain.classOf(9), kUnknownClass);
    QCOMPARE(plain.classOf(kSessionStart), kUnknownClass);
    const Vocabulary bounded = Vocabulary::of(sessions, Bounds::Bounded);
    QCOMPARE(bounded.keys(), (std::vector<LogKey>{kSessionStart, kSessionEnd, 5, 22}));
    QCOMPARE(bounded.keyOf(3), 22);
  }

  void aRestrictedVocabularyKeepsTheNumbers() {
    const Vocabulary all({3, 1, 2});
    const Vocabulary fewer = all.restrictedTo({2, 3});
    QCOMPARE(fewer.size(), 3);
    QCOMPARE(fewer.classOf(1), kUnknownClass);
    QCOMPARE(fewer.classOf(2), all.classOf(2));
    QCOMPARE(fewer.classOf(3), 2);
  }
};

QTEST_APPLESS_MAIN(TestSessionSet)
#include "test_session_set.moc"
