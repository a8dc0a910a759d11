#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "engine/base/ids.h"
#include "engine/rates/rate_detector.h"

namespace faultline::rates {

/// What was seen of a key in one slot of the rhythm.
struct SlotCount {
  std::uint64_t count = 0;
  MostLines most{};
};

/// What is usual of a key.
struct Profile {
  std::uint64_t count = 0;
  std::array<double, kWindows.size()> spread{};  ///< Variance over mean of the counts in windows, above 1.
  std::map<std::uint8_t, SlotCount> slots;       ///< Those with an event, or with something taught.
};

/// How the scores of normal windows of one length lie.
struct Calibration {
  std::vector<double> top;  ///< The highest ones, descending, see `tailChance`.
  std::uint64_t units = 0;  ///< Keys x windows; 0: windows of that length are not judged.
  double bound = 0;         ///< The score from which on a window is a burst.
};

/// Hours of a day, told apart by work days and weekends (of UTC) where enough of both were seen.
enum class Rhythm : std::uint8_t { None = 1, Day = 24, Week = 48 };

[[nodiscard]] std::uint8_t slotOf(Rhythm rhythm, std::int64_t bin);
/// The slot and the hours beside it: what comes at three may come a little before.
[[nodiscard]] std::array<std::uint8_t, 3> slotsAround(Rhythm rhythm, std::uint8_t slot);

/// Everything that `RateDetector` knows.
struct Model {
  Rhythm rhythm = Rhythm::None;
  std::vector<double> hours;                     ///< Seen of each slot.
  double factor = 1;                             ///< A burst is so many times what is usual at least.
  std::array<double, kWindows.size()> spread{};  ///< Of a key of which nothing is known.
  std::array<Calibration, kWindows.size()> windows;
  std::map<KeyId, Profile> keys;
};

/// Hours seen in all slots.
[[nodiscard]] double hoursOf(const Model& model);

/// A key's rate in one slot, lines an hour.
struct RateInput {
  double slotCount = 0;
  double slotHours = 0;
  double count = 0;  ///< In all slots.
  double hours = 0;
};
/// The slot's mean, drawn towards that of all hours as if one more hour had been like all others; a key not
/// seen at all has half a line in all that time.
[[nodiscard]] double rateOf(const RateInput& input);

/// The variance over the mean of counts, drawn towards `prior` as if some more lines had been so spread.
[[nodiscard]] double drawnSpread(double squares, double lines, double prior);

/// For a window of `hours` by a rate known from `seen` hours: what is not known of the rate widens it.
[[nodiscard]] double predictiveSpread(double spread, double hours, double seen);

}  // namespace faultline::rates
