#include <set>

#include <QtTest/QtTest>

#include "engine/workflow/edit.h"
#include "engine/workflow/replay.h"
#include "tests/engine/workflow/hand_made_task.h"
#include "tests/engine/workflow/task_text.h"

using namespace faultline;
using namespace faultline::workflow;

namespace {

void compare(const std::string& actual, const std::string& expected) {
  QCOMPARE(QString::fromStdString(actual), QString::fromStdString(expected));
}

std::string successionsOf(const Workflow& workflow) {
  const auto id = [&](TaskIndex task) {
    return task == kNone ? std::string("-") : std::to_string(workflow.tasks.at(task).id.value);
  };
  std::set<std::string> all;
  for (const Succession& one : workflow.successions)
    all.insert(id(one.from) + ">" + id(one.to) + ":" + std::to_string(one.count));
  std::string text;
  for (const std::string& one : all) text += one + " ";
  return text;
}

const Task& task(const Workflow& workflow, std::int64_t id) {
  return *std::ranges::find(workflow.tasks, TaskId{id}, &Task::id);
}

/// 1 2 | 3 4, then again perhaps; ten sessions of one round, ten of two.
Workflow pauseAndGoOn() {
  sequence::SessionSet sessions;
  Separation separation;
  separation.tasks = 2;
  std::vector<std::int64_t> times;
  for (std::uint32_t session = 0; session < 20; ++session) {
    std::vector<LogKey> keys;
    for (std::uint32_t round = 0; round < 1 + session % 2; ++round) {
      keys.insert(keys.end(), {1, 2, 3, 4});
      separation.runs.push_back({session, 4 * round, 4 * round + 2, 0});
      separation.runs.push_back({session, 4 * round + 2, 4 * round + 4, 1});
      for (const std::int64_t ms : {0, 1, 11, 12}) times.push_back((ms + 100 * round) * 1'000'000);
    }
    sessions.add(keys);
  }
  return *buildWorkflow({sessions, times}, separation, {});
}

/// Every way through each task that the runs took is one that replay has nothing against.
void replays(const Workflow& workflow, const std::vector<LogKey>& keys) {
  const Trace trace = replay(workflow, entriesOf(keys));
  QVERIFY(trace.deviations.empty());
  QCOMPARE(trace.explained, static_cast<std::uint64_t>(keys.size()));
}

}  // namespace

class TestEdit : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void renames();
  void whatIsNotThereIsSaid();
  void splitsAChain();
  void splitsAfterALoop();
  void doesNotSplitThreads();
  void splitsBeforeABranch();
  void doesNotSplitBeforeTheStart();
  void mergesWhatFollows();
  void mergesInTheOrderOfRuns();
  void mergesSideBySide();
  void mergingWhatWasSplitGivesItBack();
};

void TestEdit::renames() {
  const Workflow workflow = pauseAndGoOn();
  const Workflow changed = *renamed(workflow, TaskId{2}, "Pause");
  QCOMPARE(task(changed, 2).name, std::string("Pause"));
  QCOMPARE(task(changed, 1).name, std::string());
  QCOMPARE(task(workflow, 2).name, std::string());
}

void TestEdit::whatIsNotThereIsSaid() {
  const Workflow workflow = pauseAndGoOn();
  const auto code = [](const Result<Workflow>& result) {
    return result ? ErrorCode::Cancelled : result.error().code;
  };
  QCOMPARE(code(renamed(workflow, TaskId{9}, "x")), ErrorCode::InvalidArgument);
  QCOMPARE(code(split(workflow, TaskId{9}, 0)), ErrorCode::InvalidArgument);
  QCOMPARE(code(split(workflow, TaskId{1}, 2)), ErrorCode::InvalidArgument);
  QCOMPARE(code(merged(workflow, TaskId{1}, TaskId{9})), ErrorCode::InvalidArgument);
  QCOMPARE(code(merged(workflow, TaskId{9}, TaskId{1})), ErrorCode::InvalidArgument);
  QCOMPARE(code(merged(workflow, TaskId{1}, TaskId{1})), ErrorCode::InvalidArgument);
}

void TestEdit::splitsAChain() {
  Workflow workflow = OneTask({{6, {1, 2, 3, 4}}, {4, {1, 2, 5}}}).build();
  workflow.tasks[0].name = "Whole";
  const NodeIndex three = nodeOf(workflow.tasks[0], 3);
  const Workflow changed = *split(workflow, TaskId{1}, three);
  QCOMPARE(changed.tasks.size(), std::size_t{2});
  compare(textOf(task(changed, 1)), "1:10 2:10\n2:10 5:4\n5:4\nfrom 1:10 to 2:6 5:4\nat 2 | 5 | nothing\n");
  compare(textOf(task(changed, 2)), "3:6 4:6\n4:6\nfrom 3:6 to 4:6\n");
  QCOMPARE(task(changed, 1).name, std::string("Whole"));
  QCOMPARE(task(changed, 1).runs, std::uint64_t{10});
  QCOMPARE(task(changed, 2).runs, std::uint64_t{6});
  // Of the ten that ended, six do in what comes after.
  compare(successionsOf(changed), "->1:10 1>-:4 1>2:6 2>-:6 ");
  QCOMPARE(task(changed, 1).variants.size(), std::size_t{2});
  QCOMPARE(task(changed, 1).variants[0].count, std::uint64_t{6});
  replays(changed, {1, 2, 3, 4});
  replays(changed, {1, 2, 5});
}

void TestEdit::splitsAfterALoop() {
  const Workflow workflow = OneTask({{5, {1, 2, 3, 9}}, {5, {1, 2, 3, 2, 3, 9}}}).build();
  const Workflow changed = *split(workflow, TaskId{1}, nodeOf(workflow.tasks[0], 9));
  QCOMPARE(task(changed, 1).loops.size(), std::size_t{1});
  QCOMPARE(task(changed, 2).loops.size(), std::size_t{0});
  replays(changed, {1, 2, 3, 2, 3, 9});
  // A loop stays in one piece.
  const Workflow within = *split(workflow, TaskId{1}, nodeOf(workflow.tasks[0], 3));
  compare(textOf(task(within, 1)), "1:10\nfrom 1:10 to 1:10\n");
  QCOMPARE(task(within, 2).loops.size(), std::size_t{1});
  replays(within, {1, 2, 3, 2, 3, 9});
}

void TestEdit::doesNotSplitThreads() {
  const Workflow workflow = OneTask({{5, {1, 2, 3, 9}}, {5, {1, 3, 2, 9}}}).build();
  const Workflow changed = *split(workflow, TaskId{1}, nodeOf(workflow.tasks[0], 3));
  compare(textOf(task(changed, 1)), "1:10\nfrom 1:10 to 1:10\n");
  QCOMPARE(task(changed, 2).concurrent.size(), std::size_t{1});
  replays(changed, {1, 2, 3, 9});
  replays(changed, {1, 3, 2, 9});
}

void TestEdit::splitsBeforeABranch() {
  // 3 is not always there: runs without it go straight to 9, which comes after it too.
  const Workflow workflow = OneTask({{6, {1, 3, 9}}, {4, {1, 9}}}).build();
  const Workflow changed = *split(workflow, TaskId{1}, nodeOf(workflow.tasks[0], 3));
  compare(textOf(task(changed, 2)), "3:6 9:6\n9:10\nfrom 3:6 9:4 to 9:10\nat start | 3 | nothing\n");
  compare(successionsOf(changed), "->1:10 1>2:10 2>-:10 ");
  replays(changed, {1, 9});
}

void TestEdit::doesNotSplitBeforeTheStart() {
  const Workflow workflow = OneTask({{5, {1, 2}}}).build();
  const auto changed = split(workflow, TaskId{1}, 0);
  QVERIFY(!changed);
  QCOMPARE(changed.error().code, ErrorCode::InvalidArgument);
}

void TestEdit::mergesWhatFollows() {
  const Workflow workflow = pauseAndGoOn();
  const std::int64_t first = workflow.tasks[0].nodes[0].key == 1 ? 1 : 2;
  Workflow named = *renamed(workflow, TaskId{first}, "Both");
  const Workflow changed = *merged(named, TaskId{first}, TaskId{3 - first});
  QCOMPARE(changed.tasks.size(), std::size_t{1});
  const Task& whole = changed.tasks[0];
  compare(textOf(whole), "1:30 2:30\n2:30 3:30\n3:30 4:30\n4:30\nfrom 1:30 to 4:30\n");
  QCOMPARE(whole.name, std::string("Both"));
  QCOMPARE(whole.id.value, first);
  QCOMPARE(whole.runs, std::uint64_t{30});
  QCOMPARE(whole.edges[1].elapsed.medianMs, 10.0);
  QCOMPARE(whole.edges[1].probability, 1.0);
  QCOMPARE(whole.variants.size(), std::size_t{1});
  QCOMPARE(whole.variants[0].count, std::uint64_t{30});
  const std::string id = std::to_string(first);
  compare(successionsOf(changed), "->" + id + ":20 " + id + ">-:20 " + id + ">" + id + ":10 ");
  QCOMPARE(changed.suggestedHistory, 4);
  replays(changed, {1, 2, 3, 4, 1, 2, 3, 4});
}

void TestEdit::mergesInTheOrderOfRuns() {
  const Workflow workflow = pauseAndGoOn();
  const std::int64_t first = workflow.tasks[0].nodes[0].key == 1 ? 1 : 2;
  // Said the other way round: it keeps the other's id, its runs go on as they do.
  const Workflow changed = *merged(workflow, TaskId{3 - first}, TaskId{first});
  QCOMPARE(changed.tasks[0].id.value, 3 - first);
  QCOMPARE(changed.tasks[0].nodes[0].key, 1);
  replays(changed, {1, 2, 3, 4});
}

void TestEdit::mergesSideBySide() {
  // Two tasks that never follow one another: 1 2 9 and 1 3 9.
  sequence::SessionSet sessions;
  Separation separation;
  separation.tasks = 2;
  for (std::uint32_t session = 0; session < 10; ++session) {
    sessions.add(session < 6 ? std::vector<LogKey>{1, 2, 9} : std::vector<LogKey>{1, 2, 9, 3});
    separation.runs.push_back({session, 0, session < 6 ? 3U : 4U, session < 6 ? 0U : 1U});
  }
  const Workflow workflow = *buildWorkflow({sessions}, separation, {});
  const Workflow changed = *merged(workflow, TaskId{1}, TaskId{2});
  // 1 and 2 have the same neighbours in both; 9 has not.
  compare(textOf(changed.tasks[0]),
          "1:10 2:10\n2:10 9#1:6 9#2:4\n9#1:6\n9#2:4 3:4\n3:4\n"
          "from 1:10 to 9#1:6 3:4\nat 2 | 9#2 3 | 9#1\n");
  QCOMPARE(changed.tasks[0].runs, std::uint64_t{10});
  compare(successionsOf(changed), "->1:10 1>-:10 ");
  replays(changed, {1, 2, 9});
  replays(changed, {1, 2, 9, 3});
}

void TestEdit::mergingWhatWasSplitGivesItBack() {
  const Workflow workflow = OneTask({{6, {1, 2, 3, 4}}, {4, {1, 2, 4}}}).build();
  const Workflow apart = *split(workflow, TaskId{1}, nodeOf(workflow.tasks[0], 3));
  const Workflow again = *merged(apart, TaskId{1}, TaskId{2});
  compare(textOf(again.tasks[0]), textOf(workflow.tasks[0]));
  compare(successionsOf(again), successionsOf(workflow));
}

QTEST_GUILESS_MAIN(TestEdit)
#include "test_edit.moc"
