#pragma once

#include <cstdint>
#include <span>

namespace faultline {

/// Chance that a new normal unit scores `score` or more, in (0, 1]. `top`: the highest scores of `units`
/// normal ones that were held out, descending; all of them, or at least some hundred. NaN counts as the
/// strangest.
///
/// Up to the highest one seen: (r + 1) / (n + 1), where r of n scored as much or more (North et al., 2002).
/// Beyond, where that can fall no further, the tail goes on as the excesses over a high threshold do: an
/// exponential one, whose mean is known from k excesses alone, so that its predictive distribution is a
/// generalised Pareto one of shape 1 / k; of several k the most cautious counts. Where the scores say nothing
/// of a tail it stays at 1 / (n + 1).
[[nodiscard]] double tailChance(std::span<const double> top, std::uint64_t units, double score);

}  // namespace faultline
