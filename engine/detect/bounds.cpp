#include "engine/detect/bounds.h"

#include <utility>
#include <vector>

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

std::vector<double> ofKind(const std::vector<float>& scores, const Material& material, SessionKind kind) {
  std::vector<double> own;
  for (std::size_t unit = 0; unit < scores.size(); ++unit) {
    if (material.units().kind(unit) == kind) own.push_back(scores[unit]);
  }
  return own;
}

}  // namespace

std::array<SignalScales, 2> scalesFor(const Material& material, const UnitScores& scores, TrainMode mode) {
  std::array<SignalScales, 2> scales;
  for (const SessionKind kind : {SessionKind::Whole, SessionKind::Stream}) {
    const auto scale = [&](const std::vector<float>& all, const Budget& budget) {
      std::vector<double> own = ofKind(all, material, kind);
      const double bound = boundFor(own, budget);
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
