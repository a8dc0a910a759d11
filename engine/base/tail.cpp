#include "engine/base/tail.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace faultline {

namespace {

constexpr double kLeastChance = 1e-300;
constexpr std::array<std::size_t, 4> kExcesses{5, 10, 20, 50};  // k

/// How much rarer `score` is than the highest one seen, by the k highest over the next one.
double further(std::span<const double> top, std::size_t k, double score) {
  const double threshold = top[k];
  double sum = 0;
  int excesses = 0;
  for (const double one : top.first(k)) {
    if (!(one > threshold)) break;
    sum += one - threshold;
    ++excesses;
  }
  if (excesses == 0 || !std::isfinite(sum)) return 1;
  const double seen = sum + (top.front() - threshold);
  return std::pow(seen / (sum + (score - threshold)), excesses);
}

}  // namespace

double tailChance(std::span<const double> top, std::uint64_t units, double score) {
  const double count = static_cast<double>(units) + 1;
  if (units == 0 || top.empty()) return 1;
  if (std::isnan(score)) return 1 / count;
  const auto past = std::upper_bound(top.begin(), top.end(), score, std::greater<>());
  const auto asStrange = static_cast<double>(past - top.begin());
  if (asStrange > 0) return (asStrange + 1) / count;
  if (!std::isfinite(score) || !std::isfinite(top.front())) return 1 / count;
  double ratio = 0;
  for (const std::size_t k : kExcesses) {
    // A threshold must leave most of the units below it to be a high one.
    if (k < top.size() && k * 10 <= units) ratio = std::max(ratio, further(top, k, score));
  }
  return std::max(kLeastChance, (ratio == 0 ? 1 : ratio) / count);
}

}  // namespace faultline
