#include "engine/detect/bounds.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>
#include <vector>

#include "engine/base/tail.h"

namespace faultline::detect {

namespace {

using sequence::SessionKind;

/// What each signal may cost, and its floor.
struct Budgets {
  Budget key;
  Budget order;
  Budget pair;
  Budget neighbours;
  Budget model;
  Budget counts;
};

constexpr double kSessionShare = 1.0 / 3000;
constexpr double kEntryShare = 1.0 / 10000;
constexpr double kHardlyOdd = 0.1;  // of a session's entries, more or fewer
constexpr double kSuspectShare = 1.0 / 100;

// What stands out of a period that was called normal: less believed than one in 100,000. Clean periods have
// some such units too, hardly one in 300; more of them are faults.
constexpr double kStandsOut = 5;
constexpr std::size_t kFewestDoubtful = 4;
constexpr double kDoubtfulShare = 1.0 / 200;

Budgets budgetsFor(TrainMode mode, SessionKind kind) {
  if (mode == TrainMode::Unlabelled) {
    // Two in any case: a short log has its oddities too. One in a thousand, by the signals' own account.
    constexpr std::uint64_t kLeast = 2;
    return {{kSuspectShare, kLeast, 0.0, kFewestPieces}, {kSuspectShare, kLeast, 3.0, kFewestPieces},
            {kSuspectShare, kLeast, 3.0, kFewestPieces}, {kSuspectShare, kLeast, 3.0, kFewestPieces},
            {kSuspectShare, kLeast, 3.0, kFewestPieces}, {kSuspectShare, kLeast, 0.2, kFewestPieces}};
  }
  // One unit may exceed the bounds of pairs and counts in any case: the strangest may be a fault that nobody
  // noticed, and alone decide how far apart counts have to be. The key model's scores have a long smooth
  // tail, in which one unit more or less moves the bound little.
  constexpr std::uint64_t kLeast = 1;
  const double share = kind == SessionKind::Whole ? kSessionShare : kEntryShare;
  return {{},
          {share, kLeast, 2.0, 0},
          {share, kLeast, 2.0, 0},
          {share, 0, 2.0, kFewestPieces},
          {share, 0, 3.0, kFewestPieces},
          {share, kLeast, kHardlyOdd, kFewestPieces}};
}

/// How much of its share so few units can vouch for: one unit in 3,000 may be told from none by 3,000 units.
double vouchedFor(const Budget& budget, std::size_t units) {
  return std::min(1.0, budget.share * static_cast<double>(units));
}

/// Scores of order, pairs and the key model are -log10 of an estimated chance. As long as the units are too
/// few to show how often a normal one scores high, the chance itself has to be as low as the share.
double cautiousFloor(const Budget& budget, std::size_t units) {
  const double unaided = std::max(budget.floor, -std::log10(budget.share));
  return unaided + (budget.floor - unaided) * vouchedFor(budget, units);
}

/// The distance that the share of units exceeds, by the tail of those held out; infinite when that cannot
/// say. How often a step repeats itself has a heavy tail, so it is that of the logarithms.
double distanceFor(std::vector<double> distances, double share) {
  for (double& distance : distances) distance = std::log(std::max(distance, kSameCounts));
  std::ranges::sort(distances, std::greater<>());
  double common = distances.front();
  if (common <= std::log(kSameCounts)) return 0;  // nobody stands apart
  const auto isRare = [&](double logarithm) {
    return tailChance(distances, distances.size(), logarithm) <= share;
  };
  double rare = 0;
  if (!isRare(rare)) return std::numeric_limits<double>::infinity();
  while (rare - common > 1e-6) {
    const double middle = (common + rare) / 2;
    (isRare(middle) ? rare : common) = middle;
  }
  return std::exp(rare);
}

/// Makes up for units too few to see one false alarm among them.
double widened(double bound, const Budget& budget, const std::vector<double>& scores, bool areDistances) {
  if (scores.empty() || vouchedFor(budget, scores.size()) >= 1) return bound;
  const double wide = areDistances ? distanceFor(scores, budget.share) : cautiousFloor(budget, scores.size());
  return std::max(bound, wide);
}

std::vector<double> ofKind(const std::vector<float>& scores, const Material& material, SessionKind kind) {
  std::vector<double> own;
  for (std::size_t unit = 0; unit < scores.size(); ++unit) {
    if (material.units().kind(unit) == kind && !material.isLeftOut(unit)) own.push_back(scores[unit]);
  }
  return own;
}

}  // namespace

std::array<SignalScales, 2> scalesFor(const Material& material, const UnitScores& scores, TrainMode mode) {
  std::array<SignalScales, 2> scales;
  for (const SessionKind kind : {SessionKind::Whole, SessionKind::Stream}) {
    const auto scale = [&](const std::vector<float>& all, const Budget& budget) {
      std::vector<double> own = ofKind(all, material, kind);
      double bound = boundFor(own, budget);
      if (mode == TrainMode::Normal && budget.share > 0)
        bound = widened(bound, budget, own, &all == &scores.counts);
      return Scale(std::move(own), bound);
    };
    const Budgets budgets = budgetsFor(mode, kind);
    scales[static_cast<std::size_t>(kind)] = {
        scale(scores.key, budgets.key),     scale(scores.order, budgets.order),
        scale(scores.pair, budgets.pair),   scale(scores.neighbours, budgets.neighbours),
        scale(scores.model, budgets.model), scale(scores.counts, budgets.counts)};
  }
  return scales;
}

std::vector<std::size_t> leaveOutDoubtful(const UnitScores& scores, Material& material) {
  std::vector<std::size_t> doubtful;
  for (std::size_t unit = 0; unit < material.units().size(); ++unit) {
    const float strangest =
        std::max({scores.order[unit], scores.pair[unit], scores.neighbours[unit], scores.model[unit]});
    if (strangest > kStandsOut) doubtful.push_back(unit);
  }
  const double share = static_cast<double>(doubtful.size()) / static_cast<double>(material.units().size());
  if (doubtful.size() < kFewestDoubtful || share < kDoubtfulShare) return {};
  for (const std::size_t unit : doubtful) material.leaveOut(unit);
  return doubtful;
}

std::vector<SignalBound> boundsOf(const Knowledge& knowledge) {
  std::vector<SignalBound> bounds;
  for (const SessionKind kind : {SessionKind::Whole, SessionKind::Stream}) {
    const SignalScales& scales = knowledge.scalesOf(kind);
    const Budgets budgets = budgetsFor(knowledge.settings.mode, kind);
    const auto add = [&](const char* signal, const Scale& scale, const Budget& budget, const char* unit) {
      if (scale.units() > 0)
        bounds.push_back({signal, kind, scale.bound(), unit, scale.units(), budget.share});
    };
    add("key", scales.key, budgets.key, "-log10 p");
    add("pair", scales.pair, budgets.pair, "-log10 p");
    add("model", scales.model, budgets.model, "-log10 p");
    if (kind == SessionKind::Stream) continue;
    add("order", scales.order, budgets.order, "-log10 p");
    add("neighbours", scales.neighbours, budgets.neighbours, "-log10 p");
    add("counts", scales.counts, budgets.counts, "distance");
  }
  return bounds;
}

std::uint64_t leaveOutSuspects(const UnitScores& scores, const std::array<SignalScales, 2>& scales,
                               Material& material) {
  const auto isSuspect = [&](std::size_t unit) {
    const SignalScales& own = scales[static_cast<std::size_t>(material.units().kind(unit))];
    return own.key.exceeds(scores.key[unit]) || own.order.exceeds(scores.order[unit]) ||
           own.pair.exceeds(scores.pair[unit]) || own.neighbours.exceeds(scores.neighbours[unit]) ||
           own.model.exceeds(scores.model[unit]) || own.counts.exceeds(scores.counts[unit]);
  };
  std::uint64_t suspects = 0;
  for (std::size_t unit = 0; unit < material.units().size(); ++unit) {
    if (!isSuspect(unit)) continue;
    material.leaveOut(unit);
    ++suspects;
  }
  return suspects;
}

}  // namespace faultline::detect
