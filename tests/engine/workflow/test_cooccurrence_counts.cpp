#include <vector>

#include <QtTest>

#include "engine/workflow/cooccurrence_cores.h"

using namespace faultline;
using namespace faultline::workflow;

namespace {

using Sequence = std::vector<LogKey>;

CooccurrenceCounts counted(const std::vector<std::pair<Sequence, std::uint32_t>>& weighted, int distance = 10,
                           const std::vector<LogKey>& without = {}) {
  sequence::SessionSet sessions;
  std::vector<std::uint32_t> weights;
  for (const auto& [keys, weight] : weighted) {
    sessions.add(keys);
    weights.push_back(weight);
  }
  CooccurrenceCounts counts(distance);
  [&] { QVERIFY(counts.count(sessions, weights, without, {}).has_value()); }();
  return counts;
}

std::vector<Core> coresAt90(const CooccurrenceCounts& counts) { return coresOf(counts, 0.9).value(); }

std::vector<Sequence> keysOf(const std::vector<Core>& cores) {
  std::vector<Sequence> keys;
  for (const Core& core : cores) keys.push_back(core.keys);
  return keys;
}

}  // namespace

class TestCooccurrenceCounts : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void thePapersExample() {
    // {k1, k2, k2}: d(k1, k2) = [1, 2], d(k2, k2) = 1.
    const auto counts = counted({{{1, 2, 2}, 1}});
    QCOMPARE(counts.frequency(1), 1U);
    QCOMPARE(counts.frequency(2), 2U);
    QCOMPARE(counts.pairs(1, 2, 1), 1U);
    QCOMPARE(counts.pairs(1, 2, 2), 2U);
    QCOMPARE(counts.pairs(2, 2, 1), 1U);
    QCOMPARE(counts.pairs(2, 1, 2), 0U);
    QCOMPARE(counts.importance(1, 2, 1), 1.0);
    QCOMPARE(counts.importance(1, 2, 2), 1.0);  // 2 / (2 * 1)
    QCOMPARE(counts.importance(2, 2, 1), 0.5);
    QCOMPARE(counts.importance(2, 2, 2), 0.25);
    QCOMPARE(counts.followed(1, 2, 2), 1.0);
    QCOMPARE(counts.followed(2, 2, 1), 0.5);
    QCOMPARE(counts.preceded(2, 1, 1), 0.5);  // the second 2 has its 1 two before
    QCOMPARE(counts.preceded(2, 1, 2), 1.0);
    QCOMPARE(counts.preceded(9, 1, 2), 0.0);
  }

  void equalSessionsCountByTheirWeight() {
    const auto counts = counted({{{1, 2, 3}, 5}, {{1, 3}, 3}});
    QCOMPARE(counts.entries(), 21U);
    QCOMPARE(counts.pairs(1, 3, 1), 3U);
    QCOMPARE(counts.pairs(1, 3, 2), 8U);
    QCOMPARE(counts.followed(1, 2, 1), 5.0 / 8);
    QCOMPARE(counts.pairs(3, 1, 10), 0U);  // not across sessions
  }

  void backgroundIsLookedThrough() {
    const auto counts = counted({{{1, 9, 2, 9}, 1}}, 10, {9});
    QCOMPARE(counts.followed(1, 2, 1), 1.0);
    QCOMPARE(counts.frequency(9), 0U);
  }

  void memoryIsBoundedAndPairsThatMatterStay() {
    sequence::SessionSet sessions;
    std::vector<LogKey> keys;
    std::uint64_t state = 1;
    for (int i = 0; i < 120'000; ++i) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      keys.push_back(static_cast<LogKey>((state >> 33) % 2000));
      if (i % 100 == 0) keys.insert(keys.end(), {5000, 5001});
    }
    sessions.add(keys);
    const std::vector<std::uint32_t> weights{1};
    CooccurrenceCounts counts(10);
    QVERIFY(counts.count(sessions, weights, {}, {}).has_value());
    QVERIFY(counts.seen().size() <= CooccurrenceCounts::kMostPairs);
    QCOMPARE(counts.followed(5000, 5001, 1), 1.0);
    const auto cores = keysOf(coresAt90(counts));
    QCOMPARE(cores, (std::vector<Sequence>{{5000, 5001}}));
  }

  void coresGrowByOneKeyAtATime() {
    // 1 2 3 4 always, then either 5 or 6.
    const auto counts = counted({{{1, 2, 3, 4, 5}, 20}, {{1, 2, 3, 4, 6}, 20}});
    const auto cores = coresAt90(counts);
    QCOMPARE(keysOf(cores), (std::vector<Sequence>{{1, 2, 3, 4, 5}, {1, 2, 3, 4, 6}}));
  }

  void aKeyThatNeedsNotAllOfTheCoreDoesNotJoinIt() {
    // 3 always follows 2, but 1 has it within 2 in half of all cases only.
    const auto counts = counted({{{1, 2, 3}, 20}, {{1, 7}, 20}, {{8, 2, 3}, 30}});
    for (const Sequence& core : keysOf(coresAt90(counts)))
      QVERIFY(std::ranges::find(core, 1) == core.end() || std::ranges::find(core, 3) == core.end());
  }

  void coresGrowByTwoConcurrentKeys() {
    // After 1 2 two threads write 3 and 4 in either order.
    const auto counts = counted({{{1, 2, 3, 4, 5}, 30}, {{1, 2, 4, 3, 5}, 20}});
    const auto cores = coresAt90(counts);
    QCOMPARE(cores.size(), std::size_t{1});
    QCOMPARE(cores[0].keys, (Sequence{1, 2, 3, 4, 5}));
    QCOMPARE(cores[0].stages, (std::vector<int>{0, 1, 2, 2, 3}));
  }

  void twoKeysThatNeverComeTogetherAreNotConcurrent() {
    // p_2 does not grow: 3 and 4 are ways of a choice or tasks of their own.
    const auto counts = counted({{{1, 2, 3, 6, 7}, 30}, {{1, 2, 4, 8, 9}, 20}});
    for (const Core& core : coresAt90(counts)) {
      QVERIFY(std::ranges::find(core.keys, 3) == core.keys.end() ||
              std::ranges::find(core.keys, 4) == core.keys.end());
      for (std::size_t i = 0; i < core.stages.size(); ++i) QCOMPARE(core.stages[i], static_cast<int>(i));
    }
  }

  void subsequencesGo() {
    const auto cores = coresAt90(counted({{{1, 2, 3}, 40}}));
    QCOMPARE(keysOf(cores), (std::vector<Sequence>{{1, 2, 3}}));
  }

  void chanceMakesNoCores() {
    // 2 is nearly all there is.
    sequence::SessionSet sessions;
    for (int i = 0; i < 100; ++i)
      sessions.add(Sequence{1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2});
    CooccurrenceCounts counts(10);
    QVERIFY(counts.count(sessions, std::vector<std::uint32_t>(100, 1), {}, {}).has_value());
    QVERIFY(!moreThanChance(counts, 2, 2, 1));
    QVERIFY(coresAt90(counted({})).empty());
    QVERIFY(coresAt90(counted({{{1}, 1}})).empty());
    QVERIFY(coresAt90(counted({{{1, 2}, 1}})).empty());
  }

  void aLongTaskIsOneCore() {
    Sequence keys;
    for (LogKey key = 0; key < 2000; ++key) keys.push_back(key);
    const auto counts = counted({{keys, 12}});
    const auto cores = coresAt90(counts);
    QCOMPARE(keysOf(cores), std::vector<Sequence>{keys});
    std::stop_source source;
    source.request_stop();
    QCOMPARE(coresOf(counts, 0.9, source.get_token()).error().code, ErrorCode::Cancelled);
  }

  void canBeCancelled() {
    sequence::SessionSet sessions;
    sessions.add(Sequence{1, 2, 3});
    std::stop_source source;
    source.request_stop();
    CooccurrenceCounts counts(10);
    QCOMPARE(counts.count(sessions, std::vector<std::uint32_t>{1}, {}, source.get_token()).error().code,
             ErrorCode::Cancelled);
  }
};

QTEST_APPLESS_MAIN(TestCooccurrenceCounts)
#include "test_cooccurrence_counts.moc"
