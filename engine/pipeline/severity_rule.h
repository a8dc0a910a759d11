#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/severity.h"
#include "engine/pipeline/run_writer.h"

namespace faultline::pipeline {

/// Sets `p` and `expected` of something that one normal unit shows with chance `chance` (0 to 1), in a log of
/// so many units: whole sessions for what is about a session, entries, vectors or bins elsewhere. `p` is in
/// (0, 1]; the number of such things in normal data is taken to be Poisson's.
void setChance(store::FindingRow& finding, double chance, std::uint64_t units);

/// How often a normal log of that length would show something as strange: the mean that belongs to `p`.
/// Beyond some thirty times `p` can no longer tell, and the answer is thirty.
[[nodiscard]] double timesExpected(double p);

/// By how many times a normal log would show it for each time that this one does: under 0.01 Critical, under
/// 0.1 Major, under 1 Minor, up to 10 Warning, beyond Info.
[[nodiscard]] Severity severityOf(double expected, std::uint64_t shown = 1);

/// Sets each finding's severity from `expected` and from how many of its kind and code, in groups of their
/// own, are as strange: what a normal log shows eight times and this one a thousand times is not chance.
void rateSeverities(std::vector<FindingGroup>& groups);

/// E.g. `A normal log of this length would show something like this 0.02 times.`
[[nodiscard]] std::string expectedSentence(double p);

}  // namespace faultline::pipeline
