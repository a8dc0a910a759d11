#include <random>

#include <QtTest/QtTest>

#include "engine/workflow/replay.h"
#include "engine/workflow/replay_until.h"
#include "tests/engine/workflow/hand_made_task.h"

using namespace faultline;
using namespace faultline::workflow;

namespace {

using Keys = std::vector<LogKey>;

/// DeepLog, Figure 5: the end of VM deletion. 26 is "Terminating instance", 37 "... shutdown successfully",
/// 38 "Instance destroyed successfully", 39 "Deleting instance files", 40 "Deletion complete", 41 "Took *
/// seconds to destroy".
Workflow deletion() {
  Workflow workflow;
  workflow.tasks.push_back(
      taskOf({{26, 37, 38, 39, 40, 41}, {26, 38, 39, 40, 41}, {26, 37, 38, 39, 40, 41}}));
  return workflow;
}

/// 1, then a, b in order and x at once, then 9; all orders seen.
Workflow threads() {
  Workflow workflow;
  Task task = taskOf({{1, 2, 3, 5, 9}, {1, 2, 5, 3, 9}, {1, 5, 2, 3, 9}});
  runAtOnce(task, {2, 5});
  runAtOnce(task, {3, 5});
  workflow.tasks.push_back(task);
  return workflow;
}

/// 1 (2 3){1,3} 4.
Workflow loop() {
  Workflow workflow;
  Task task = taskOf({{1, 2, 3, 4}, {1, 2, 3, 2, 3, 4}, {1, 2, 3, 2, 3, 2, 3, 4}});
  task.loops.push_back({{nodeOf(task, 2), nodeOf(task, 3)}, 1, 3});
  task.runs = 60;
  workflow.tasks.push_back(task);
  return workflow;
}

/// Start (1 2 3), then use (4 5) any number of times, then end (6 7).
Workflow tasksInARow() {
  Workflow workflow;
  workflow.tasks = {taskOf({{1, 2, 3}}), taskOf({{4, 5}}), taskOf({{6, 7}})};
  for (TaskIndex task = 0; task < 3; ++task) workflow.tasks[task].id = TaskId{task + 1};
  workflow.successions = {{kNone, 0, 10, {}}, {0, 1, 8, {}}, {0, 2, 2, {}},
                          {1, 1, 5, {}},      {1, 2, 8, {}}, {2, kNone, 10, {}}};
  return workflow;
}

LogKey keyAt(const Workflow& workflow, TaskIndex task, NodeIndex node) {
  if (task >= workflow.tasks.size() || node >= workflow.tasks[task].nodes.size()) return -1;
  return workflow.tasks[task].nodes[node].key;
}

/// `unexpected @3 after 38 before 39`, one a deviation.
std::string said(const Workflow& workflow, const Trace& trace) {
  std::string text;
  for (const Deviation& deviation : trace.deviations) {
    if (!text.empty()) text += "; ";
    text += std::string(deviationName(deviation.kind)) + " @" + std::to_string(deviation.at);
    if (deviation.after != kNone)
      text += " after " + std::to_string(keyAt(workflow, deviation.task, deviation.after));
    if (deviation.before != kNone)
      text += " before " + std::to_string(keyAt(workflow, deviation.task, deviation.before));
    for (const NodeIndex node : deviation.missing)
      text += " -" + std::to_string(keyAt(workflow, deviation.task, node));
  }
  return text;
}

std::string said(const Workflow& workflow, const Keys& keys, Ending ending = Ending::Closed) {
  return said(workflow, replay(workflow, entriesOf(keys), ending));
}

}  // namespace

class TestReplay : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void theErrorOfFigureFiveIsPlaced() {
    const Workflow workflow = deletion();
    const Trace trace = replay(workflow, entriesOf({26, 37, 38, 67}), Ending::Open);
    QCOMPARE(said(workflow, trace), std::string("unexpected @3 after 38 before 39"));
    QCOMPARE(trace.deviations[0].expected.size(), std::size_t{1});
    QCOMPARE(keyAt(workflow, 0, trace.deviations[0].expected[0].node), 39);
    QCOMPARE(trace.deviations[0].expected[0].probability, 1.0);
    QCOMPARE(trace.steps.size(), std::size_t{4});
    QCOMPARE(keyAt(workflow, 0, trace.steps[2].node), 38);
    QCOMPARE(trace.steps[3].node, kNone);
    QCOMPARE(trace.steps[3].run, 0U);
    QCOMPARE(trace.steps[3].deviation, 0U);
    QCOMPARE(trace.explained, std::uint64_t{3});
    QCOMPARE(trace.entries, std::uint64_t{4});
  }

  void aKnownKeyOutOfPlaceIsAGhostToo() {
    // 26 is a step of the task, but none that comes there.
    QCOMPARE(said(deletion(), {26, 37, 38, 26, 39, 40, 41}), std::string("repeated @3 after 38 before 39"));
  }

  void whatIsExpectedComesWithProbabilities() {
    const Workflow workflow = deletion();
    const Trace trace = replay(workflow, entriesOf({26, 67}), Ending::Open);
    QCOMPARE(trace.deviations.size(), std::size_t{1});
    const auto& expected = trace.deviations[0].expected;
    QCOMPARE(expected.size(), std::size_t{2});
    QCOMPARE(keyAt(workflow, 0, expected[0].node), 37);
    QVERIFY(std::abs(expected[0].probability - 2.0 / 3) < 1e-9);
    QVERIFY(std::abs(expected[1].probability - 1.0 / 3) < 1e-9);
  }

  void kinds_data() {
    QTest::addColumn<Keys>("keys");
    QTest::addColumn<QString>("told");
    QTest::newRow("perfect") << Keys{26, 37, 38, 39, 40, 41} << "";
    QTest::newRow("one missing") << Keys{26, 37, 38, 40, 41} << "missing @3 after 38 before 40 -39";
    QTest::newRow("two missing") << Keys{26, 37, 38, 41} << "missing @3 after 38 before 41 -39 -40";
    QTest::newRow("start missing") << Keys{37, 38, 39, 40, 41} << "missing @0 before 37 -26";
    QTest::newRow("swapped") << Keys{26, 37, 39, 38, 40, 41} << "out-of-order @2 after 37 before 38";
    QTest::newRow("repeated") << Keys{26, 37, 38, 38, 39, 40, 41} << "repeated @3 after 38 before 39";
    QTest::newRow("ended") << Keys{26, 37, 38, 39} << "ended-early @3 after 39 before 40 -40 -41";
    QTest::newRow("foreign") << Keys{26, 37, 38, 67, 39, 40, 41} << "unexpected @3 after 38 before 39";
    QTest::newRow("two of them") << Keys{26, 37, 66, 38, 40, 41}
                                 << "unexpected @2 after 37 before 38; missing @4 after 38 before 40 -39";
  }

  void kinds() {
    QFETCH(const Keys, keys);
    QFETCH(const QString, told);
    QCOMPARE(QString::fromStdString(said(deletion(), keys)), told);
  }

  void afterOneMissingLineTheRestReplays() {
    const Workflow workflow = tasksInARow();
    const Trace whole = replay(workflow, entriesOf({1, 2, 3, 4, 5, 4, 5, 6, 7}));
    QCOMPARE(said(workflow, whole), std::string());
    const Trace trace = replay(workflow, entriesOf({1, 3, 4, 5, 4, 5, 6, 7}));
    QCOMPARE(said(workflow, trace), std::string("missing @1 after 1 before 3 -2"));
    for (std::size_t i = 1; i < trace.steps.size(); ++i) {
      QCOMPARE(trace.steps[i].node, whole.steps[i + 1].node);
      QCOMPARE(trace.steps[i].run, whole.steps[i + 1].run);
    }
    QCOMPARE(trace.steps.back().run, 3U);
  }

  void aRunLeftBeforeItsEndMissesTheRest() {
    const Workflow workflow = tasksInARow();
    const Trace trace = replay(workflow, entriesOf({1, 2, 4, 5, 6, 7}));
    QCOMPARE(said(workflow, trace), std::string("missing @2 after 2 -3"));
    QCOMPARE(trace.deviations[0].task, 0U);
  }

  void aWholeRunOutOfPlaceIsOneDeviation() {
    const Workflow workflow = tasksInARow();
    const Trace trace = replay(workflow, entriesOf({4, 5, 6, 7}));
    QCOMPARE(said(workflow, trace), std::string("out-of-order @0 before 4"));
    QCOMPARE(trace.deviations[0].task, 1U);
    QCOMPARE(keyAt(workflow, trace.deviations[0].expected[0].task, trace.deviations[0].expected[0].node), 1);
    QCOMPARE(trace.explained, std::uint64_t{4});
  }

  void aSessionThatNeverEndsThereEndedEarly() {
    const Workflow workflow = tasksInARow();
    QCOMPARE(said(workflow, {1, 2, 3, 4, 5}), std::string("ended-early @4 after 5"));
    QCOMPARE(said(workflow, {1, 2, 3, 4, 5}, Ending::Open), std::string());
    QCOMPARE(said(workflow, {1, 2, 3, 4}, Ending::Open), std::string());
  }

  void threadsComeInAnyOrder() {
    for (const Keys& keys : {Keys{1, 2, 3, 5, 9}, Keys{1, 2, 5, 3, 9}, Keys{1, 5, 2, 3, 9}})
      QCOMPARE(said(threads(), keys), std::string());
  }

  void aThreadsStepCanBeMissing() {
    QCOMPARE(said(threads(), {1, 2, 3, 9}), std::string("missing @3 after 3 before 9 -5"));
    QCOMPARE(said(threads(), {1, 5, 3, 9}), std::string("missing @2 after 5 before 3 -2"));
    QCOMPARE(said(threads(), {1, 3, 5, 2, 9}), std::string("out-of-order @1 after 1 before 2"));
  }

  void roundsAreCounted() {
    QCOMPARE(said(loop(), {1, 2, 3, 2, 3, 2, 3, 4}), std::string());
    QCOMPARE(said(loop(), {1, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 4}), std::string("repeated @7 after 3 before 2"));
    QCOMPARE(said(loop(), {1, 2, 3, 2, 4}), std::string("missing @4 after 2 before 4 -3"));
  }

  void aSlowStepLeadsToTheOneBeforeIt() {
    // DeepLog, section 5.5, Figure 11: key 53 is late, so what took long is 52, "Creating image".
    Workflow workflow;
    workflow.tasks.push_back(taskOf({{52, 53, 54}, {52, 53, 54}}));
    for (Edge& edge : workflow.tasks[0].edges) edge.elapsed = {2, 400, 800, 900};
    constexpr std::int64_t kMs = 1'000'000;
    const std::vector<Entry> entries{{52, 0}, {53, 31'000 * kMs}, {54, 31'500 * kMs}};
    const Trace trace = replay(workflow, entries);
    QCOMPARE(said(workflow, trace), std::string("slow @1 after 52 before 53"));
    QCOMPARE(trace.deviations[0].elapsedMs, 31'000.0);
    QCOMPARE(trace.deviations[0].usual.medianMs, 400.0);
    QCOMPARE(trace.steps[1].elapsedMs, 31'000.0);
    QCOMPARE(trace.steps[2].elapsedMs, 500.0);
    QCOMPARE(trace.steps[0].elapsedMs, -1.0);
    QCOMPARE(trace.explained, std::uint64_t{3});
  }

  void clocksThatJumpBackTellNothing() {
    Workflow workflow;
    workflow.tasks.push_back(taskOf({{1, 2, 3}}));
    for (Edge& edge : workflow.tasks[0].edges) edge.elapsed = {2, 1, 2, 3};
    const std::vector<Entry> entries{{1, 900'000'000}, {2, 0}, {3, kNoTime}};
    const Trace trace = replay(workflow, entries);
    QCOMPARE(said(workflow, trace), std::string());
    QCOMPARE(trace.steps[1].elapsedMs, -1.0);
    QCOMPARE(trace.steps[2].elapsedMs, -1.0);
  }

  void backgroundIsPassedOver() {
    Workflow workflow = tasksInARow();
    workflow.background = {50};
    const Trace trace = replay(workflow, entriesOf({50, 1, 50, 2, 3, 77, 4, 5, 6, 7, 77}));
    QCOMPARE(said(workflow, trace), std::string());
    QCOMPARE(trace.steps[2].task, kNone);
    QCOMPARE(trace.entries, std::uint64_t{9});
    QCOMPARE(trace.explained, std::uint64_t{7});
  }

  void nothingIsReplayed() {
    const Workflow none;
    QCOMPARE(said(none, Keys{}), std::string());
    QCOMPARE(said(none, {1, 2, 3}), std::string());
    QCOMPARE(replay(none, entriesOf({1, 2, 3})).steps.size(), std::size_t{3});
    QCOMPARE(said(deletion(), Keys{}), std::string());
  }

  void whichTaskItIsCanShowLater() {
    // Both begin with 1, and the first key tells them apart no more than the second.
    Workflow workflow;
    workflow.tasks = {taskOf({{1, 2, 3}}), taskOf({{1, 2, 4}})};
    const Trace trace = replay(workflow, entriesOf({1, 2, 4, 1, 2, 3}));
    QCOMPARE(said(workflow, trace), std::string());
    QCOMPARE(trace.steps[0].task, 1U);
    QCOMPARE(trace.steps[3].task, 0U);
  }

  void longStreamsAndNoiseEnd() {
    // Nothing but noise, over a task of 2,000 keys: every entry deviates, and it ends all the same.
    Keys run(2000);
    for (std::size_t i = 0; i < run.size(); ++i) run[i] = static_cast<LogKey>(i);
    Workflow workflow;
    workflow.tasks.push_back(taskOf({run}));
    std::mt19937 random(7);
    Keys noise(4000);
    for (LogKey& key : noise) key = static_cast<LogKey>(random() % run.size());
    const Trace trace = replay(workflow, entriesOf(noise));
    QCOMPARE(trace.steps.size(), noise.size());
    QVERIFY(trace.deviations.size() > noise.size() / 10);
    for (const Deviation& deviation : trace.deviations) QVERIFY(deviation.at < noise.size());
  }

  void replayStopsWhenToldTo() {
    // Not stopped, this takes longer than a test may.
    Keys run(2000);
    for (std::size_t i = 0; i < run.size(); ++i) run[i] = static_cast<LogKey>(i);
    Workflow workflow;
    workflow.tasks.push_back(taskOf({run}));
    std::mt19937 random(7);
    Keys noise(50'000);
    for (LogKey& key : noise) key = static_cast<LogKey>(random() % run.size());
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(replayUntil(stop.get_token(), workflow, entriesOf(noise)).error().code, ErrorCode::Cancelled);
    const Result<Trace> whole = replayUntil({}, deletion(), entriesOf({26, 38, 39, 40, 41}));
    QVERIFY(whole);
    QCOMPARE(whole->explained, std::uint64_t{5});
  }
};

QTEST_APPLESS_MAIN(TestReplay)
#include "test_replay.moc"
