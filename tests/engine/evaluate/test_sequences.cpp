#include <set>

#include <QtTest/QtTest>

#include "engine/evaluate/sequences.h"

using namespace faultline;
using namespace faultline::evaluate;
using namespace faultline::sequence;

namespace {

using Keys = std::vector<LogKey>;

LabelledSessions labelled() {
  LabelledSessions sessions;
  for (int i = 0; i < 20; ++i) sessions.train.add(Keys{1, 2, 3});
  sessions.normal.add(Keys{1, 2, 3});
  sessions.normal.add(Keys{1, 2, 8});  // will be taken for a fault
  sessions.abnormal.add(Keys{1, 9});
  sessions.abnormal.add(Keys{1, 3});  // has no new key
  return sessions;
}

}  // namespace

class TestSequences : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void eachDetectorIsTrainedAndScored() {
    detect::Settings settings;
    settings.units = 8;
    settings.threads = 2;
    std::set<std::string> subjects;
    const auto evaluations = evaluateSequences({"new-key", "faultline"}, settings, labelled(), 3.0, {},
                                               [&](const Progress& step) { subjects.insert(step.subject); });
    QVERIFY(evaluations);
    QCOMPARE(evaluations->size(), std::size_t{2});
    const Evaluation& newKey = (*evaluations)[0];
    QCOMPARE(newKey.name, std::string("new-key"));
    QCOMPARE(newKey.flags, (std::vector<std::uint8_t>{0, 1, 1, 0}));
    QCOMPARE(newKey.score.f1, 2.0 / (2 + 3 + 1));
    QCOMPARE(newKey.entries, std::uint64_t{10});
    const Evaluation& own = (*evaluations)[1];
    QCOMPARE(own.flags[2] + own.flags[3], 2);
    QCOMPARE(own.windows, std::uint64_t{10});  // 14 with starts and ends, less 4 with a new key in them
    QVERIFY(own.distinctWindows < own.windows);
    QVERIFY(own.trainSeconds > 0 && own.detectSeconds > 0);
    QCOMPARE(subjects, (std::set<std::string>{"faultline"}));
  }

  void anUnknownNameStopsBeforeAnythingIsTrained() {
    bool reported = false;
    const auto evaluations = evaluateSequences({"faultline", "nobody"}, {}, labelled(), 1, {},
                                               [&](const Progress&) { reported = true; });
    QVERIFY(!evaluations);
    QCOMPARE(evaluations.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!reported);
  }

  void evaluatingIsCancelled() {
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(evaluateSequences({"deeplog"}, {}, labelled(), 1, stop.get_token(), {}).error().code,
             ErrorCode::Cancelled);
  }
};

QTEST_APPLESS_MAIN(TestSequences)
#include "test_sequences.moc"
