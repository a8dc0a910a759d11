#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/detect/detector.h"
#include "engine/detect/held_out.h"
#include "engine/detect/knowledge.h"
#include "engine/detect/material.h"

namespace faultline::detect {

/// Pieces to hold out from; with fewer, the key model and the counts stay silent.
inline constexpr std::size_t kFewestPieces = 5;

/// The scales of both kinds of sequence, their bounds set for the mode.
///
/// Normal: each of five signals may cost one false alarm in 3,000 sessions, or in 10,000 entries of a
/// stream; where there are too few units to see that, bounds are as far out as the estimates of chances, and
/// the tails, say, so that little training data makes little noise. Unlabelled: each signal may suspect a
/// hundredth of the data. Floors keep silent what is hardly odd where the data are too few, or too regular,
/// to say.
[[nodiscard]] std::array<SignalScales, 2> scalesFor(const Material& material, const UnitScores& scores,
                                                    TrainMode mode);

/// Leaves out the units of a normal period that stand out far, where they are too many to be chance; returns
/// which.
std::vector<std::size_t> leaveOutDoubtful(const UnitScores& scores, Material& material);

/// The bounds in force, with where they come from.
[[nodiscard]] std::vector<SignalBound> boundsOf(const Knowledge& knowledge);

/// Leaves out the units that some signal speaks about; returns how many.
std::uint64_t leaveOutSuspects(const UnitScores& scores, const std::array<SignalScales, 2>& scales,
                               Material& material);

}  // namespace faultline::detect
