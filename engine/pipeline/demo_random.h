#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace faultline::pipeline {

/// The demo's dice: the same on every machine, which the standard library's distributions are not.
class DemoRandom {
 public:
  explicit DemoRandom(std::uint64_t seed) : m_engine(seed) {}

  /// In [0, 1).
  double share() { return static_cast<double>(m_engine() >> 11U) * 0x1p-53; }
  /// In [0, count).
  std::size_t below(std::size_t count) {
    return static_cast<std::size_t>(share() * static_cast<double>(count));
  }

  /// Log-normal, as durations are: half of them below the median.
  double around(double median, double spread) {
    constexpr double kTwoPi = 6.283185307179586;
    const double radius = std::sqrt(-2 * std::log(1 - share()));
    return median * std::exp(spread * radius * std::cos(kTwoPi * share()));
  }

  /// Which of several, by their chances.
  std::size_t pick(const std::vector<double>& chances) {
    double left = share();
    for (std::size_t i = 0; i < chances.size(); ++i) {
      left -= chances[i];
      if (left < 0) return i;
    }
    return chances.empty() ? 0 : chances.size() - 1;
  }

  std::string hex(std::size_t digits) {
    std::string text;
    for (std::size_t i = 0; i < digits; ++i) text.push_back("0123456789abcdef"[below(16)]);
    return text;
  }

  std::string uuid() { return hex(8) + "-" + hex(4) + "-4" + hex(3) + "-a" + hex(3) + "-" + hex(12); }

 private:
  std::mt19937_64 m_engine;
};

}  // namespace faultline::pipeline
