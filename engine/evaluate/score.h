#pragma once

#include <cstdint>
#include <vector>

namespace faultline::evaluate {

/// Sessions by truth and by verdict; positive is abnormal.
struct Confusion {
  std::uint64_t truePositives = 0;
  std::uint64_t falsePositives = 0;
  std::uint64_t falseNegatives = 0;
  std::uint64_t trueNegatives = 0;
};

/// Counts flags (0 or 1 a session) of normal and of abnormal sessions.
[[nodiscard]] Confusion countFlags(const std::vector<std::uint8_t>& normal,
                                   const std::vector<std::uint8_t>& abnormal);

/// A number's bounds.
struct Interval {
  double low = 0;
  double high = 0;
};

/// The means of a Poisson variable under which a count as low, or as high, as `count` has a chance of 2.5 %:
/// the exact 95 % interval (Garwood, 1936). 5 stands for 1.62 to 11.67.
[[nodiscard]] Interval poissonInterval(std::uint64_t count);

struct Score {
  double precision = 0;
  double recall = 0;
  double f1 = 0;
  Interval f1Interval;  ///< 95 %, from the interval of the false positives alone.
};

/// Each false positive counts `normalWeight` times: 99.1 where the normal sessions are a sample of 1 in 99.1.
/// A figure whose denominator is 0 is 0.
[[nodiscard]] Score scoreOf(const Confusion& confusion, double normalWeight);

}  // namespace faultline::evaluate
