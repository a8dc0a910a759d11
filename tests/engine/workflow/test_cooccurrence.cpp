#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <vector>

#include <QtTest>

#include "engine/workflow/background.h"
#include "engine/workflow/cooccurrence.h"

using namespace faultline;
using namespace faultline::workflow;

namespace {

using Sequence = std::vector<LogKey>;
constexpr std::int64_t kSecond = 1'000'000'000;

std::uint64_t mixed(std::uint64_t value) {
  value = (value ^ (value >> 31)) * 0x9e3779b97f4a7c15ULL;
  return (value ^ (value >> 29)) * 0xbf58476d1ce4e5b9ULL >> 32;
}

/// Machines that are made (1 2 3 4), stopped and started again (5 6 7 | 5 8 9 in either order), or paused
/// (5 10), and deleted (11 12): 5 is shared by tasks, 7 ends one and 12 the last. Steps take 2 s, between
/// tasks a user waits 2 to 30 s.
class MadeMachines {
 public:
  explicit MadeMachines(int machines, sequence::SessionKind kind = sequence::SessionKind::Whole,
                        bool withJobs = false)
      : m_withJobs(withJobs) {
    for (int machine = 0; machine < machines; ++machine) {
      const std::uint64_t dice = mixed(static_cast<std::uint64_t>(machine) + 7);
      run({1, 2, 3, 4}, 0);
      for (std::uint64_t round = 0; round < dice % 3; ++round) {
        run({5, 6, 7}, 1);
        run((dice >> round) % 2 == 0 ? Sequence{5, 8, 9} : Sequence{5, 9, 8}, 2);
      }
      for (std::uint64_t round = 0; round < dice / 3 % 3; ++round) run({5, 10}, 3);
      run({11, 12}, 4);
      if (kind == sequence::SessionKind::Whole) end(kind);
    }
    if (kind == sequence::SessionKind::Stream) end(kind);
  }

  [[nodiscard]] Material material(bool withTimes = true) const {
    return {m_sessions, withTimes ? std::span<const std::int64_t>(m_times) : std::span<const std::int64_t>()};
  }

  /// A session more that is added as it is.
  void add(const Sequence& keys) {
    for (const LogKey key : keys) put(key, 0.1);
    end(sequence::SessionKind::Whole);
  }

  sequence::SessionSet m_sessions;
  std::vector<std::int64_t> m_times;

 private:
  void run(const Sequence& keys, int task) {
    double wait = 2 + static_cast<double>(mixed(static_cast<std::uint64_t>(m_time) + 3) % 2800) / 100;
    for (const LogKey key : keys) {
      put(key, wait);
      wait = task == 1 && key == 6 ? 15 : 2;
    }
  }

  /// An entry; before it, those of a job that runs every 20 s.
  void put(LogKey key, double after) {
    const auto then = m_time + static_cast<std::int64_t>(after * kSecond);
    while (m_withJobs && m_job < then) {
      entry(20, m_job);
      entry(21, m_job);
      m_job += 20 * kSecond;
    }
    m_time = then;
    entry(key, then);
  }

  void entry(LogKey key, std::int64_t time) {
    m_keys.push_back(key);
    m_times.push_back(time);
  }

  void end(sequence::SessionKind kind) {
    m_sessions.add(m_keys, kind);
    m_keys.clear();
  }

  bool m_withJobs;
  std::int64_t m_time = kSecond;
  std::int64_t m_job = kSecond;
  Sequence m_keys;
};

Separation separated(const Material& material, double tau = 0.9) {
  return separateByCooccurrence(material, {.tau = tau}, {}, {}).value();
}

/// The keys of each task.
std::set<std::set<LogKey>> keySets(const Material& material, const Separation& separation) {
  std::map<TaskIndex, std::set<LogKey>> keys;
  for (const TaskRun& run : separation.runs)
    for (std::uint32_t at = run.begin; at < run.end; ++at) {
      const LogKey key = material.sessions[run.session][at];
      if (!std::ranges::binary_search(separation.background, key)) keys[run.task].insert(key);
    }
  std::set<std::set<LogKey>> sets;
  for (const auto& [task, set] : keys) sets.insert(set);
  return sets;
}

std::string why(const Separation& separation) {
  return separation.notices.size() == 1 && separation.notices[0].code == ErrorCode::NoWorkflow
             ? separation.notices[0].detail
             : std::string{};
}

const std::set<std::set<LogKey>> kTasks{{1, 2, 3, 4}, {5, 6, 7}, {5, 8, 9}, {5, 10}, {11, 12}};

}  // namespace

class TestCooccurrence : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyTaskIsFoundForEveryTau() {
    const MadeMachines made(120);
    for (const double tau : {0.85, 0.9, 0.95}) {
      const Separation found = separated(made.material(), tau);
      QCOMPARE(found.tasks, 5U);
      QCOMPARE(keySets(made.material(), found), kTasks);
      QVERIFY(found.background.empty() && found.notices.empty());
    }
  }

  void runsAreInOrderAndCoverTheirSessions() {
    const MadeMachines made(120);
    const Separation found = separated(made.material());
    std::uint64_t entries = 0;
    for (std::size_t i = 0; i < found.runs.size(); ++i) {
      const TaskRun& run = found.runs[i];
      entries += run.end - run.begin;
      QVERIFY(run.task < found.tasks && run.begin < run.end);
      QVERIFY(run.end <= made.m_sessions[run.session].size());
      if (i == 0) continue;
      const TaskRun& last = found.runs[i - 1];
      QVERIFY(last.session < run.session || (last.session == run.session && last.end <= run.begin));
    }
    QCOMPARE(entries, made.m_sessions.entryCount());
  }

  void tasksAreNumberedByTheirRuns() {
    const MadeMachines made(120);
    const Separation found = separated(made.material());
    std::vector<int> runs(found.tasks);
    for (const TaskRun& run : found.runs) ++runs[run.task];
    QVERIFY(std::ranges::is_sorted(runs, std::greater{}));
  }

  void aRareFaultIsNoTaskAndOfNone() {
    MadeMachines made(200);
    made.add({1, 2, 4, 3});      // out of order
    made.add({1, 2, 90, 91});    // ends in an error
    made.add({11, 92, 93, 94});  // nearly nothing usual
    const Separation found = separated(made.material());
    QCOMPARE(keySets(made.material(), found), kTasks);
    for (const TaskRun& run : found.runs) QVERIFY(run.session < 200);
  }

  void withoutTimesKnownStartsAndEndsRemain() {
    const MadeMachines made(120);
    const Separation found = separated(made.material(false));
    // 4, 7 and 10 come before 5 as well as before 11: nothing tells that they end anything, but that 12 does.
    QVERIFY(found.tasks >= 1);
    std::uint64_t entries = 0;
    for (const TaskRun& run : found.runs) entries += run.end - run.begin;
    QVERIFY(2 * entries > made.m_sessions.entryCount());
  }

  void orderAloneTellsTasksOfKnownStartsAndEnds() {
    // 1 starts both tasks, 4 ends one of them, which the other always follows; 5 ends that.
    sequence::SessionSet sessions;
    for (int i = 0; i < 40; ++i) sessions.add(Sequence{1, 2, 4, 1, 3, 5});
    for (int i = 0; i < 20; ++i) sessions.add(Sequence{1, 2, 4});
    const Material material{sessions, {}};
    QCOMPARE(keySets(material, separated(material)), (std::set<std::set<LogKey>>{{1, 2, 4}, {1, 3, 5}}));
  }

  void choicesLoopsAndOrdersDoNotSplitATask() {
    sequence::SessionSet sessions;
    for (int i = 0; i < 30; ++i) {
      sessions.add(Sequence{1, 2, 4, 5, 6});
      sessions.add(Sequence{1, 3, 4, 6, 5});
      sessions.add(Sequence{1, 2, 4, 4, 5, 6});
    }
    const Material material{sessions, {}};
    const Separation found = separated(material);
    QCOMPARE(found.tasks, 1U);
    QCOMPARE(found.runs.size(), std::size_t{90});
    for (const TaskRun& run : found.runs) QCOMPARE(run.begin, 0U);
  }

  void jobsInTheBackgroundOfAStreamAreLeftOut() {
    const MadeMachines made(150, sequence::SessionKind::Stream, true);
    const Separation found = separated(made.material());
    QCOMPARE(found.background, (std::vector<LogKey>{20, 21}));
    QCOMPARE(keySets(made.material(), found), kTasks);
  }

  void aStreamNeedHaveNoBackground() {
    const MadeMachines made(150, sequence::SessionKind::Stream);
    const Separation found = separated(made.material());
    QVERIFY(found.background.empty());
    QCOMPARE(keySets(made.material(), found), kTasks);
  }

  void sessionsHaveNoBackground() {
    const MadeMachines made(150, sequence::SessionKind::Whole, true);
    QVERIFY(backgroundKeys(made.m_sessions, {}).value().empty());
  }

  void noiseIsNoWorkflow() {
    sequence::SessionSet sessions;
    Sequence keys;
    for (std::uint64_t i = 0; i < 20'000; ++i) keys.push_back(static_cast<LogKey>(mixed(i * 77 + 5) % 40));
    sessions.add(keys, sequence::SessionKind::Stream);
    const Separation found = separated({sessions, {}});
    QCOMPARE(found.tasks, 0U);
    QVERIFY(found.runs.empty());
    QCOMPARE(why(found), std::string("no two of the 40 log keys come together more often than chance"));
  }

  void nearlyNothingIsNoWorkflow() {
    sequence::SessionSet none;
    QCOMPARE(why(separated({none, {}})), std::string("there are no events in sessions"));
    sequence::SessionSet one;
    one.add(Sequence{1});
    QVERIFY(!why(separated({one, {}})).empty());
    sequence::SessionSet empty;
    empty.add(Sequence{});
    QVERIFY(!why(separated({empty, {}})).empty());
  }

  void manyKeysAreNoTrouble() {
    sequence::SessionSet sessions;
    for (LogKey i = 0; i < 500; ++i)
      for (int again = 0; again < 10; ++again) sessions.add(Sequence{4 * i, 4 * i + 1, 4 * i + 2, 4 * i + 3});
    const Separation found = separated({sessions, {}});
    QVERIFY(found.tasks + found.notices.size() > 0);
  }

  void badSettingsAreRefused() {
    const MadeMachines made(3);
    const auto code = [&](const Material& material, const CooccurrenceSettings& settings) {
      const auto found = separateByCooccurrence(material, settings, {}, {});
      return found ? ErrorCode::NoWorkflow : found.error().code;
    };
    QCOMPARE(code(made.material(), {.tau = 0.4}), ErrorCode::InvalidArgument);
    QCOMPARE(code(made.material(), {.tau = 1}), ErrorCode::InvalidArgument);
    QCOMPARE(code(made.material(), {.tau = std::nan("")}), ErrorCode::InvalidArgument);
    QCOMPARE(code(made.material(), {.mostDistance = 0}), ErrorCode::InvalidArgument);
    QCOMPARE(code(made.material(), {.mostDistance = 17}), ErrorCode::InvalidArgument);
    const std::vector<std::int64_t> few{1, 2};
    QCOMPARE(code({made.m_sessions, few}, {}), ErrorCode::InvalidArgument);
  }

  void canBeCancelled() {
    const MadeMachines made(10);
    std::stop_source source;
    source.request_stop();
    QCOMPARE(separateByCooccurrence(made.material(), {}, source.get_token(), {}).error().code,
             ErrorCode::Cancelled);
  }

  void theSameAgain() {
    const MadeMachines made(60);
    const Separation one = separated(made.material());
    const Separation two = separated(made.material());
    QCOMPARE(one.tasks, two.tasks);
    QVERIFY(std::ranges::equal(one.runs, two.runs, [](const TaskRun& a, const TaskRun& b) {
      return a.session == b.session && a.begin == b.begin && a.end == b.end && a.task == b.task;
    }));
  }
};

QTEST_APPLESS_MAIN(TestCooccurrence)
#include "test_cooccurrence.moc"
