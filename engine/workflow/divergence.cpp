#include "engine/workflow/divergence.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace faultline::workflow {

namespace {

// Less probable keys are faults, or what a model of many keys spreads over those that do not fit.
constexpr float kLikely = 0.03F;
// Keys followed when looking ahead: those that are not the exception.
constexpr float kFollowed = 0.1F;
// "Very few log keys (e.g., 3)": how long a way may be that belongs to the task it leaves.
constexpr std::size_t kFewKeys = 3;
// How many keys of other threads may come before a thread's own.
constexpr std::size_t kReach = 4;
// More ways are not told apart.
constexpr std::size_t kMostWays = 16;
// Keys that are as likely as this again, both of them, can be chosen again.
constexpr double kAgainLikely = 0.15;
// Looking ahead goes to so many contexts at most.
constexpr std::size_t kMostAhead = 64;
// Two predictions are the same when so much of their probability is.
constexpr double kSameShare = 0.5;
// A choice is there again where so much of the probability is of its keys.
constexpr double kAgainShare = 0.3;
// A detour leads back to where so much of what else was likely is likely again.
constexpr double kBackShare = 0.7;

struct Ahead {
  Context context;
  std::size_t keys;  ///< Since the divergence.
  bool again;        ///< On the way the ways were there to be taken again.
};

/// Where keys lead to.
class Paths {
 public:
  Paths(const ContextTable& contexts, const Predictions& predictions)
      : m_contexts(contexts), m_ofContext(predictions.ofContext) {
    for (std::uint32_t i = 0; i < contexts.steps().size(); ++i) {
      const ContextTable::Step& step = contexts.steps()[i];
      const auto [found, isNew] = m_most.try_emplace({m_ofContext[step.from], step.key}, i);
      if (!isNew && step.count > contexts.steps()[found->second].count) found->second = i;
    }
  }

  /// In exactly this context; kNoContext: it never came there.
  [[nodiscard]] Context exactlyAfter(Context context, LogKey key) const {
    return m_contexts.after(context, key);
  }
  /// A key that never came in this context leads to where it does from the others of the same prediction,
  /// most of the time.
  [[nodiscard]] Context after(Context context, LogKey key) const {
    const Context exact = exactlyAfter(context, key);
    if (exact != kNoContext) return exact;
    const auto found = m_most.find({m_ofContext[context], key});
    return found == m_most.end() ? kNoContext : m_contexts.steps()[found->second].to;
  }

 private:
  const ContextTable& m_contexts;
  std::span<const std::uint32_t> m_ofContext;
  std::map<std::pair<std::uint32_t, LogKey>, std::uint32_t> m_most;
};

/// Tells the likely next keys of one context apart.
class Ways {
 public:
  Ways(const Paths& paths, const Predictions& predictions, Context at)
      : m_paths(paths), m_predictions(predictions), m_at(at) {
    for (const NextKey& next : predictions[at].keys) {
      if (next.probability < kLikely) break;
      if (next.key == sequence::kSessionEnd || paths.after(at, next.key) != kNoContext)
        m_keys.push_back(next);
    }
    m_group.resize(m_keys.size());
    std::iota(m_group.begin(), m_group.end(), 0U);
  }

  Divergence judge() {
    Divergence divergence;
    if (m_keys.size() < 2) return divergence;
    if (m_keys.size() > kMostWays) return newTasks(std::vector<bool>(m_keys.size()));
    for (const NextKey& next : m_keys) m_ahead.push_back(lookAhead(next.key));
    divergence.kind = DivergenceKind::Branch;
    if (joinConcurrent()) divergence.kind = DivergenceKind::Concurrency;
    const std::vector<bool> detours = findDetours();
    if (std::ranges::count(detours, true) > 0 && divergence.kind == DivergenceKind::Branch)
      divergence.kind = DivergenceKind::Detour;
    joinBranches(detours);
    std::vector<std::size_t> groups;
    for (std::size_t i = 0; i < m_keys.size(); ++i) {
      if (!detours[i]) groups.push_back(groupOf(i));
    }
    std::ranges::sort(groups);
    if (groups.empty() || groups.front() == groups.back()) return divergence;
    return newTasks(detours);
  }

 private:
  [[nodiscard]] Divergence newTasks(const std::vector<bool>& detours) const {
    Divergence divergence{DivergenceKind::NewTask, {}};
    for (std::size_t i = 0; i < m_keys.size(); ++i) {
      if (!detours[i] && m_keys[i].key != sequence::kSessionEnd) divergence.starts.push_back(m_keys[i].key);
    }
    std::ranges::sort(divergence.starts);
    return divergence;
  }

  [[nodiscard]] bool isLikely(Context context, LogKey key) const {
    return m_predictions[context].probabilityOf(key) >= kLikely;
  }

  /// The contexts that `key` leads to within kReach keys more, the nearest first.
  [[nodiscard]] std::vector<Ahead> lookAhead(LogKey key) const {
    std::vector<Ahead> ahead;
    if (key == sequence::kSessionEnd) return ahead;
    const Context first = m_paths.after(m_at, key);
    ahead.push_back({first, 1, choiceIsBack(first)});
    for (std::size_t i = 0; i < ahead.size() && ahead[i].keys <= kReach; ++i) {
      const Ahead from = ahead[i];
      for (const NextKey& next : m_predictions[from.context].keys) {
        if (next.probability < kFollowed || ahead.size() >= kMostAhead) break;
        // Exactly: what shares a prediction may have another past, and would lead back to where it was.
        const Context to = m_paths.exactlyAfter(from.context, next.key);
        if (to != kNoContext && std::ranges::find(ahead, to, &Ahead::context) == ahead.end())
          ahead.push_back({to, from.keys + 1, from.again || choiceIsBack(to)});
      }
    }
    return ahead;
  }

  [[nodiscard]] std::size_t groupOf(std::size_t i) const {
    while (m_group[i] != i) i = m_group[i];
    return i;
  }
  void join(std::size_t a, std::size_t b) {
    const std::size_t left = groupOf(a);
    const std::size_t right = groupOf(b);
    m_group[std::max(left, right)] = std::min(left, right);
  }

  [[nodiscard]] bool reaches(std::size_t from, LogKey key) const {
    return std::ranges::any_of(m_ahead[from], [&](const Ahead& ahead) {
      return ahead.keys <= kReach && isLikely(ahead.context, key);
    });
  }

  /// The same choice comes again: rounds of a loop, or tasks that follow each other in any order.
  [[nodiscard]] bool comesAgain(std::size_t a, std::size_t b) const {
    const auto again = [&](const Ahead& ahead) {
      const Prediction& there = m_predictions[ahead.context];
      return std::min(there.probabilityOf(m_keys[a].key), there.probabilityOf(m_keys[b].key)) >= kAgainLikely;
    };
    return std::ranges::any_of(m_ahead[a], again) || std::ranges::any_of(m_ahead[b], again);
  }

  /// Figure 4a: the likeliest keys come one after another, in either order, until all have come.
  bool joinConcurrent() {
    bool any = false;
    for (std::size_t a = 0; a < m_keys.size(); ++a) {
      for (std::size_t b = a + 1; b < m_keys.size(); ++b) {
        if (!reaches(a, m_keys[b].key) || !reaches(b, m_keys[a].key) || comesAgain(a, b)) continue;
        join(a, b);
        any = true;
      }
    }
    return any;
  }

  [[nodiscard]] bool sameNext(Context a, Context b) const {
    double same = 0;
    for (const NextKey& next : m_predictions[a].keys) {
      same += std::min(static_cast<double>(next.probability), m_predictions[b].probabilityOf(next.key));
    }
    return same >= kSameShare;
  }

  /// After `key` it goes on from `back` as from here.
  [[nodiscard]] bool sameAfter(Context back, LogKey key) const {
    if (key == sequence::kSessionEnd) return true;
    const Context there = m_paths.after(back, key);
    return there != kNoContext && sameNext(there, m_paths.after(m_at, key));
  }

  /// Few keys after way `i` the other ways are there to be taken, and go on as they do from here.
  [[nodiscard]] bool isDetour(std::size_t i) const {
    return std::ranges::any_of(m_ahead[i], [&](const Ahead& ahead) {
      if (ahead.keys > kFewKeys) return false;
      double others = 0;
      double back = 0;
      for (std::size_t other = 0; other < m_keys.size(); ++other) {
        if (groupOf(other) == groupOf(i)) continue;
        const LogKey key = m_keys[other].key;
        others += static_cast<double>(m_keys[other].probability);
        if (isLikely(ahead.context, key) && sameAfter(ahead.context, key))
          back += static_cast<double>(m_keys[other].probability);
      }
      return others > 0 && back >= kBackShare * others;
    });
  }

  [[nodiscard]] std::vector<bool> findDetours() const {
    std::vector<bool> detours(m_keys.size());
    for (std::size_t i = 0; i < m_keys.size(); ++i) detours[i] = isDetour(i);
    // Nothing but detours is a free choice, made again and again.
    if (std::ranges::count(detours, false) == 0) detours.assign(m_keys.size(), false);
    return detours;
  }

  [[nodiscard]] bool choiceIsBack(Context context) const {
    double share = 0;
    for (const NextKey& next : m_keys) {
      if (next.key != sequence::kSessionEnd) share += m_predictions[context].probabilityOf(next.key);
    }
    return share >= kAgainShare;
  }

  /// From two contexts it goes on with the same keys, two of them so that a chance meeting does not count.
  [[nodiscard]] bool meet(Context a, Context b) const {
    if (a == b) return true;
    if (!sameNext(a, b)) return false;
    const LogKey next = m_predictions[a].keys.front().key;
    if (next == sequence::kSessionEnd) return true;
    const Context afterA = m_paths.after(a, next);
    const Context afterB = m_paths.after(b, next);
    return afterA != kNoContext && afterB != kNoContext && sameNext(afterA, afterB);
  }

  [[nodiscard]] bool meetSoon(std::size_t a, std::size_t b) const {
    return std::ranges::any_of(m_ahead[a], [&](const Ahead& left) {
      return left.keys <= kFewKeys && !left.again && std::ranges::any_of(m_ahead[b], [&](const Ahead& right) {
               return right.keys <= kFewKeys && !right.again && meet(left.context, right.context);
             });
    });
  }

  void joinBranches(const std::vector<bool>& detours) {
    for (std::size_t a = 0; a < m_keys.size(); ++a) {
      for (std::size_t b = a + 1; b < m_keys.size(); ++b) {
        if (!detours[a] && !detours[b] && groupOf(a) != groupOf(b) && meetSoon(a, b)) join(a, b);
      }
    }
  }

  const Paths& m_paths;
  const Predictions& m_predictions;
  Context m_at;
  std::vector<NextKey> m_keys;
  std::vector<std::vector<Ahead>> m_ahead;  // a way each
  std::vector<std::size_t> m_group;         // of ways that belong together; a forest
};

}  // namespace

Result<Divergences> findDivergences(const ContextTable& contexts, const Predictions& predictions,
                                    const std::stop_token& stop) {
  std::vector<Context> most(predictions.distinct.size(), kNoContext);
  for (Context context = 0; context < contexts.size(); ++context) {
    Context& so = most[predictions.ofContext[context]];
    if (so == kNoContext || contexts.count(context) > contexts.count(so)) so = context;
  }
  const Paths paths(contexts, predictions);
  Divergences divergences(most.size());
  for (std::size_t i = 0; i < most.size(); ++i) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    if (most[i] != kNoContext) divergences[i] = Ways(paths, predictions, most[i]).judge();
  }
  return divergences;
}

}  // namespace faultline::workflow
