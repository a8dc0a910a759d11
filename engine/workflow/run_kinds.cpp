#include "engine/workflow/run_kinds.h"

#include <algorithm>
#include <numeric>

namespace faultline::workflow {

namespace {

// Runs that share this much of their keys are of one task whatever stands around them,
constexpr double kSameKeys = 0.8;
// those that share this much only where they stand in the same places,
constexpr double kSharedKeys = 0.45;
// which is so when this much of what comes before them, and of what comes after them, is the same.
constexpr double kSamePlaces = 0.5;
// Fewer runs tell nothing of the places.
constexpr double kLeastForPlaces = 5;
// More kinds are not compared with each other, nor more than so many groups in their places.
constexpr std::size_t kMostKinds = 400;
constexpr std::size_t kMostPlaced = 100;

struct Group {
  KeyProfile profile;
  double count = 0;
  std::vector<double> before;  ///< By group, the last one a session's start: how often that comes before.
  std::vector<double> after;
};

KeyProfile merged(const KeyProfile& a, double countA, const KeyProfile& b, double countB) {
  KeyProfile both;
  const double count = countA + countB;
  auto left = a.begin();
  auto right = b.begin();
  while (left != a.end() || right != b.end()) {
    const bool takeLeft = right == b.end() || (left != a.end() && left->first <= right->first);
    const bool takeRight = left == a.end() || (right != b.end() && right->first <= left->first);
    const LogKey key = takeLeft ? left->first : right->first;
    double runs = 0;
    if (takeLeft) runs += (left++)->second * countA;
    if (takeRight) runs += (right++)->second * countB;
    both.emplace_back(key, runs / count);
  }
  return both;
}

/// How much two distributions over groups have in common, 0 to 1; `a` and `b` themselves count as one group.
double overlap(const std::vector<double>& left, const std::vector<double>& right, std::size_t a,
               std::size_t b) {
  const double leftSum = std::accumulate(left.begin(), left.end(), 0.0);
  const double rightSum = std::accumulate(right.begin(), right.end(), 0.0);
  if (leftSum == 0 || rightSum == 0) return 1;
  double common = std::min((left[a] + left[b]) / leftSum, (right[a] + right[b]) / rightSum);
  for (std::size_t group = 0; group < left.size(); ++group)
    if (group != a && group != b) common += std::min(left[group] / leftSum, right[group] / rightSum);
  return common;
}

class Grouping {
 public:
  Grouping(const std::vector<RunKind>& kinds, const std::vector<KindSuccession>& successions)
      : m_of(kinds.size(), kNone) {
    std::vector<std::uint32_t> order(kinds.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, [&](auto a, auto b) { return kinds[a].count > kinds[b].count; });
    order.resize(std::min(order.size(), kMostKinds));
    m_groups.resize(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      m_of[order[i]] = static_cast<std::uint32_t>(i);
      m_groups[i] = {profileOf(kinds[order[i]]), kinds[order[i]].count, std::vector<double>(order.size() + 1),
                     std::vector<double>(order.size() + 1)};
    }
    const auto bound = static_cast<std::uint32_t>(kinds.size());
    for (const auto& [from, to, count] : successions) {
      const std::uint32_t left = from == bound ? static_cast<std::uint32_t>(order.size()) : m_of[from];
      const std::uint32_t right = to == bound ? static_cast<std::uint32_t>(order.size()) : m_of[to];
      if (left == kNone || right == kNone) continue;
      if (left < m_groups.size()) m_groups[left].after[right] += count;
      if (right < m_groups.size()) m_groups[right].before[left] += count;
    }
    compareAll();
  }

  Status join(double least, bool inSamePlaces, const std::stop_token& stop) {
    std::vector<std::size_t> alive;
    for (std::size_t i = 0; i < m_groups.size(); ++i)
      if (m_groups[i].count > 0) alive.push_back(i);
    if (inSamePlaces && alive.size() > kMostPlaced) {
      std::ranges::stable_sort(alive,
                               [this](auto a, auto b) { return m_groups[a].count > m_groups[b].count; });
      alive.resize(kMostPlaced);
      std::ranges::sort(alive);
    }
    while (true) {
      if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
      double best = least;
      std::pair<std::size_t, std::size_t> pair{0, 0};
      for (const std::size_t a : alive)
        for (const std::size_t b : alive) {
          if (b >= a || similar(a, b) < best || (similar(a, b) == best && pair.first != 0)) continue;
          if (inSamePlaces && !samePlaces(a, b)) continue;
          best = similar(a, b);
          pair = {a, b};
        }
      if (pair.first == 0) return {};
      join(pair.second, pair.first);
      std::erase(alive, pair.first);
    }
  }

  std::vector<std::uint32_t> groups() {
    std::vector<std::uint32_t> numbers(m_groups.size(), kNone);
    std::uint32_t next = 0;
    for (std::uint32_t& group : m_of) {
      if (group == kNone) continue;
      if (numbers[group] == kNone) numbers[group] = next++;
      group = numbers[group];
    }
    return std::move(m_of);
  }

 private:
  double& similar(std::size_t a, std::size_t b) { return m_similar[a * m_groups.size() + b]; }

  void compareAll() {
    m_similar.assign(m_groups.size() * m_groups.size(), 0);
    for (std::size_t a = 0; a < m_groups.size(); ++a) compare(a, a);
  }

  void compare(std::size_t a, std::size_t end) {
    for (std::size_t b = 0; b < end; ++b)
      if (b != a && m_groups[b].count > 0)
        similar(std::max(a, b), std::min(a, b)) = similarity(m_groups[a].profile, m_groups[b].profile);
  }

  [[nodiscard]] bool samePlaces(std::size_t a, std::size_t b) const {
    const Group& left = m_groups[a];
    const Group& right = m_groups[b];
    if (std::min(left.count, right.count) < kLeastForPlaces) return false;
    return overlap(left.before, right.before, a, b) >= kSamePlaces &&
           overlap(left.after, right.after, a, b) >= kSamePlaces;
  }

  /// `b` becomes part of `a`.
  void join(std::size_t a, std::size_t b) {
    Group& into = m_groups[a];
    Group& from = m_groups[b];
    into.profile = merged(into.profile, into.count, from.profile, from.count);
    into.count += from.count;
    for (std::size_t i = 0; i < into.before.size(); ++i) {
      into.before[i] += from.before[i];
      into.after[i] += from.after[i];
    }
    from = {};
    for (Group& group : m_groups) {
      if (group.count == 0) continue;
      group.before[a] += std::exchange(group.before[b], 0);
      group.after[a] += std::exchange(group.after[b], 0);
    }
    std::ranges::replace(m_of, static_cast<std::uint32_t>(b), static_cast<std::uint32_t>(a));
    compare(a, m_groups.size());
  }

  std::vector<std::uint32_t> m_of;
  std::vector<Group> m_groups;
  std::vector<double> m_similar;  ///< Lower triangle.
};

}  // namespace

KeyProfile profileOf(const RunKind& kind) {
  KeyProfile profile;
  for (const LogKey key : kind.keys) profile.emplace_back(key, 1.0);
  return profile;
}

double similarity(const KeyProfile& a, const KeyProfile& b) {
  double common = 0;
  double all = 0;
  auto left = a.begin();
  auto right = b.begin();
  while (left != a.end() || right != b.end()) {
    if (right == b.end() || (left != a.end() && left->first < right->first)) {
      all += (left++)->second;
    } else if (left == a.end() || right->first < left->first) {
      all += (right++)->second;
    } else {
      common += std::min(left->second, right->second);
      all += std::max((left++)->second, (right++)->second);
    }
  }
  return all == 0 ? 0 : common / all;
}

Result<std::vector<std::uint32_t>> groupKinds(const std::vector<RunKind>& kinds,
                                              const std::vector<KindSuccession>& successions,
                                              const std::stop_token& stop) {
  Grouping grouping(kinds, successions);
  FAULTLINE_TRY(grouping.join(kSameKeys, false, stop));
  FAULTLINE_TRY(grouping.join(kSharedKeys, true, stop));
  return grouping.groups();
}

}  // namespace faultline::workflow
