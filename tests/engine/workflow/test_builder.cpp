#include <cmath>
#include <numeric>

#include <QtTest/QtTest>

#include "tests/engine/workflow/task_text.h"

using namespace faultline;
using namespace faultline::workflow;

namespace {

constexpr std::int64_t kMs = 1'000'000;

void compare(const std::string& actual, const std::string& expected) {
  QCOMPARE(QString::fromStdString(actual), QString::fromStdString(expected));
}

}  // namespace

class TestBuilder : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void concurrentThreadsAreABlock();
  void aNewWayIsABranch();
  void repeatedFragmentsAreALoop();
  void aKeyIsSeveralNodesWhereItsPlacesDiffer();
  void aThreadHidesNoLoop();
  void threadsThatFallLikeALoopAreNone();
  void faultsAreLeftOut();
  void theSameFewTimesIsNoFault();
  void whatJoinsWaitsForBothThreads();
  void variantsAreCounted();
  void elapsedTimesAreMeasured();
  void tasksFollowOneAnother();
  void aRareSuccessionIsLeftOut();
  void aStreamHasNoEnds();
  void historyAndCandidatesAreSuggested();
  void noHistoryIsSuggestedThatCannotBeLearnt();
  void backgroundIsPassedOver();
  void nothingGivesNothing();
  void oneEventIsATask();
  void noiseIsBuiltToo();
  void aVeryLongRunIsBuilt();
  void cancels();
  void slowIsFarBeyondTheUsual();
  void slowTimesDoNotHideSlowTimes();
  void constantTimesHaveABoundToo();
  void fewTimesHaveNoBound();
};

// DeepLog, Figure 4a: 57 -> {24, 60} in either order -> 18.
void TestBuilder::concurrentThreadsAreABlock() {
  compare(textOf(builtOf({{6, {54, 57, 24, 60, 18}}, {4, {54, 57, 60, 24, 18}}})),
          "54:10 57:10\n"
          "57:10 24:6 60:4\n"
          "24:10 60:6 18:4\n"
          "60:10 18:6 24:4\n"
          "18:10\n"
          "from 54:10 to 18:10\n"
          "at once 24 60\n");
}

// DeepLog, Figure 4b, where it is an if-else of one task.
void TestBuilder::aNewWayIsABranch() {
  compare(textOf(builtOf({{6, {54, 57, 24, 60}}, {4, {54, 57, 26, 37}}, {2, {54, 57}}})),
          "54:12 57:12\n"
          "57:12 24:6 26:4\n"
          "24:6 60:6\n"
          "26:4 37:4\n"
          "60:6\n"
          "37:4\n"
          "from 54:12 to 60:6 37:4 57:2\n"
          "at 57 | 26 37 | 24 60 | nothing\n");
}

// DeepLog, Figure 4c: 26 37 39 40 39 40.
void TestBuilder::repeatedFragmentsAreALoop() {
  compare(textOf(builtOf({{5, {26, 37, 39, 40, 39, 40}}})),
          "26:5 37:5\n"
          "37:5 39:5\n"
          "39:10 40:10\n"
          "40:10 back 39:5\n"
          "from 26:5 to 40:5\n"
          "loop 39 40 2..2\n");
  compare(textOf(builtOf({{5, {1, 2, 9}}, {3, {1, 2, 2, 2, 9}}})),
          "1:8 2:8\n"
          "2:14 9:8 back 2:6\n"
          "9:8\n"
          "from 1:8 to 9:8\n"
          "loop 2 1..3\n");
}

void TestBuilder::aKeyIsSeveralNodesWhereItsPlacesDiffer() {
  compare(textOf(builtOf({{5, {7, 1, 2, 7, 3}}})),
          "7#1:5 1:5\n"
          "1:5 2:5\n"
          "2:5 7#2:5\n"
          "7#2:5 3:5\n"
          "3:5\n"
          "from 7#1:5 to 3:5\n");
}

void TestBuilder::aThreadHidesNoLoop() {
  // 5 5 5 with a 22 of another thread anywhere before, in or after it.
  const Task task =
      builtOf({{9, {22, 5, 5, 5, 9}}, {8, {5, 22, 5, 5, 9}}, {7, {5, 5, 22, 5, 9}}, {6, {5, 5, 5, 22, 9}}});
  compare(textOf(task),
          "5:90 back 5:45 9:24 22:21\n"
          "22:30 5:24 9:6\n"
          "9:30\n"
          "from 5:21 22:9 to 9:30\n"
          "at once 5 22\n"
          "loop 5 3..3\n");
}

void TestBuilder::threadsThatFallLikeALoopAreNone() {
  // 1 2 1 2 with a 5 of another thread, which is hardly ever last: the fragment is no loop then either.
  const Task task = builtOf({{60, {1, 5, 2, 1, 2}}, {39, {1, 2, 5, 1, 2}}, {1, {1, 2, 1, 2, 5}}});
  QCOMPARE(task.loops.size(), std::size_t{0});
  QCOMPARE(task.nodes.size(), std::size_t{5});
}

void TestBuilder::faultsAreLeftOut() {
  // A missing step, two that change places, an end too early, a way of its own: one each of two hundred.
  const Task task = builtOf(
      {{196, {1, 2, 3, 4, 5}}, {1, {1, 2, 4, 5}}, {1, {1, 3, 2, 4, 5}}, {1, {1, 2, 3}}, {1, {1, 2, 66, 67}}});
  compare(textOf(task),
          "1:196 2:196\n"
          "2:196 3:196\n"
          "3:196 4:196\n"
          "4:196 5:196\n"
          "5:196\n"
          "from 1:196 to 5:196\n");
  QCOMPARE(task.runs, std::uint64_t{200});
}

void TestBuilder::theSameFewTimesIsNoFault() {
  // With so few runs nobody knows what is usual.
  QCOMPARE(builtOf({{9, {1, 2, 3}}, {1, {1, 3}}}).edges.size(), std::size_t{3});
  // Often enough in many.
  QCOMPARE(builtOf({{90, {1, 2, 3}}, {10, {1, 3}}}).edges.size(), std::size_t{3});
}

void TestBuilder::whatJoinsWaitsForBothThreads() {
  const Task task = builtOf({{5, {1, 2, 3, 4, 9}}, {5, {1, 4, 2, 3, 9}}, {5, {1, 2, 4, 3, 9}}});
  const TaskText text(task);
  std::string waits;
  for (const Node& node : task.nodes) waits += text.list(node.after) + ";";
  // Of 1 2 4 3 9, in the order in which runs usually come to them.
  compare(waits, "; 1; 1; 2; 4 3;");
  compare(text.list(task.endsAfter), " 9");
}

void TestBuilder::variantsAreCounted() {
  const Task task = builtOf({{2, {1, 3}}, {5, {1, 2, 2, 3}}});
  QCOMPARE(task.variantCount, std::uint64_t{2});
  QCOMPARE(task.variants.size(), std::size_t{2});
  QCOMPARE(task.variants[0].count, std::uint64_t{5});
  QCOMPARE(task.variants[0].path, (std::vector<NodeIndex>{0, 1, 1, 2}));
  QCOMPARE(task.variants[1].path, (std::vector<NodeIndex>{0, 2}));
}

void TestBuilder::elapsedTimesAreMeasured() {
  sequence::SessionSet sessions;
  Separation separation;
  separation.tasks = 1;
  std::vector<std::int64_t> times;
  // 1 to 2 takes 10, 20, ..., 200 ms; one has no time, one a clock that jumps back.
  for (int i = 1; i <= 22; ++i) {
    sessions.add(std::vector<LogKey>{1, 2});
    separation.runs.push_back({static_cast<std::uint32_t>(i - 1), 0, 2, 0});
    times.push_back(i == 22 ? kNoTime : 1000 * kMs);
    times.push_back(i == 21 ? 999 * kMs : (1000 + 10 * i) * kMs);
  }
  const Workflow workflow = *buildWorkflow({sessions, times}, separation, {});
  const ElapsedTimes elapsed = workflow.tasks.at(0).edges.at(0).elapsed;
  QCOMPARE(elapsed.count, std::uint64_t{20});
  QCOMPARE(elapsed.medianMs, 110.0);  // of 20, the eleventh
  QCOMPARE(elapsed.p95Ms, 190.0);
  QVERIFY(std::isinf(elapsed.slowMs));
}

void TestBuilder::tasksFollowOneAnother() {
  // Sessions of 1 2 | 3 4, and one of 3 4 alone.
  sequence::SessionSet sessions;
  Separation separation;
  separation.tasks = 2;
  std::vector<std::int64_t> times;
  for (std::uint32_t session = 0; session < 4; ++session) {
    sessions.add(std::vector<LogKey>{1, 2, 3, 4});
    separation.runs.push_back({session, 0, 2, 0});
    separation.runs.push_back({session, 2, 4, 1});
    for (const int ms : {0, 1, 501, 502}) times.push_back(ms * kMs);
  }
  sessions.add(std::vector<LogKey>{3, 4});
  separation.runs.push_back({4, 0, 2, 1});
  times.insert(times.end(), {0, kMs});
  const Workflow workflow = *buildWorkflow({sessions, times}, separation, {});
  QCOMPARE(workflow.tasks.size(), std::size_t{2});
  QCOMPARE(workflow.tasks[0].nodes[0].key, 3);  // the most frequent first
  QCOMPARE(workflow.tasks[0].runs, std::uint64_t{5});
  QCOMPARE(workflow.tasks[0].id.value, 1);
  QCOMPARE(workflow.tasks[1].id.value, 2);
  std::string all;
  for (const Succession& one : workflow.successions) {
    all += std::to_string(static_cast<int>(one.from)) + ">" + std::to_string(static_cast<int>(one.to)) + ":" +
           std::to_string(one.count) + " ";
  }
  compare(all, "0>-1:5 1>0:4 -1>0:1 -1>1:4 ");
  QCOMPARE(workflow.successions[1].elapsed.count, std::uint64_t{4});
  QCOMPARE(workflow.successions[1].elapsed.medianMs, 500.0);
  QCOMPARE(workflow.sessions, std::uint64_t{5});
  QCOMPARE(workflow.events, std::uint64_t{18});
}

void TestBuilder::aRareSuccessionIsLeftOut() {
  sequence::SessionSet sessions;
  Separation separation;
  separation.tasks = 2;
  for (std::uint32_t session = 0; session < 200; ++session) {
    const bool isOdd = session == 7;
    sessions.add(isOdd ? std::vector<LogKey>{2, 1} : std::vector<LogKey>{1, 2});
    separation.runs.push_back({session, 0, 1, isOdd ? 1U : 0U});
    separation.runs.push_back({session, 1, 2, isOdd ? 0U : 1U});
  }
  const Workflow workflow = *buildWorkflow({sessions}, separation, {});
  QCOMPARE(workflow.successions.size(), std::size_t{3});  // start, one after the other, end
}

void TestBuilder::aStreamHasNoEnds() {
  sequence::SessionSet sessions;
  sessions.add(std::vector<LogKey>{1, 1}, sequence::SessionKind::Stream);
  Separation separation;
  separation.tasks = 1;
  separation.runs = {{0, 0, 1, 0}, {0, 1, 2, 0}};
  const Workflow workflow = *buildWorkflow({sessions}, separation, {});
  QCOMPARE(workflow.successions.size(), std::size_t{1});
  QCOMPARE(workflow.successions[0].from, TaskIndex{0});
  QCOMPARE(workflow.successions[0].to, TaskIndex{0});
}

void TestBuilder::historyAndCandidatesAreSuggested() {
  // Section 4.4.1: the shortest way is 1 5; after 1 come 2, 3, 4 or 5.
  const OneTask made({{5, {1, 2, 9}}, {5, {1, 3, 9}}, {5, {1, 4, 9}}, {5, {1, 5}}});
  const Workflow workflow = made.build();
  QCOMPARE(workflow.suggestedHistory, 2);
  QCOMPARE(workflow.suggestedCandidates, 4);
}

void TestBuilder::noHistoryIsSuggestedThatCannotBeLearnt() {
  std::vector<LogKey> keys(150);
  std::iota(keys.begin(), keys.end(), 1);
  QCOMPARE(OneTask({{5, keys}}).build().suggestedHistory, 100);
}

void TestBuilder::backgroundIsPassedOver() {
  OneTask made({{3, {1, 77, 2}}, {3, {1, 2, 77}}});
  made.separation.background = {77};
  const Workflow workflow = made.build();
  compare(textOf(workflow.tasks[0]), "1:6 2:6\n2:6\nfrom 1:6 to 2:6\n");
  QCOMPARE(workflow.background, std::vector<LogKey>{77});
}

void TestBuilder::nothingGivesNothing() {
  const sequence::SessionSet none;
  Separation separation;
  separation.notices.push_back({ErrorCode::NoWorkflow, {}, "why"});
  const Workflow workflow = *buildWorkflow({none}, separation, {});
  QVERIFY(workflow.tasks.empty());
  QCOMPARE(workflow.suggestedHistory, 0);
  QCOMPARE(workflow.suggestedCandidates, 0);
  QCOMPARE(workflow.notices.size(), std::size_t{1});
  // A task that has no run is none.
  separation.tasks = 3;
  QVERIFY(buildWorkflow({none}, separation, {})->tasks.empty());
}

void TestBuilder::oneEventIsATask() { compare(textOf(builtOf({{1, {4}}})), "4:1\nfrom 4:1 to 4:1\n"); }

void TestBuilder::noiseIsBuiltToo() {
  // 2,000 keys anyhow: built, and every entry of a kept run is at a node of its key.
  std::vector<Times> runs;
  std::uint32_t state = 1;
  for (int run = 0; run < 100; ++run) {
    std::vector<LogKey> keys;
    for (int i = 0; i < 60; ++i) {
      state = state * 1664525 + 1013904223;
      keys.push_back(static_cast<LogKey>(state >> 8) % 2000);
    }
    runs.push_back({1, keys});
  }
  const Task task = builtOf(runs);
  QVERIFY(!task.nodes.empty());
  for (const Edge& edge : task.edges) QVERIFY(edge.from < task.nodes.size() && edge.to < task.nodes.size());
  for (const Variant& variant : task.variants) {
    for (const NodeIndex node : variant.path) QVERIFY(node < task.nodes.size());
  }
}

void TestBuilder::aVeryLongRunIsBuilt() {
  std::vector<LogKey> keys;
  std::uint32_t state = 1;
  for (int i = 0; i < 200'000; ++i) {
    state = state * 1664525 + 1013904223;
    keys.push_back(static_cast<LogKey>(state >> 16) % 20);
  }
  const Task task = builtOf({{1, keys}});
  QVERIFY(task.nodes.size() <= 20 * 12);
  QCOMPARE(task.variants.at(0).path.size(), keys.size());
}

void TestBuilder::cancels() {
  const OneTask made({{5, {1, 2}}});
  std::stop_source source;
  source.request_stop();
  const auto workflow = buildWorkflow({made.sessions}, made.separation, source.get_token());
  QVERIFY(!workflow.has_value());
  QCOMPARE(workflow.error().code, ErrorCode::Cancelled);
}

void TestBuilder::slowIsFarBeyondTheUsual() {
  // 100 to 199 ms: none of these is slow, nor 250; ten times as long is.
  std::vector<double> times;
  for (int i = 0; i < 1000; ++i) times.push_back(100 + i / 10.0);
  const double bound = slowBound(times);
  QVERIFY(std::ranges::is_sorted(times));
  QVERIFY(bound > 199);
  QVERIFY(bound < 2000);
}

void TestBuilder::slowTimesDoNotHideSlowTimes() {
  std::vector<double> times;
  for (int i = 0; i < 300; ++i) times.push_back(13'000 + i);
  for (const double slow : {60'000, 90'000, 120'000}) times.push_back(slow);
  QVERIFY(slowBound(times) < 60'000);
}

void TestBuilder::constantTimesHaveABoundToo() {
  std::vector<double> times(100, 2.0);
  QCOMPARE(slowBound(times), 1020.0);
}

void TestBuilder::fewTimesHaveNoBound() {
  std::vector<double> times(40, 2.0);
  QVERIFY(std::isinf(slowBound(times)));
  times.clear();
  QVERIFY(std::isinf(slowBound(times)));
}

QTEST_GUILESS_MAIN(TestBuilder)
#include "test_builder.moc"
