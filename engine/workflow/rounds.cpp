#include "engine/workflow/rounds.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "engine/workflow/stage_order.h"

namespace faultline::workflow {

namespace {

constexpr std::size_t kLongestRound = 8;
constexpr double kRareShare = .02;  ///< Of the rounds: what comes between by fault or chance.
constexpr int kMostPasses = 16;

/// What lies between each stage and the next one of its key.
class Gaps {
 public:
  Gaps(const DistinctRuns& runs, std::span<const std::uint8_t> usual, const Stages& stages,
       const StageOrder& order)
      : m_next(stages.keys.size(), kNone), m_both(m_next.size()), m_between(m_next.size() * m_next.size()) {
    findNext(stages, order);
    std::vector<std::size_t> first(m_next.size());
    std::vector<std::size_t> last(m_next.size());
    std::vector<Stage> present;
    std::vector<std::size_t> seenIn(m_next.size(), 0);
    for (std::size_t run = 0; run < runs.size(); ++run) {
      if (usual[run] == 0) continue;
      const auto visits = stages.of(runs, run);
      present.clear();
      for (std::size_t i = 0; i < visits.size(); ++i) {
        const Stage stage = visits[i];
        if (seenIn[stage] != run + 1) {
          seenIn[stage] = run + 1;
          first[stage] = i;
          present.push_back(stage);
        }
        last[stage] = i;
      }
      for (const Stage stage : present) {
        const Stage next = m_next[stage];
        if (next == kNone || seenIn[next] != run + 1 || first[next] < last[stage]) continue;
        m_both[stage] += runs.weights[run];
        const auto isBetween = [&](std::size_t i) { return i > last[stage] && i < first[next]; };
        for (const Stage other : present) {
          if (isBetween(first[other]) || isBetween(last[other]))
            m_between[stage * m_next.size() + other] += runs.weights[run];
        }
      }
    }
  }

  [[nodiscard]] Stage next(Stage stage) const { return m_next[stage]; }
  [[nodiscard]] bool isBetween(Stage stage, Stage other) const {
    return !isRare(m_between[stage * m_next.size() + other], m_both[stage], kRareShare);
  }

 private:
  void findNext(const Stages& stages, const StageOrder& order) {
    // Occurrences of a key are numbered in the order in which runs come to them.
    for (Stage a = 0; a < m_next.size(); ++a) {
      for (Stage b = 0; b < m_next.size(); ++b) {
        if (a == b || stages.keys[a] != stages.keys[b] || order.before(a, b) == 0) continue;
        if (order.before(b, a) > 0) continue;
        if (m_next[a] == kNone || order.before(b, m_next[a]) > 0) m_next[a] = b;
      }
    }
  }

  std::vector<Stage> m_next;
  std::vector<std::uint64_t> m_both;
  std::vector<std::uint64_t> m_between;  ///< A matrix.
};

/// The stages of each stage's key.
std::vector<std::vector<Stage>> sameKeys(const Stages& stages) {
  std::map<LogKey, std::vector<Stage>> byKey;
  for (Stage stage = 0; stage < stages.keys.size(); ++stage) byKey[stages.keys[stage]].push_back(stage);
  std::vector<std::vector<Stage>> same;
  for (const LogKey key : stages.keys) same.push_back(byKey[key]);
  return same;
}

/// Whether another thread's entry: of free order itself, or of a key of which an earlier stage is.
bool isElsewhere(Stage stage, Stage other, const std::vector<std::vector<Stage>>& same,
                 const StageOrder& order) {
  return std::ranges::any_of(
      same[other], [&](Stage one) { return order.isFree(stage, one) && order.before(other, one) == 0; });
}

/// The stages of a round that begins with `head`; empty when it is none.
std::vector<Stage> roundFrom(Stage head, const std::vector<std::vector<Stage>>& same, const Gaps& gaps,
                             const StageOrder& order) {
  std::vector<Stage> round{head};
  const auto isKnown = [&](Stage stage) {
    return std::ranges::any_of(round, [&](Stage one) { return stage == one || stage == gaps.next(one); });
  };
  for (std::size_t i = 0; i < round.size(); ++i) {
    if (gaps.next(round[i]) == kNone || round.size() > kLongestRound) return {};
    for (Stage other = 0; other < order.size(); ++other) {
      if (isKnown(other) || !gaps.isBetween(round[i], other) || isElsewhere(round[i], other, same, order))
        continue;
      round.push_back(other);
    }
  }
  return round;
}

/// Earlier stages of runs first.
std::vector<Stage> inOrder(const StageOrder& order) {
  std::vector<std::size_t> earlier(order.size());
  for (Stage a = 0; a < order.size(); ++a) {
    for (Stage b = 0; b < order.size(); ++b) earlier[a] += order.before(b, a) > order.before(a, b) ? 1 : 0;
  }
  std::vector<Stage> stages(order.size());
  std::iota(stages.begin(), stages.end(), Stage{0});
  std::ranges::stable_sort(stages, {}, [&](Stage stage) { return earlier[stage]; });
  return stages;
}

bool foldOnce(const DistinctRuns& runs, std::span<const std::uint8_t> usual, Stages& stages) {
  const StageOrder order(runs, stages, usual);
  const Gaps gaps(runs, usual, stages, order);
  std::vector<Stage> into(stages.keys.size());
  std::iota(into.begin(), into.end(), Stage{0});
  std::vector<std::uint8_t> taken(into.size(), 0);
  const auto same = sameKeys(stages);
  bool folded = false;
  for (const Stage head : inOrder(order)) {
    const std::vector<Stage> round = roundFrom(head, same, gaps, order);
    const auto isTaken = [&](Stage stage) { return taken[stage] != 0 || taken[gaps.next(stage)] != 0; };
    if (round.empty() || std::ranges::any_of(round, isTaken)) continue;
    for (const Stage stage : round) {
      const Stage next = gaps.next(stage);
      taken[stage] = taken[next] = 1;
      into[std::max(stage, next)] = std::min(stage, next);
      folded = true;
    }
  }
  if (folded) unite(stages, into);
  return folded;
}

}  // namespace

void foldRounds(const DistinctRuns& runs, std::span<const std::uint8_t> usual, Stages& stages,
                const std::stop_token& stop) {
  for (int pass = 0; pass < kMostPasses && !stop.stop_requested(); ++pass) {
    if (!foldOnce(runs, usual, stages)) return;
  }
}

}  // namespace faultline::workflow
