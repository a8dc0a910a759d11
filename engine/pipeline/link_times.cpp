#include "engine/pipeline/link_times.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace faultline::pipeline {

using sequence::LogKey;

namespace {

constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::array<std::int64_t, 5> kWindows = {100 * kMillisecond, 300 * kMillisecond, 1000 * kMillisecond,
                                                  3000 * kMillisecond, 10'000 * kMillisecond};
/// The same question is asked so much earlier and later, to know how often chance says yes.
constexpr std::array<std::int64_t, 4> kElsewhere = {-41'000 * kMillisecond, -23'000 * kMillisecond,
                                                    29'000 * kMillisecond, 47'000 * kMillisecond};
/// Of the lines of one kind, so many must come where the sessions' key comes,
constexpr double kMostly = 0.8;
/// at least so much more often than elsewhere,
constexpr double kTimesChance = 2;
/// and by so many standard deviations.
constexpr double kSure = 6;
/// Rules whose shares differ by no more are as good as one another.
constexpr double kAboutAsGood = 0.1;
/// Fewer lines of one kind say nothing.
constexpr std::size_t kLeastUnits = 10;
/// A log key whose lines are of more kinds is taken as one: its plain words are parameters.
constexpr std::size_t kMostKinds = 64;
constexpr std::size_t kMostSampled = 1000;
/// Events of sessions that are looked at around a line.
constexpr int kMostNear = 300;
constexpr int kMostRounds = 3;

enum class Way : std::uint8_t { After, Before };

/// An event of a session.
struct Anchor {
  std::int64_t time = 0;
  EventId id;
  std::int32_t session = 0;
  LogKey key = 0;
};

/// A group of orphans, known by its first line.
struct Unit {
  std::uint32_t orphan = 0;
  std::int64_t time = 0;
  EventId id;
};

/// What lines of a kind come after, or before.
struct Rule {
  Way way{};
  LogKey key = 0;
  std::int64_t window = 0;
  double gain = 0;    ///< How much more often than elsewhere, as a share.
  double spread = 0;  ///< Of the distances' logarithms: what is tight tells sessions apart.
};

/// All events of sessions by time.
class Anchors {
 public:
  void add(const LinkEvent& event, std::int32_t session) {
    m_all.push_back({event.time, event.id, session, event.key});
  }
  void sort() {
    std::ranges::sort(m_all, {}, [](const Anchor& one) { return std::tuple(one.time, one.id); });
  }

  /// Calls `visit` with the anchors up to `window` away, the nearest first, until it returns false.
  template <class Visit>
  void near(Way way, std::int64_t time, EventId id, std::int64_t window, Visit visit) const {
    const auto from = std::ranges::lower_bound(
        m_all, std::tuple(time, id), {}, [](const Anchor& one) { return std::tuple(one.time, one.id); });
    auto at = static_cast<std::ptrdiff_t>(from - m_all.begin());
    for (int seen = 0; seen < kMostNear; ++seen) {
      if (way == Way::After) {
        if (--at < 0) return;
      } else if (seen != 0) {
        ++at;
      }
      if (at >= static_cast<std::ptrdiff_t>(m_all.size())) return;
      const Anchor& anchor = m_all[static_cast<std::size_t>(at)];
      const std::int64_t distance = std::abs(anchor.time - time);
      if (distance > window || !visit(anchor, distance, static_cast<std::uint32_t>(at))) return;
    }
  }

 private:
  std::vector<Anchor> m_all;
};

/// How often each key of sessions is near, by window.
class Nearness {
 public:
  void ask(const Anchors& anchors, Way way, std::int64_t time, EventId id) {
    m_seen.clear();
    anchors.near(way, time, id, kWindows.back(), [&](const Anchor& anchor, std::int64_t distance, auto) {
      if (m_seen.insert(anchor.key).second) {
        auto& counts = m_counts[anchor.key];
        for (std::size_t w = 0; w < kWindows.size(); ++w) counts[w] += distance <= kWindows[w] ? 1 : 0;
      }
      return true;
    });
    ++m_asked;
  }
  [[nodiscard]] double share(LogKey key, std::size_t window) const {
    const auto found = m_counts.find(key);
    return found == m_counts.end() || m_asked == 0
               ? 0
               : static_cast<double>(found->second[window]) / static_cast<double>(m_asked);
  }
  [[nodiscard]] const auto& counts() const { return m_counts; }

 private:
  std::map<LogKey, std::array<std::uint32_t, kWindows.size()>> m_counts;
  std::unordered_set<LogKey> m_seen;
  std::uint64_t m_asked = 0;
};

bool isBeyondChance(double share, double chance, std::size_t asked) {
  const auto n = static_cast<double>(asked);
  const double deviation = std::sqrt((chance * (1 - chance) + 1 / n) / n);
  return share >= kMostly && share >= kTimesChance * chance && share - chance >= kSure * deviation;
}

/// Where a unit may belong.
struct Choice {
  std::int32_t session = 0;
  std::uint32_t anchor = 0;
  std::int64_t distance = 0;
};

std::vector<Choice> choicesOf(const Unit& unit, const Rule& rule, const Anchors& anchors) {
  std::vector<Choice> choices;
  const auto take = [&](std::int64_t window) {
    anchors.near(rule.way, unit.time, unit.id, window,
                 [&](const Anchor& anchor, std::int64_t distance, std::uint32_t place) {
                   const bool isKnown =
                       std::ranges::find(choices, anchor.session, &Choice::session) != choices.end();
                   if (anchor.key == rule.key && !isKnown)
                     choices.push_back({anchor.session, place, distance});
                   return true;
                 });
  };
  take(rule.window);
  // A straggler.
  if (choices.empty()) take(2 * rule.window);
  return choices;
}

/// How far the distances of units with one choice alone spread, as the standard deviation of their
/// logarithms.
double spreadOf(const std::vector<Unit>& units, std::size_t stride, const Rule& rule,
                const Anchors& anchors) {
  double sum = 0;
  double squares = 0;
  double count = 0;
  for (std::size_t i = 0; i < units.size(); i += stride) {
    const std::vector<Choice> choices = choicesOf(units[i], rule, anchors);
    if (choices.size() != 1) continue;
    const double distance = std::log(static_cast<double>(std::max(choices.front().distance, kMillisecond)));
    sum += distance;
    squares += distance * distance;
    ++count;
  }
  if (count == 0) return std::numeric_limits<double>::infinity();
  const double mean = sum / count;
  return std::sqrt(std::max(0.0, squares / count - mean * mean));
}

/// All that lines of one kind come after, or before, beyond chance.
std::vector<Rule> rulesFor(const std::vector<Unit>& units, std::size_t stride, const Anchors& anchors) {
  std::vector<Rule> rules;
  for (const Way way : {Way::After, Way::Before}) {
    Nearness here;
    Nearness elsewhere;
    std::size_t asked = 0;
    for (std::size_t i = 0; i < units.size(); i += stride, ++asked) {
      here.ask(anchors, way, units[i].time, units[i].id);
      for (const std::int64_t shift : kElsewhere)
        elsewhere.ask(anchors, way, units[i].time + shift, units[i].id);
    }
    for (const auto& [key, counts] : here.counts()) {
      for (std::size_t w = 0; w < kWindows.size(); ++w) {
        const double share = here.share(key, w);
        const double chance = elsewhere.share(key, w);
        if (isBeyondChance(share, chance, asked)) rules.push_back({way, key, kWindows[w], share - chance, 0});
      }
    }
  }
  return rules;
}

/// The rule that tells best, and of those about as good the tightest; none when the lines come at any time.
std::optional<Rule> ruleFor(const std::vector<Unit>& units, const Anchors& anchors) {
  if (units.size() < kLeastUnits) return std::nullopt;
  const std::size_t stride = (units.size() + kMostSampled - 1) / kMostSampled;
  std::vector<Rule> rules = rulesFor(units, stride, anchors);
  if (rules.empty()) return std::nullopt;
  const double most = std::ranges::max(rules, {}, &Rule::gain).gain;
  std::erase_if(rules, [&](const Rule& rule) { return rule.gain < most - kAboutAsGood; });
  for (Rule& rule : rules) rule.spread = spreadOf(units, stride, rule, anchors);
  return std::ranges::min(rules, {}, &Rule::spread);
}

/// How usual distances are, learnt from units that have one choice alone.
class Distances {
 public:
  void add(std::int64_t distance) { ++m_counts[bin(distance)]; }
  [[nodiscard]] double weight(std::int64_t distance) const {
    const std::size_t at = bin(distance);
    double sum = 0.1;
    for (std::size_t i = at == 0 ? 0 : at - 1; i <= std::min(at + 1, m_counts.size() - 1); ++i)
      sum += i == at ? 2.0 * m_counts[i] : m_counts[i];
    // Bins are of one length in the logarithm; what counts is how dense they are in time.
    return sum / static_cast<double>(std::max<std::int64_t>(distance, kMillisecond));
  }

 private:
  static constexpr double kBinsADecade = 12;
  static std::size_t bin(std::int64_t distance) {
    const double ms = std::max(1.0, static_cast<double>(distance) / kMillisecond);
    return std::min<std::size_t>(static_cast<std::size_t>(kBinsADecade * std::log10(ms)), 63);
  }
  std::array<double, 64> m_counts{};
};

/// Gives each unit its session.
class Giving {
 public:
  Giving(const std::vector<Unit>& units, const Rule& rule, const Anchors& anchors) {
    for (const Unit& unit : units) m_choices.push_back(choicesOf(unit, rule, anchors));
    std::size_t unique = 0;
    std::unordered_set<std::uint32_t> places;
    for (const auto& choices : m_choices) {
      if (choices.size() != 1) continue;
      ++unique;
      places.insert(choices.front().anchor);
      m_distances.add(choices.front().distance);
    }
    constexpr double kOneEach = 1.1;
    m_oneEach = static_cast<double>(unique) <= kOneEach * static_cast<double>(places.size());
    for (const auto& choices : m_choices) {
      if (m_oneEach && choices.size() == 1) m_taken.insert(choices.front().anchor);
    }
  }

  std::int32_t sessionOf(std::size_t unit) {
    const std::vector<Choice>& choices = m_choices[unit];
    const Choice* best = nullptr;
    double most = 0;
    for (const Choice& choice : choices) {
      const bool isTaken = m_oneEach && choices.size() > 1 && m_taken.contains(choice.anchor);
      constexpr double kTaken = 1e-6;
      const double weight = m_distances.weight(choice.distance) * (isTaken ? kTaken : 1);
      if (best != nullptr && weight <= most) continue;
      best = &choice;
      most = weight;
    }
    if (best == nullptr) return 0;
    if (m_oneEach) m_taken.insert(best->anchor);
    return best->session;
  }

 private:
  std::vector<std::vector<Choice>> m_choices;
  Distances m_distances;
  bool m_oneEach = false;  ///< An anchor has one unit of this kind.
  std::unordered_set<std::uint32_t> m_taken;
};

using Kinds = std::map<std::uint64_t, std::vector<Unit>>;

/// The groups that have no session, by the kind of their first line.
Kinds kindsOf(const LinkLines& lines, const std::vector<std::uint32_t>& groups,
              const std::vector<std::int32_t>& sessions) {
  std::unordered_map<LogKey, std::unordered_set<std::uint64_t>> ofKey;
  for (const LinkEvent& orphan : lines.orphans) {
    auto& kinds = ofKey[orphan.key];
    if (kinds.size() <= kMostKinds) kinds.insert(orphan.kind);
  }
  Kinds kinds;
  for (std::uint32_t i = 0; i < groups.size(); ++i) {
    if (groups[i] != i || sessions[i] != 0) continue;
    const LinkEvent& orphan = lines.orphans[i];
    const bool isOne = ofKey[orphan.key].size() > kMostKinds;
    kinds[isOne ? static_cast<std::uint64_t>(orphan.key) : orphan.kind].push_back(
        {i, orphan.time, orphan.id});
  }
  for (auto& [kind, units] : kinds) std::ranges::sort(units, {}, &Unit::time);
  return kinds;
}

}  // namespace

Status linkByTimes(const LinkLines& lines, const std::vector<std::uint32_t>& groups,
                   std::vector<std::int32_t>& sessions, const std::stop_token& stop) {
  if (!lines.hasTimes) return {};
  for (int round = 0; round < kMostRounds; ++round) {
    Anchors anchors;
    for (const LinkEvent& event : lines.owned) anchors.add(event, event.session);
    for (std::size_t i = 0; i < sessions.size(); ++i) {
      if (sessions[i] != 0) anchors.add(lines.orphans[i], sessions[i]);
    }
    anchors.sort();
    bool any = false;
    for (const auto& [kind, units] : kindsOf(lines, groups, sessions)) {
      if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
      const auto rule = ruleFor(units, anchors);
      if (!rule) continue;
      Giving giving(units, *rule, anchors);
      for (std::size_t i = 0; i < units.size(); ++i) {
        sessions[units[i].orphan] = giving.sessionOf(i);
        any = any || sessions[units[i].orphan] != 0;
      }
    }
    if (!any) break;
    for (std::size_t i = 0; i < sessions.size(); ++i) {
      if (sessions[i] == 0) sessions[i] = sessions[groups[i]];
    }
  }
  return {};
}

}  // namespace faultline::pipeline
