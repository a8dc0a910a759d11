#include "engine/workflow/cooccurrence_cores.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include <tsl/robin_map.h>
#include <tsl/robin_set.h>

#include "engine/workflow/key_pair.h"

namespace faultline::workflow {

namespace {

// A key seen less often says nothing of what it comes with.
constexpr std::uint64_t kLeastFrequency = 3;
// Keys that come together in all their entries with less than this chance do so for a reason. There are up to
// some hundred thousand pairs.
constexpr double kLeastChance = 1e-6;
// Of two shares of some hundred entries the larger one: by more than chance.
constexpr double kGrowth = 0.02;
// Within a core of more keys no further one is begun: it would come out again from each of its pairs, which
// takes the cube of its length. Tasks that people read are shorter.
constexpr std::size_t kLongCore = 100;

enum class Side { Head, Tail };

class CoreGrower {
 public:
  CoreGrower(const CooccurrenceCounts& counts, double tau) : m_counts(counts), m_tau(tau) {
    for (const auto& [i, j] : counts.seen()) {
      m_beyond[static_cast<int>(Side::Tail)][i].push_back(j);
      m_beyond[static_cast<int>(Side::Head)][j].push_back(i);
    }
  }

  Result<std::vector<Core>> grow(const std::stop_token& stop) {
    std::vector<Core> cores;
    std::set<std::vector<LogKey>> known;
    tsl::robin_set<std::uint64_t, PairHash> inLongCores;
    for (const auto& [i, j] : m_counts.seen()) {
      if (i == j || inLongCores.contains(pairKey(i, j)) || !startsCore(i, j)) continue;
      if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
      Core core{{i, j}, {0, 1}};
      while (extend(core, Side::Tail) || extend(core, Side::Head)) {
      }
      if (core.keys.size() > kLongCore)
        for (std::size_t k = 1; k < core.keys.size(); ++k)
          inLongCores.insert(pairKey(core.keys[k - 1], core.keys[k]));
      if (known.insert(core.keys).second) cores.push_back(std::move(core));
    }
    return withoutSubsequences(std::move(cores), stop);
  }

 private:
  [[nodiscard]] bool often(LogKey key) const { return m_counts.frequency(key) >= kLeastFrequency; }

  [[nodiscard]] bool startsCore(LogKey i, LogKey j) const {
    return (with(i, j, 1, Side::Tail) > m_tau && often(i) && moreThanChance(m_counts, i, j, 1)) ||
           (with(j, i, 1, Side::Head) > m_tau && often(j) && moreThanChance(m_counts, i, j, 1));
  }

  /// The share of `of` with an `x` within d beyond it.
  [[nodiscard]] double with(LogKey of, LogKey x, int d, Side side) const {
    return side == Side::Tail ? m_counts.followed(of, x, d) : m_counts.preceded(of, x, d);
  }

  bool extend(Core& core, Side side) const { return extendByOne(core, side) || extendByTwo(core, side); }

  [[nodiscard]] std::span<const LogKey> beyond(LogKey key, Side side) const {
    const auto found = m_beyond[static_cast<int>(side)].find(key);
    return found == m_beyond[static_cast<int>(side)].end() ? std::span<const LogKey>{} : found->second;
  }

  static void put(Core& core, Side side, LogKey key, int stage) {
    core.keys.insert(side == Side::Tail ? core.keys.end() : core.keys.begin(), key);
    core.stages.insert(side == Side::Tail ? core.stages.end() : core.stages.begin(), stage);
    if (const int first = core.stages.front(); first < 0)
      for (int& each : core.stages) each -= first;
  }

  /// The least share of x with each key of the core up to D, over the distance that it then has: one more
  /// where it follows concurrent keys, of which either may come last.
  [[nodiscard]] double leastWith(const Core& core, LogKey x, Side side) const {
    double least = 1;
    const auto size = static_cast<int>(core.keys.size());
    const int slack = size > 1 && outer(core.stages, side, 0) == outer(core.stages, side, 1) ? 1 : 0;
    for (int d = 1; d <= std::min(size, m_counts.mostDistance()); ++d) {
      const int within = std::min(d + slack, m_counts.mostDistance());
      least = std::min(least, with(outer(core.keys, side, d - 1), x, within, side));
    }
    return least;
  }

  template <class T>
  static T outer(const std::vector<T>& values, Side side, int back) {
    return side == Side::Tail ? *(values.rbegin() + back) : *(values.begin() + back);
  }

  bool extendByOne(Core& core, Side side) const {
    std::optional<LogKey> best;
    double most = m_tau;
    for (const LogKey x : beyond(outer(core.keys, side, 0), side)) {
      if (std::ranges::find(core.keys, x) != core.keys.end()) continue;
      const double least = leastWith(core, x, side);
      if (least > most) {
        most = least;
        best = x;
      }
    }
    if (!best) return false;
    put(core, side, *best, side == Side::Tail ? core.stages.back() + 1 : core.stages.front() - 1);
    return true;
  }

  bool extendByTwo(Core& core, Side side) const {
    const LogKey last = outer(core.keys, side, 0);
    std::vector<std::pair<double, LogKey>> next;
    for (const LogKey x : beyond(last, side))
      if (std::ranges::find(core.keys, x) == core.keys.end()) next.emplace_back(with(last, x, 1, side), x);
    if (next.size() < 2 || m_counts.mostDistance() < 2) return false;
    std::ranges::partial_sort(next, next.begin() + 2, std::greater{});
    const auto [first, x] = next[0];
    const auto [second, y] = next[1];
    const bool concurrent = first + second > m_tau &&
                            with(last, x, 2, side) > std::max(m_tau, first + kGrowth) &&
                            with(last, y, 2, side) > std::max(m_tau, second + kGrowth);
    if (!concurrent) return false;
    const int stage = side == Side::Tail ? core.stages.back() + 1 : core.stages.front() - 1;
    put(core, side, x, stage);
    put(core, side, y, side == Side::Tail ? stage : core.stages.front());
    return true;
  }

  static bool isSubsequence(const std::vector<LogKey>& part, const std::vector<LogKey>& whole) {
    std::size_t matched = 0;
    for (const LogKey key : whole)
      if (matched < part.size() && part[matched] == key) ++matched;
    return matched == part.size();
  }

  static Result<std::vector<Core>> withoutSubsequences(std::vector<Core> cores, const std::stop_token& stop) {
    std::ranges::stable_sort(cores, std::greater{}, [](const Core& core) { return core.keys.size(); });
    std::vector<Core> kept;
    for (Core& core : cores) {
      if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
      if (std::ranges::none_of(kept, [&](const Core& other) { return isSubsequence(core.keys, other.keys); }))
        kept.push_back(std::move(core));
    }
    return kept;
  }

  const CooccurrenceCounts& m_counts;
  double m_tau;
  tsl::robin_map<LogKey, std::vector<LogKey>> m_beyond[2];
};

}  // namespace

Result<std::vector<Core>> coresOf(const CooccurrenceCounts& counts, double tau, const std::stop_token& stop) {
  return CoreGrower(counts, tau).grow(stop);
}

bool moreThanChance(const CooccurrenceCounts& counts, LogKey i, LogKey j, int d) {
  const auto notByChance = [&](LogKey of, LogKey other, double seen) {
    const double missed =
        std::pow(1 - static_cast<double>(counts.frequency(other)) / static_cast<double>(counts.entries()), d);
    const double times = seen * static_cast<double>(counts.frequency(of));
    return 1 - seen <= missed / 2 && times * std::log1p(-missed) < std::log(kLeastChance);
  };
  return notByChance(i, j, counts.followed(i, j, d)) || notByChance(j, i, counts.preceded(j, i, d));
}

}  // namespace faultline::workflow
