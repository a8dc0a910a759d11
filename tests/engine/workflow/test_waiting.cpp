#include <algorithm>
#include <vector>

#include <QtTest>

#include "engine/workflow/waiting.h"

using namespace faultline;
using namespace faultline::workflow;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

/// Sessions with their times; each entry is a key and the seconds since the entry before.
class Made {
 public:
  void add(const std::vector<std::pair<LogKey, double>>& entries) {
    std::vector<LogKey> keys;
    std::int64_t time = 0;
    for (const auto& [key, seconds] : entries) {
      time += static_cast<std::int64_t>(seconds * kSecond);
      keys.push_back(key);
      m_times.push_back(time);
    }
    m_sessions.add(keys);
  }
  [[nodiscard]] Material material() const { return {m_sessions, m_times}; }

  std::vector<std::int64_t> m_times;
  sequence::SessionSet m_sessions;
};

/// 2 to 31 s: what a user decides.
double wait(int i) { return 2.0 + (i * 7) % 30; }

std::vector<std::uint8_t> waits(const Made& made, std::vector<LogKey> background = {}) {
  return waitsBefore(made.material(), background, {}).value();
}

}  // namespace

class TestWaiting : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void waitsAreLongAndWidelySpread() {
    Made made;
    // 1 then 13 s later 2, a long step; then 3 whenever the user wants; then 4 after 0.1 to 3 s.
    for (int i = 0; i < 60; ++i)
      made.add({{1, 0}, {2, 13 + 0.01 * (i % 40)}, {3, wait(i)}, {4, 0.1 * (1 + i % 30)}});
    const auto found = waits(made);
    QCOMPARE(found.size(), std::size_t{240});
    for (std::size_t i = 0; i < found.size(); ++i) QCOMPARE(int{found[i]}, int{i % 4 == 2});
  }

  void aModeOfItsOwnIsJudgedApart() {
    Made made;
    // 1 2 is a step of 65 ms within a task, and elsewhere the end of one task and the start of another.
    for (int i = 0; i < 60; ++i) made.add({{1, 0}, {2, 0.065}, {1, 0.5}, {2, wait(i)}});
    const auto found = waits(made);
    for (std::size_t i = 0; i < found.size(); ++i) QCOMPARE(int{found[i]}, int{i % 4 == 3});
  }

  void aRarePairFollowsWhatItsKeysDoElsewhere() {
    Made made;
    for (int i = 0; i < 60; ++i) made.add({{1, 0}, {2, wait(i)}});
    made.add({{9, 0}, {2, 5}});    // 2 is known to come after waits
    made.add({{1, 0}, {8, 5}});    // 1 is known to be left in them
    made.add({{9, 0}, {2, 0.5}});  // too short
    made.add({{9, 0}, {8, 5}});    // nothing known
    const auto found = waits(made);
    const std::vector<std::uint8_t> tail(found.end() - 8, found.end());
    QCOMPARE(tail, (std::vector<std::uint8_t>{0, 1, 0, 1, 0, 0, 0, 0}));
  }

  void aWaitBehindALongStepIsOne() {
    Made made;
    for (int i = 0; i < 60; ++i) made.add({{1, 0}, {2, wait(i)}});
    for (int i = 0; i < 30; ++i) made.add({{1, 0}, {3, 60 + wait(i)}});  // 3 itself takes a minute
    for (int i = 0; i < 30; ++i) made.add({{8, 0}, {9, 60 + wait(i)}});  // nothing else known of 8 and 9
    const auto found = waits(made);
    for (std::size_t i = 0; i < 240; ++i) QCOMPARE(int{found[i]}, i < 180 ? int{i % 2 == 1} : 0);
  }

  void backgroundIsLookedThrough() {
    Made made;
    for (int i = 0; i < 60; ++i) made.add({{1, 0}, {7, 1.5}, {2, wait(i)}, {7, 0.1}});
    const auto found = waits(made, {7});
    for (std::size_t i = 0; i < found.size(); ++i) QCOMPARE(int{found[i]}, int{i % 4 == 2});
  }

  void timesMayBeMissingOrJumpBack() {
    Made made;
    for (int i = 0; i < 60; ++i) made.add({{1, 0}, {2, wait(i)}});
    made.add({{1, 0}, {2, -5}});
    made.add({{1, 0}, {2, 5}});
    made.m_times[made.m_times.size() - 2] = kNoTime;
    const auto found = waits(made);
    QCOMPARE(std::ranges::count(found, 1), 60);
    QVERIFY(waitsBefore({made.m_sessions, {}}, {}, {}).value().empty());
  }

  void canBeCancelled() {
    Made made;
    made.add({{1, 0}, {2, 1}});
    std::stop_source source;
    source.request_stop();
    QCOMPARE(waitsBefore(made.material(), {}, source.get_token()).error().code, ErrorCode::Cancelled);
  }
};

QTEST_APPLESS_MAIN(TestWaiting)
#include "test_waiting.moc"
