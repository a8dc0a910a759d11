#include "engine/values/scale.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace faultline::values {

namespace {

constexpr double kMostNormalised = 1e4;
constexpr double kLogMustImproveBy = 2;
constexpr double kNoticeable = 0.1;  // of skewness squared and a quarter of the excess squared
constexpr double kRelevantShare = 0.01;
constexpr double kDeviationsOfMad = 1.4826;
constexpr double kFarOut = 6;
constexpr double kGap = 1.5;
constexpr std::size_t kOneApartIn = 20;
constexpr std::size_t kMostApart = 30;  // what comes more often is usual, if rare

double transformed(double value, bool isLog, double offset) {
  return isLog ? std::log(std::max(value + offset, 1e-12)) : value;
}

double medianOf(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

/// How far from a Gaussian's third and fourth moment: 0 for a Gaussian.
double unlikeGaussian(std::span<const double> values, bool isLog, double offset) {
  const auto count = static_cast<double>(values.size());
  double mean = 0;
  for (const double value : values) mean += transformed(value, isLog, offset) / count;
  double second = 0;
  double third = 0;
  double fourth = 0;
  for (const double value : values) {
    const double difference = transformed(value, isLog, offset) - mean;
    second += difference * difference / count;
    third += difference * difference * difference / count;
    fourth += difference * difference * difference * difference / count;
  }
  if (!(second > 0)) return 0;
  const double skewness = third / std::pow(second, 1.5);
  const double excess = fourth / (second * second) - 3;
  return skewness * skewness + excess * excess / 4;
}

/// 1 for whole numbers, 0.01 for those with two decimals, 0 for finer ones.
double resolutionOf(std::span<const double> values) {
  double step = 1;
  for (int decimals = 0; decimals <= 6; ++decimals, step /= 10) {
    const bool fits = std::ranges::all_of(values, [&](double value) {
      const double steps = value / step;
      return std::abs(steps - std::round(steps)) <= 1e-6 * std::max(1.0, std::abs(steps));
    });
    if (fits) return step;
  }
  return 0;
}

}  // namespace

double Scale::normalised(double value) const {
  const double result = (transformed(value, isLog, offset) - mean) / deviation;
  return std::clamp(result, -kMostNormalised, kMostNormalised);
}

double Scale::value(double normalised) const {
  const double result = normalised * deviation + mean;
  return isLog ? std::exp(std::min(result, 700.0)) - offset : result;
}

void Scale::save(ByteWriter& writer) const {
  writer.put(static_cast<std::uint8_t>(isLog));
  for (const double number : {offset, mean, deviation, noise}) writer.put(number);
}

std::optional<Scale> Scale::load(ByteReader& reader) {
  Scale scale;
  scale.isLog = reader.get<std::uint8_t>() != 0;
  for (double* number : {&scale.offset, &scale.mean, &scale.deviation, &scale.noise}) {
    *number = reader.get<double>();
    if (!std::isfinite(*number)) return std::nullopt;
  }
  if (!reader.ok() || !(scale.deviation > 0)) return std::nullopt;
  return scale;
}

Scale fitScale(std::span<const double> values, const ScaleRules& rules) {
  const auto count = static_cast<double>(values.size());
  Scale scale{rules.isLog, rules.offset, 0, 1, 0};
  for (const double value : values) scale.mean += transformed(value, rules.isLog, rules.offset) / count;
  double variance = 0;
  for (const double value : values) {
    const double difference = transformed(value, rules.isLog, rules.offset) - scale.mean;
    variance += difference * difference / count;
  }
  const double least = rules.leastDeviation * rules.leastDeviation;
  const double deviation = std::sqrt(variance + least);
  if (deviation > 0 && std::isfinite(deviation)) scale.deviation = deviation;
  scale.noise = rules.leastDeviation / scale.deviation;
  return scale;
}

ScaleRules rulesFor(std::span<const double> values) {
  const double resolution = resolutionOf(values);
  const double median = std::abs(medianOf({values.begin(), values.end()}));
  ScaleRules rules;
  rules.leastDeviation = std::max(resolution / 2, kRelevantShare * median);
  const double least = *std::ranges::min_element(values);
  if (least < 0) return rules;
  double offset = 0;
  if (least == 0) {
    for (const double value : values) {
      if (value > 0 && (offset == 0 || value < offset)) offset = value;
    }
    if (offset == 0) return rules;
  }
  const double asItStands = unlikeGaussian(values, false, 0);
  if (asItStands < kNoticeable || kLogMustImproveBy * unlikeGaussian(values, true, offset) >= asItStands)
    return rules;
  const double typical = std::max(median + offset, 1e-9);
  return {true, offset, std::max(resolution / 2 / typical, kRelevantShare)};
}

std::vector<bool> setApart(std::span<const double> values, const ScaleRules& rules) {
  std::vector<bool> apart(values.size());
  const std::size_t most = std::min(values.size() / kOneApartIn, kMostApart);
  if (most == 0) return apart;
  std::vector<double> distances;
  for (const double value : values) distances.push_back(transformed(value, rules.isLog, rules.offset));
  const double median = medianOf(distances);
  for (double& distance : distances) distance = std::abs(distance - median);
  const double deviation = kDeviationsOfMad * medianOf(distances);
  const double unit = std::hypot(deviation, rules.leastDeviation);
  if (!(unit > 0)) return apart;
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t row) { return distances[row]; });
  std::size_t cut = 0;
  double widest = kGap;
  for (std::size_t i = 1; i <= most; ++i) {
    const double outer = distances[order[i - 1]] / unit;
    if (outer < kFarOut) break;
    const double gap = outer / std::max(1.0, distances[order[i]] / unit);
    if (gap < widest) continue;
    widest = gap;
    cut = i;
  }
  for (std::size_t i = 0; i < cut; ++i) apart[order[i]] = true;
  return apart;
}

}  // namespace faultline::values
