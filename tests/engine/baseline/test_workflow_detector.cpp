#include <random>

#include <QtTest/QtTest>

#include "engine/baseline/workflow_detector.h"

using namespace faultline;
using namespace faultline::baseline;
using namespace faultline::sequence;

namespace {

using Keys = std::vector<LogKey>;

/// A session is 1 2 3 4 5 6, where 7 or 8 may come after 3.
SessionSet normal() {
  std::mt19937 random(3);
  SessionSet set;
  for (int i = 0; i < 200; ++i) {
    Keys keys{1, 2, 3, random() % 2 == 0 ? 7 : 8, 4, 5, 6};
    set.add(keys);
  }
  return set;
}

std::vector<std::uint8_t> flagsOf(const WorkflowDetector& detector, const std::vector<Keys>& sessions) {
  SessionSet set;
  for (const Keys& session : sessions) set.add(session);
  const auto judgement = detector.judge(set, {}, {});
  return judgement ? judgement->flags : std::vector<std::uint8_t>{};
}

}  // namespace

class TestWorkflowDetector : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void whatDeviatesIsAbnormal() {
    WorkflowDetector detector;
    QVERIFY(detector.train(normal(), {}, {}));
    QVERIFY(!detector.workflow().tasks.empty());
    const auto flags = flagsOf(detector, {{1, 2, 3, 7, 4, 5, 6},
                                          {1, 2, 3, 8, 4, 5, 6},
                                          {1, 2, 3, 7, 5, 6},
                                          {1, 2, 3, 8, 4, 5},
                                          {1, 2, 3, 7, 4, 6, 5},
                                          {1, 2, 2, 3, 7, 4, 5, 6},
                                          {1, 2, 3, 7, 4, 99, 5, 6}});
    QCOMPARE(flags, (std::vector<std::uint8_t>{0, 0, 1, 1, 1, 1, 1}));
  }

  void noSessionOfTrainingIsAbnormal() {
    WorkflowDetector detector;
    QVERIFY(detector.train(normal(), {}, {}));
    const auto judgement = detector.judge(normal(), {}, {});
    QVERIFY(judgement);
    QCOMPARE(std::ranges::count(judgement->flags, 1), 0);
    QCOMPARE(judgement->windows, std::uint64_t{1400});
    QCOMPARE(judgement->distinctWindows, std::uint64_t{14});
  }

  void nothingIsLearntFromNothing() {
    WorkflowDetector detector;
    const auto status = detector.train(SessionSet(), {}, {});
    QVERIFY(!status);
    QCOMPARE(status.error().code, ErrorCode::NothingToLearn);
  }

  void stopsWhenAsked() {
    std::stop_source stopped;
    stopped.request_stop();
    WorkflowDetector detector;
    const auto status = detector.train(normal(), stopped.get_token(), {});
    QVERIFY(!status);
    QCOMPARE(status.error().code, ErrorCode::Cancelled);
  }
};

QTEST_APPLESS_MAIN(TestWorkflowDetector)
#include "test_workflow_detector.moc"
