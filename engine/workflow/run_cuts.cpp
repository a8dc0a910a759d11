#include "engine/workflow/run_cuts.h"

#include <algorithm>
#include <cstdlib>

#include <tsl/robin_map.h>
#include <tsl/robin_set.h>

#include "engine/workflow/key_pair.h"

namespace faultline::workflow {

namespace {

// A key starts (ends) tasks for sure when this share of sessions begins (ends) with it,
constexpr double kShareOfSessions = 0.25;
// or this share of its entries begins (ends) runs found so far;
constexpr double kSureShare = 2.0 / 3;
// it may do so with this share.
constexpr double kLikelyShare = 0.15;
// What comes next so often always does, but for faults.
constexpr double kAlways = 0.97;
// Runs tell keys that start and end tasks, those tell runs, ...
constexpr int kMostRounds = 6;

/// Keys that start, or end, tasks.
struct Bounds {
  tsl::robin_set<LogKey> sure;
  tsl::robin_set<LogKey> likely;  ///< The sure ones among them.

  void learn(LogKey key, double share) {
    if (share >= kLikelyShare) likely.insert(key);
    if (share >= kSureShare) sure.insert(key);
  }
  [[nodiscard]] std::size_t size() const { return sure.size() + likely.size(); }
};

class OrderCutter {
 public:
  OrderCutter(const sequence::SessionSet& sessions, std::span<const std::uint32_t> weights,
              std::span<const LogKey> background, const OrderEvidence& evidence)
      : m_sessions(sessions), m_weights(weights), m_distance(evidence.counts.mostDistance()) {
    for (std::size_t session = 0; session < sessions.size(); ++session)
      for (const LogKey key : sessions[session])
        m_isBackground.push_back(std::ranges::binary_search(background, key));
    tieCores(evidence.cores);
    tieNeeded(evidence);
    sessionBounds();
  }

  Result<std::vector<std::uint8_t>> cut(const std::stop_token& stop) {
    for (int round = 0; round < kMostRounds; ++round) {
      FAULTLINE_TRY(cutOnce(stop));
      if (!learnBounds()) break;
    }
    return std::move(m_before);
  }

 private:
  void tie(LogKey i, LogKey j, int distance) {
    int& most = m_ties[pairKey(i, j)];
    most = std::max(most, distance);
  }

  void tieCores(const std::vector<Core>& cores) {
    for (const Core& core : cores)
      for (std::size_t a = 0; a < core.keys.size(); ++a)
        for (std::size_t b = 0; b < core.keys.size(); ++b) {
          const int apart = std::abs(static_cast<int>(b) - static_cast<int>(a)) + 1;
          if (a != b && core.stages[a] <= core.stages[b])
            tie(core.keys[a], core.keys[b], std::min(apart, m_distance));
        }
  }

  /// Keys that need each other, at the distance at which they do.
  void tieNeeded(const OrderEvidence& evidence) {
    const CooccurrenceCounts& counts = evidence.counts;
    for (const auto& [i, j] : counts.seen()) {
      if (std::max(counts.followed(i, j, 1), counts.preceded(j, i, 1)) >= kAlways)
        m_always.insert(pairKey(i, j));
      int d = 1;
      while (d <= m_distance &&
             (counts.followed(i, j, d) <= evidence.tau || counts.preceded(j, i, d) <= evidence.tau))
        ++d;
      if (d <= m_distance && moreThanChance(counts, i, j, d)) tie(i, j, d);
    }
  }

  void sessionBounds() {
    tsl::robin_map<LogKey, double> starts;
    tsl::robin_map<LogKey, double> ends;
    double whole = 0;
    std::size_t entry = 0;
    for (std::size_t session = 0; session < m_sessions.size(); ++session) {
      const auto keys = own(session, entry);
      entry += m_sessions[session].size();
      for (std::size_t at = 0; at < keys.size(); ++at)
        if (at == 0 || keys[at] != keys[at - 1]) m_frequency[keys[at]] += m_weights[session];
      if (keys.empty() || m_sessions.kind(session) != sequence::SessionKind::Whole) continue;
      whole += m_weights[session];
      starts[keys.front()] += m_weights[session];
      ends[keys.back()] += m_weights[session];
    }
    for (const auto& [key, count] : starts)
      if (count >= kShareOfSessions * whole) m_starts.learn(key, 1);
    for (const auto& [key, count] : ends)
      if (count >= kShareOfSessions * whole) m_ends.learn(key, 1);
  }

  /// A session's keys without those of the background.
  std::vector<LogKey> own(std::size_t session, std::size_t entry) const {
    std::vector<LogKey> keys;
    for (const LogKey key : m_sessions[session])
      if (!m_isBackground[entry++]) keys.push_back(key);
    return keys;
  }

  /// Keys that start and end tasks come together with others by the order of tasks, so that they tie only
  /// what is always next to them.
  [[nodiscard]] bool tied(LogKey i, LogKey j, int distance) const {
    if (m_starts.likely.contains(j) || m_ends.likely.contains(i))
      return distance == 1 && m_always.contains(pairKey(i, j));
    const auto found = m_ties.find(pairKey(i, j));
    return found != m_ties.end() && found->second >= distance;
  }

  Status cutOnce(const std::stop_token& stop) {
    m_before.assign(m_isBackground.size(), 0);
    m_runStarts.clear();
    m_runEnds.clear();
    std::size_t entry = 0;
    for (std::size_t session = 0; session < m_sessions.size(); ++session) {
      const auto keys = own(session, entry);
      FAULTLINE_TRY(cutSession(keys, m_weights[session], stop));
      std::size_t at = 0;
      for (std::size_t i = 0; i < m_sessions[session].size(); ++i, ++entry)
        if (!m_isBackground[entry]) m_before[entry] = m_flags[at++];
    }
    return {};
  }

  Status cutSession(std::span<const LogKey> keys, std::uint32_t weight, const std::stop_token& stop) {
    m_flags.assign(keys.size(), 1);
    std::size_t glued = 0;  // up to here runs go on
    for (std::size_t at = 0; at < keys.size(); ++at) {
      if (at % 65536 == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
      if (at > 0) m_flags[at] = cutsHere(keys[at - 1], keys[at], at <= glued);
      const std::size_t most = std::min(keys.size() - 1, at + static_cast<std::size_t>(m_distance));
      for (std::size_t other = most; other > std::max(at, glued); --other)
        if (tied(keys[at], keys[other], static_cast<int>(other - at))) glued = other;
    }
    for (std::size_t at = 0; at < keys.size(); ++at) {
      if (m_flags[at] != 0) m_runStarts[keys[at]] += weight;
      if (at + 1 == keys.size() || m_flags[at + 1] != 0) m_runEnds[keys[at]] += weight;
    }
    return {};
  }

  /// Nothing ends between keys of which neither is known to end or to start anything: in shared keys tasks
  /// cross without any end.
  [[nodiscard]] bool cutsHere(LogKey last, LogKey next, bool glued) const {
    if (last == next) return false;
    // Two keys that start tasks, next to each other, are one start; so for ends.
    const bool afterEnd = m_ends.likely.contains(last) && !m_ends.likely.contains(next);
    const bool beforeStart = m_starts.likely.contains(next) && !m_starts.likely.contains(last);
    if (afterEnd && beforeStart) return true;
    return !glued &&
           ((afterEnd && m_ends.sure.contains(last)) || (beforeStart && m_starts.sure.contains(next)));
  }

  /// Whether there are new ones.
  bool learnBounds() {
    const std::size_t before = m_starts.size() + m_ends.size();
    for (const auto& [key, count] : m_runStarts) m_starts.learn(key, count / m_frequency[key]);
    for (const auto& [key, count] : m_runEnds) m_ends.learn(key, count / m_frequency[key]);
    return m_starts.size() + m_ends.size() > before;
  }

  const sequence::SessionSet& m_sessions;
  std::span<const std::uint32_t> m_weights;
  int m_distance;
  std::vector<bool> m_isBackground;
  tsl::robin_map<std::uint64_t, int, PairHash>
      m_ties;  ///< Pairs of keys that come together, up to which distance.
  tsl::robin_set<std::uint64_t, PairHash> m_always;  ///< Pairs of keys next to each other.
  tsl::robin_map<LogKey, double> m_frequency;        ///< Entries next to each other are one.
  tsl::robin_map<LogKey, double> m_runStarts;
  tsl::robin_map<LogKey, double> m_runEnds;
  Bounds m_starts;
  Bounds m_ends;
  std::vector<std::uint8_t> m_before;
  std::vector<std::uint8_t> m_flags;
};

}  // namespace

Result<std::vector<std::uint8_t>> cutByOrder(const sequence::SessionSet& sessions,
                                             std::span<const std::uint32_t> weights,
                                             std::span<const LogKey> background,
                                             const OrderEvidence& evidence, const std::stop_token& stop) {
  return OrderCutter(sessions, weights, background, evidence).cut(stop);
}

}  // namespace faultline::workflow
