#include "engine/evaluate/score.h"

#include <algorithm>
#include <cmath>

namespace faultline::evaluate {

namespace {

constexpr double kTail = 0.025;

double ratio(double part, double whole) { return whole == 0 ? 0 : part / whole; }

double f1Of(const Confusion& confusion, double falsePositives) {
  const auto found = static_cast<double>(confusion.truePositives);
  return ratio(2 * found, 2 * found + falsePositives + static_cast<double>(confusion.falseNegatives));
}

/// Pr(X <= count) of a Poisson variable.
double atMost(std::uint64_t count, double mean) {
  if (mean <= 0) return 1;
  double sum = 0;
  for (std::uint64_t i = 0; i <= count; ++i) {
    const auto at = static_cast<double>(i);
    sum += std::exp(at * std::log(mean) - mean - std::lgamma(at + 1));
  }
  return std::min(sum, 1.0);
}

/// The mean for which Pr(X <= count) is `chance`; that falls as the mean grows.
double meanFor(std::uint64_t count, double chance) {
  double low = 0;
  double high = static_cast<double>(count) + 10 * std::sqrt(static_cast<double>(count) + 1) + 10;
  constexpr int kHalvings = 60;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (low + high) / 2;
    (atMost(count, middle) > chance ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

Confusion countFlags(const std::vector<std::uint8_t>& normal, const std::vector<std::uint8_t>& abnormal) {
  const auto raised = [](const std::vector<std::uint8_t>& flags) {
    return static_cast<std::uint64_t>(
        std::ranges::count_if(flags, [](std::uint8_t flag) { return flag != 0; }));
  };
  Confusion confusion;
  confusion.truePositives = raised(abnormal);
  confusion.falseNegatives = abnormal.size() - confusion.truePositives;
  confusion.falsePositives = raised(normal);
  confusion.trueNegatives = normal.size() - confusion.falsePositives;
  return confusion;
}

Interval poissonInterval(std::uint64_t count) {
  // At least `count` has a chance of 2.5 % where at most one less has 97.5 %.
  return {count == 0 ? 0 : meanFor(count - 1, 1 - kTail), meanFor(count, kTail)};
}

Score scoreOf(const Confusion& confusion, double normalWeight) {
  const auto found = static_cast<double>(confusion.truePositives);
  const double falsePositives = static_cast<double>(confusion.falsePositives) * normalWeight;
  const Interval interval = poissonInterval(confusion.falsePositives);
  Score score;
  score.precision = ratio(found, found + falsePositives);
  score.recall = ratio(found, found + static_cast<double>(confusion.falseNegatives));
  score.f1 = f1Of(confusion, falsePositives);
  score.f1Interval = {f1Of(confusion, interval.high * normalWeight),
                      f1Of(confusion, interval.low * normalWeight)};
  return score;
}

}  // namespace faultline::evaluate
