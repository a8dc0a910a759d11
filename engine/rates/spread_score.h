#pragma once

namespace faultline::rates {

/// How strange `count` lines are where `mean` are expected and the variance is `spread` (above 1) times the
/// mean: -log10 of the negative binomial's tail, bounded from above by a geometric series; 0 up to the mean.
[[nodiscard]] double spreadScore(double count, double mean, double spread);

}  // namespace faultline::rates
