#include <array>

#include <QtTest/QtTest>

#include "engine/base/bytes.h"
#include "engine/base/hash.h"
#include "engine/detect/detector.h"
#include "engine/detect/knowledge.h"
#include "grammar.h"

using namespace faultline;
using namespace faultline::detect;
using namespace faultline::sequence;

namespace {

using G = Grammar;
using Session = Grammar::Session;

constexpr LogKey kNew = 99;

const Detector& trained() {
  static const Detector detector = [] {
    Settings settings;
    settings.units = 16;
    settings.threads = 2;
    return *Detector::train(Grammar(1).sessions(300), settings, {}, {});
  }();
  return detector;
}

std::vector<Anomaly> judged(const Detector& detector, const Session& session) {
  SessionSet sessions;
  sessions.add(session, SessionKind::Whole);
  return std::move(detector.judge(sessions, {}, {})->front());
}

/// All that is told of the session is a false alarm.
Detector taughtWhole(const Detector& detector, const Session& session, TeachingReport* report = nullptr) {
  FalseAlarm alarm{session, SessionKind::Whole, {}};
  for (const Anomaly& anomaly : judged(detector, session))
    alarm.places.push_back({anomaly.position, anomaly.reason});
  return *detector.taught({&alarm, 1}, {}, {}, report);
}

const Session kWithNewKey{G::Open, G::Grant, G::Read, kNew, G::Check, G::Close};

/// A bundle of an older version: without the last `missing` bytes of what is in it.
std::string asVersion(std::uint32_t version, const std::string& bundle, std::size_t missing) {
  ByteReader reader(bundle);
  const auto mark = reader.get<std::array<char, 8>>();
  reader.get<std::uint32_t>();
  reader.get<std::uint64_t>();
  std::string body = reader.getText();
  body.resize(body.size() - missing);
  ByteWriter writer;
  writer.put(mark);
  writer.put(version);
  writer.put(stableHash(body));
  writer.putText(body);
  return writer.take();
}

}  // namespace

/// What false alarms teach, and what they do not.
class TestTeaching : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void aKeyAcceptedOnceIsNormalWhereItStoodAlone() {
    QCOMPARE(judged(trained(), kWithNewKey).front().reason, Reason::NewKey);
    TeachingReport report;
    const Detector taught = taughtWhole(trained(), kWithNewKey, &report);
    QCOMPARE(report.sessions, std::uint64_t{1});
    QCOMPARE(judged(taught, kWithNewKey).size(), std::size_t{0});
    const auto elsewhere = judged(taught, {G::Open, kNew, G::Grant, G::Read, G::Check, G::Close});
    QVERIFY(!elsewhere.empty());
    QCOMPARE(elsewhere.front().reason, Reason::NewKey);
    QCOMPARE(elsewhere.front().position, 1U);
    const auto inAnother = judged(taught, {G::Open, G::Grant, G::Read, G::Read, kNew, G::Check, G::Close});
    QCOMPARE(inAnother.size(), std::size_t{1});
    QCOMPARE(inAnother.front().reason, Reason::UnusualCounts);
    QCOMPARE(inAnother.front().position, 4U);
    QCOMPARE(inAnother.front().actual, kNew);
  }

  void eachAnswerAddsToWhatIsNormal() {
    const Session second{G::Open, G::Grant, G::Read, G::Read, kNew, G::Check, G::Close};
    const Detector taught = taughtWhole(taughtWhole(trained(), kWithNewKey), second);
    QCOMPARE(judged(taught, kWithNewKey).size(), std::size_t{0});
    QCOMPARE(judged(taught, second).size(), std::size_t{0});
    QVERIFY(!judged(taught, {G::Open, G::Grant, kNew, G::Read, G::Check, G::Close}).empty());
  }

  void otherFaultsStayFoundAndNormalSessionsPass() {
    const Detector taught = taughtWhole(trained(), kWithNewKey);
    const std::vector<Session> faults{{G::Open, G::Grant, G::Read, G::Close},
                                      {G::Open, G::Read, G::Check, G::Close},
                                      {G::Open, G::Grant, G::Write, G::Check, G::Close},
                                      {G::Open, G::Grant, G::Read, 98, G::Check, G::Close}};
    for (const Session& fault : faults) {
      const auto before = judged(trained(), fault);
      const auto after = judged(taught, fault);
      QVERIFY(!before.empty());
      QCOMPARE(after.size(), before.size());
      for (std::size_t i = 0; i < after.size(); ++i) {
        QCOMPARE(after[i].reason, before[i].reason);
        QVERIFY(std::abs(after[i].probability - before[i].probability) < 0.02);
      }
    }
    const auto normal = taught.judge(Grammar(2).sessions(300), {}, {});
    QVERIFY(std::ranges::count_if(*normal, [](const auto& list) { return !list.empty(); }) <= 2);
  }

  void sameAlarmsSameBytesAndTheFirstDetectorStays() {
    const std::string before = trained().save();
    const Detector taught = taughtWhole(trained(), kWithNewKey);
    QCOMPARE(taughtWhole(trained(), kWithNewKey).save(), taught.save());
    QCOMPARE(trained().save(), before);
    const auto loaded = Detector::load(taught.save());
    QVERIFY(loaded);
    QCOMPARE(loaded->save(), taught.save());
    QCOMPARE(judged(*loaded, kWithNewKey).size(), std::size_t{0});
    QVERIFY(!judged(*loaded, {G::Open, kNew, G::Grant, G::Read, G::Check, G::Close}).empty());
  }

  void olderBundlesAreRead() {
    const std::string bundle = trained().save();
    ByteWriter accepted;
    AcceptedKeys().save(accepted);
    const std::string third = asVersion(3, bundle, accepted.bytes().size());
    QVERIFY(Detector::load(third));
    QVERIFY(!Detector::load(asVersion(3, bundle, 0)));  // what it does not have must not be there
    ByteWriter replay;
    loadBundle(bundle)->knowledge.replay.save(replay);
    const auto second = Detector::load(asVersion(2, bundle, accepted.bytes().size() + replay.bytes().size()));
    QVERIFY(second);
    QCOMPARE(judged(*second, kWithNewKey).front().reason, Reason::NewKey);
    QCOMPARE(judged(taughtWhole(*second, kWithNewKey), kWithNewKey).size(), std::size_t{0});
  }

  void boundKeysNeedANearCopyThatHasThem() {
    AcceptedKeys keys;
    keys.accept(3);
    keys.add({{0, 10}, {1, 9}, {3, 1}});
    keys.add({{0, 10}, {1, 10}});  // has no bound key and vouches for none
    QVERIFY(!keys.isBound(1));
    QVERIFY(!keys.strangeIn({{0, 1}, {1, 1}}));
    QVERIFY(!keys.strangeIn({{0, 10}, {1, 9}, {3, 1}}));
    QVERIFY(!keys.strangeIn({{0, 9}, {1, 9}, {3, 1}}));                // one entry in twenty
    QCOMPARE(*keys.strangeIn({{0, 8}, {1, 9}, {3, 1}}), KeyClass{3});  // two
    keys.accept(4);
    QCOMPARE(*keys.strangeIn({{0, 10}, {1, 9}, {3, 1}, {4, 1}}), KeyClass{3});
  }
};

QTEST_GUILESS_MAIN(TestTeaching)
#include "test_teaching.moc"
