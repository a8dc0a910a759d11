#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/base/bytes.h"

namespace faultline::values {

/// How a column's values are made normal: mean 0 and deviation 1 on the training data (DeepLog, section 3.2),
/// of the logarithm where that is closer to a Gaussian.
struct Scale {
  bool isLog = false;
  double offset = 0;     ///< Added before the logarithm is taken.
  double mean = 0;       ///< Of the values, or of their logarithms.
  double deviation = 1;  ///< Likewise; never less than what the values' own resolution makes of it.
  double noise = 0;      ///< The part of the deviation that stands for the resolution, of 1.

  /// Finite, whatever the finite value.
  [[nodiscard]] double normalised(double value) const;
  /// The value that is normalised to this.
  [[nodiscard]] double value(double normalised) const;

  void save(ByteWriter& writer) const;
  static std::optional<Scale> load(ByteReader& reader);
};

/// What a scale is fitted with.
struct ScaleRules {
  bool isLog = false;
  double offset = 0;
  double leastDeviation = 0;  ///< Of the values, or of their logarithms.
};

/// Mean and deviation. `values`: finite, at least one.
[[nodiscard]] Scale fitScale(std::span<const double> values, const ScaleRules& rules);

/// The rules for a numeric column: logarithms when no value is negative and they halve what skewness and
/// kurtosis differ from a Gaussian's by (Jarque and Bera, 1980); nothing finer than the values' resolution or
/// a hundredth of their median.
[[nodiscard]] ScaleRules rulesFor(std::span<const double> values);

/// Marks the values that a gap sets apart from all others, at most one in twenty and thirty in all: they lie at
/// least six robust deviations (median absolute deviation) out, and half as far again as the next.
[[nodiscard]] std::vector<bool> setApart(std::span<const double> values, const ScaleRules& rules);

}  // namespace faultline::values
