#include <algorithm>
#include <cmath>
#include <map>

#include "engine/pipeline/workflow_causes.h"

namespace faultline::pipeline {

namespace {

/// What comes longer before is not looked at.
constexpr double kWindow = 600;
/// Of what comes together once, so much is believed: k / (k + this).
constexpr double kDoubt = 1.5;
/// Other sessions explain less than what the session itself shows.
constexpr double kElsewhere = 0.8;
constexpr double kFarthest = 0.3;  ///< Of the score, at the far end of the window.

/// Whether one of `times` (ascending) lies in the window before `moment`.
bool hasBefore(const std::vector<FindingMark>& marks, double moment, std::int64_t session) {
  auto at = std::ranges::lower_bound(marks, moment - kWindow, {}, &FindingMark::seconds);
  for (; at != marks.end() && at->seconds <= moment; ++at) {
    if (at->session != session) return true;
  }
  return false;
}

double scoreOf(const Companion& found, std::size_t others, double seconds) {
  const double chance = 1 - std::exp(-static_cast<double>(others) * kWindow / std::max(seconds, kWindow));
  const auto together = static_cast<double>(found.together);
  const double share = together / static_cast<double>(std::max<std::uint64_t>(found.of, 1));
  const double beyond = chance < 1 ? std::max((share - chance) / (1 - chance), 0.0) : 0;
  const double closeness = kFarthest + (1 - kFarthest) * std::exp(-found.secondsBefore / (kWindow / 4));
  return kElsewhere * beyond * together / (together + kDoubt) * closeness;
}

}  // namespace

std::vector<Companion> companionsOf(const FindingMark& asked, std::vector<FindingMark> marks,
                                    double seconds) {
  std::ranges::sort(marks, {}, [](const FindingMark& mark) { return std::pair(mark.seconds, mark.finding); });
  std::map<std::uint64_t, std::vector<FindingMark>> kinds;
  for (const FindingMark& mark : marks) kinds[mark.kind].push_back(mark);
  std::vector<Companion> found;
  for (const auto& [kind, others] : kinds) {
    const FindingMark* closest = nullptr;
    for (const FindingMark& other : others) {
      const double before = asked.seconds - other.seconds;
      if (other.session != asked.session && before >= 0 && before <= kWindow) closest = &other;
    }
    if (closest == nullptr) continue;
    Companion one;
    one.finding = closest->finding;
    one.secondsBefore = asked.seconds - closest->seconds;
    for (const FindingMark& like : kinds[asked.kind]) {
      ++one.of;
      if (hasBefore(others, like.seconds, like.session)) ++one.together;
    }
    one.score = scoreOf(one, others.size(), seconds);
    if (one.score > 0) found.push_back(one);
  }
  std::ranges::stable_sort(found, std::greater<>(), &Companion::score);
  return found;
}

}  // namespace faultline::pipeline
