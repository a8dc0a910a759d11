#include "engine/rates/spread_score.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace faultline::rates {

double spreadScore(double count, double mean, double spread) {
  if (!(count > mean) || !(mean > 0) || !(spread > 1)) return 0;
  const double further = 1 - 1 / spread;      // what each further line costs, in the end
  const double number = mean / (spread - 1);  // the distribution's r
  // P(X = count), then what follows: each term at most `ratio` times the one before.
  const double logAt = std::lgamma(count + number) - std::lgamma(number) - std::lgamma(count + 1) +
                       count * std::log(further) - number * std::log(spread);
  const double ratio = std::max(further, further * (count + number) / (count + 1));
  if (!(ratio < 1)) return 0;
  const double score = -(logAt - std::log1p(-ratio)) / std::numbers::ln10;
  return std::isfinite(score) ? std::max(0.0, score) : 0;
}

}  // namespace faultline::rates
