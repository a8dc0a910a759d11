#include "engine/rates/model.h"

#include <algorithm>
#include <numeric>

namespace faultline::rates {

namespace {

constexpr std::int64_t kBinsPerHour = 3600 / kBin.count();
constexpr double kLikeOthers = 5;  // lines, see `drawnSpread`
constexpr double kLeastSpread = 1.05;

std::int64_t floored(std::int64_t value, std::int64_t by) {
  return value >= 0 ? value / by : -((-value + by - 1) / by);
}

}  // namespace

std::uint8_t slotOf(Rhythm rhythm, std::int64_t bin) {
  if (rhythm == Rhythm::None) return 0;
  const std::int64_t hour = floored(bin, kBinsPerHour);
  const std::int64_t day = floored(hour, 24);
  const auto slot = static_cast<std::uint8_t>(hour - day * 24);
  if (rhythm == Rhythm::Day) return slot;
  const std::int64_t weekday = ((day + 3) % 7 + 7) % 7;  // 0 is Monday; 1970 began on a Thursday
  return static_cast<std::uint8_t>(weekday >= 5 ? slot + 24 : slot);
}

std::array<std::uint8_t, 3> slotsAround(Rhythm rhythm, std::uint8_t slot) {
  if (rhythm == Rhythm::None) return {slot, slot, slot};
  const int base = slot / 24 * 24;
  const int hour = slot % 24;
  return {static_cast<std::uint8_t>(base + (hour + 23) % 24), slot,
          static_cast<std::uint8_t>(base + (hour + 1) % 24)};
}

double hoursOf(const Model& model) { return std::accumulate(model.hours.begin(), model.hours.end(), 0.0); }

double rateOf(const RateInput& input) {
  const double overall = std::max(input.count, 0.5) / std::max(input.hours, 1.0 / 60);
  return (input.slotCount + overall) / (input.slotHours + 1);
}

double drawnSpread(double squares, double lines, double prior) {
  return std::max(kLeastSpread, (squares + kLikeOthers * prior) / (lines + kLikeOthers));
}

double predictiveSpread(double spread, double hours, double seen) {
  return spread * (1 + hours / std::max(seen, 1.0 / 60));
}

}  // namespace faultline::rates
