// The miner as a whole, with trained key models.
#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>
#include <vector>

#include <QtTest/QtTest>

#include "engine/workflow/guided.h"

using namespace faultline;
using namespace faultline::workflow;

namespace {

using Keys = std::vector<LogKey>;

constexpr const char* kModule = "FAULTLINE_MODEL_MODULE";

/// Three tasks in any order; 1 starts each, and the second has two threads, 22 and 23 24.
const std::vector<std::vector<Keys>> kTasks{
    {{1, 11, 12, 13, 14}},
    {{1, 21, 22, 23, 24, 25}, {1, 21, 23, 22, 24, 25}, {1, 21, 23, 24, 22, 25}},
    {{1, 31, 32, 33}, {1, 31, 32, 32, 33}}};

struct Made {
  sequence::SessionSet sessions;
  std::vector<TaskRun> runs;
};

Made madeOf(std::uint64_t seed, std::size_t sessions) {
  Made made;
  std::mt19937_64 random(seed);
  for (std::uint32_t session = 0; session < sessions; ++session) {
    Keys keys;
    const std::uint64_t tasks = 3 + random() % 6;
    for (std::uint64_t i = 0; i < tasks; ++i) {
      const auto task = static_cast<TaskIndex>(random() % kTasks.size());
      const Keys& run = kTasks[task][random() % kTasks[task].size()];
      const auto begin = static_cast<std::uint32_t>(keys.size());
      keys.insert(keys.end(), run.begin(), run.end());
      made.runs.push_back({session, begin, static_cast<std::uint32_t>(keys.size()), task});
    }
    made.sessions.add(keys);
  }
  return made;
}

Result<Separation> separate(const sequence::SessionSet& sessions, const GuidedSettings& settings = {}) {
  return separateByPrediction({sessions}, settings, {}, {});
}

bool sameRun(const TaskRun& a, const TaskRun& b) {
  return a.session == b.session && a.begin == b.begin && a.end == b.end && a.task == b.task;
}

/// The reason of the only notice.
std::string whyNothing(const Result<Separation>& found) {
  if (!found) return errorLine(found.error());
  if (found->tasks != 0 || !found->runs.empty() || found->notices.size() != 1) return "something was found";
  if (found->notices[0].code != ErrorCode::NoWorkflow) return "the notice is of something else";
  return found->notices[0].detail;
}

}  // namespace

class TestWithoutModule : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void isAnError() {
    const auto found = separate(madeOf(1, 10).sessions);
    QVERIFY(!found);
    QCOMPARE(found.error().code, ErrorCode::ModelModuleMissing);
  }
};

class TestGuided : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void tasksInAnyOrderAreToldApart() {
    const Made made = madeOf(1, 150);
    const auto found = separate(made.sessions);
    QVERIFY2(found, found ? "" : errorLine(found.error()).c_str());
    QCOMPARE(found->tasks, 3U);
    QVERIFY(found->notices.empty());
    QCOMPARE(found->runs.size(), made.runs.size());
    // Which number a task has does not matter, that it is always the same one does.
    std::set<std::pair<TaskIndex, TaskIndex>> pairs;
    for (std::size_t i = 0; i < made.runs.size(); ++i) {
      QCOMPARE(found->runs[i].session, made.runs[i].session);
      QCOMPARE(found->runs[i].begin, made.runs[i].begin);
      QCOMPARE(found->runs[i].end, made.runs[i].end);
      pairs.insert({found->runs[i].task, made.runs[i].task});
    }
    QCOMPARE(pairs.size(), 3U);
  }

  void faultsMakeNoTasks() {
    Made made = madeOf(2, 150);
    made.sessions.add(Keys{1, 11, 12, 13, 14, 1, 21, 77});      // a step that is not there elsewhere
    made.sessions.add(Keys{1, 31, 32, 33, 1, 11, 13, 14});      // a step left out
    made.sessions.add(Keys{1, 11, 12, 13, 14, 1, 31, 33, 32});  // two steps the other way round
    const auto found = separate(made.sessions);
    QVERIFY2(found, found ? "" : errorLine(found.error()).c_str());
    QCOMPARE(found->tasks, 3U);
    for (const TaskRun& run : found->runs) {
      const auto keys = made.sessions[run.session].subspan(run.begin, run.end - run.begin);
      const bool known = std::ranges::any_of(kTasks, [&](const auto& variants) {
        return std::ranges::any_of(variants, [&](const Keys& is) { return std::ranges::equal(is, keys); });
      });
      QVERIFY(known);
    }
  }

  void theSameSeedGivesTheSame() {
    const Made made = madeOf(3, 60);
    const auto once = separate(made.sessions);
    const auto again = separate(made.sessions);
    QVERIFY(once && again);
    QVERIFY(once->tasks > 0);
    QCOMPARE(once->tasks, again->tasks);
    QVERIFY(std::ranges::equal(once->runs, again->runs, sameRun));
  }

  void waitsTellTasksApartThatAlwaysFollowEachOther() {
    // 1 2 3, 10 to 40 s, 4 5 6: the order of the keys is always the same.
    sequence::SessionSet sessions;
    std::vector<std::int64_t> times;
    std::mt19937_64 random(4);
    for (int i = 0; i < 100; ++i) {
      std::int64_t now = 1'000'000'000'000 * (i + 1);
      sessions.add(Keys{1, 2, 3, 4, 5, 6});
      for (int key = 0; key < 6; ++key) {
        const auto step = static_cast<std::int64_t>(100'000'000 + random() % 10'000'000);
        const auto wait = static_cast<std::int64_t>(10'000'000'000 + random() % 30'000'000'000);
        now += key == 3 ? wait : step;
        times.push_back(now);
      }
    }
    const auto found = separateByPrediction({sessions, times}, {}, {}, {});
    QVERIFY2(found, found ? "" : errorLine(found.error()).c_str());
    QCOMPARE(found->tasks, 2U);
    QCOMPARE(found->runs.size(), 200U);
    const auto together = separate(sessions);
    QVERIFY(together);
    QCOMPARE(together->tasks, 1U);
  }

  void nothingToMineSaysWhy() {
    sequence::SessionSet sessions;
    QVERIFY(whyNothing(separate(sessions)).find("not two entries") != std::string::npos);
    sessions.add(Keys{5});
    QVERIFY(whyNothing(separate(sessions)).find("not two entries") != std::string::npos);
    sessions.add(Keys{});
    QVERIFY(whyNothing(separate(sessions)).find("not two entries") != std::string::npos);
  }

  void noiseSaysWhy() {
    sequence::SessionSet sessions;
    std::mt19937_64 random(5);
    for (int session = 0; session < 100; ++session) {
      Keys keys;
      for (int i = 0; i < 50; ++i) keys.push_back(static_cast<LogKey>(random() % 20));
      sessions.add(keys);
    }
    const std::string why = whyNothing(separate(sessions));
    QVERIFY2(why.find("could be foreseen") != std::string::npos, why.c_str());
  }

  void manyKeysSayWhy() {
    sequence::SessionSet sessions;
    std::mt19937_64 random(6);
    Keys keys;
    for (int i = 0; i < 4000; ++i) keys.push_back(static_cast<LogKey>(random() % 2000));
    sessions.add(keys, sequence::SessionKind::Stream);
    const std::string why = whyNothing(separate(sessions));
    const bool says = why.find("could be foreseen") != std::string::npos ||
                      why.find("comes again and again") != std::string::npos;
    QVERIFY2(says, why.c_str());
  }

  void oddHistoriesAreRefused_data() {
    QTest::addColumn<std::vector<int>>("histories");
    QTest::newRow("none") << std::vector<int>{0};
    QTest::newRow("negative") << std::vector<int>{-3, 2};
    QTest::newRow("too long") << std::vector<int>{1, 101};
    QTest::newRow("descending") << std::vector<int>{3, 2};
    QTest::newRow("twice") << std::vector<int>{3, 3};
  }
  void oddHistoriesAreRefused() {
    QFETCH(const std::vector<int>, histories);
    GuidedSettings settings;
    settings.histories = histories;
    const auto found = separate(madeOf(1, 3).sessions, settings);
    QVERIFY(!found);
    QCOMPARE(found.error().code, ErrorCode::InvalidArgument);
  }

  void otherHistoriesDoAsWell() {
    GuidedSettings settings;
    settings.histories = {2, 4};
    const auto found = separate(madeOf(7, 100).sessions, settings);
    QVERIFY2(found, found ? "" : errorLine(found.error()).c_str());
    QCOMPARE(found->tasks, 3U);
  }

  void itIsCancelledAtTheStartAndInTheMiddle() {
    const Made made = madeOf(8, 60);
    std::stop_source stopped;
    stopped.request_stop();
    QCOMPARE(separateByPrediction({made.sessions}, {}, stopped.get_token(), {}).error().code,
             ErrorCode::Cancelled);
    for (const std::uint64_t percent : {0U, 30U, 80U}) {
      std::stop_source later;
      const auto found =
          separateByPrediction({made.sessions}, {}, later.get_token(), [&](const Progress& at) {
            if (at.done * 100 >= at.total * percent) later.request_stop();
          });
      QVERIFY(!found);
      QCOMPARE(found.error().code, ErrorCode::Cancelled);
    }
  }
};

/// The variable is only ever set between test objects: Qt Test's watchdog reads the environment while one
/// runs.
int main(int argc, char** argv) {
  setenv(kModule, "/no/such/module.so", 1);
  TestWithoutModule without;
  const int failures = QTest::qExec(&without, argc, argv);
  unsetenv(kModule);
  TestGuided guided;
  return failures + QTest::qExec(&guided, argc, argv);
}
#include "test_guided.moc"
