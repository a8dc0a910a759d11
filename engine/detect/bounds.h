#pragma once

#include <array>
#include <cstdint>

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
/// stream. Unlabelled: each signal may suspect a hundredth of the data. Floors keep silent what is hardly odd
/// where the data are too few, or too regular, to say.
[[nodiscard]] std::array<SignalScales, 2> scalesFor(const Material& material, const UnitScores& scores,
                                                    TrainMode mode);

/// Leaves out the units that some signal speaks about; returns how many.
std::uint64_t leaveOutSuspects(const UnitScores& scores, const std::array<SignalScales, 2>& scales,
                               Material& material);

}  // namespace faultline::detect
