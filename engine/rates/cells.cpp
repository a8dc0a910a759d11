#include "engine/rates/cells.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>

namespace faultline::rates {

namespace {

constexpr std::int64_t kBinsPerMinute = 60 / kBin.count();
constexpr std::int64_t kBinsPerHour = 60 * kBinsPerMinute;
constexpr std::size_t kCellsOfDay = 4;  // covered hours that make a day one that was seen
constexpr std::size_t kDaysForRhythm = 3;
constexpr std::size_t kDaysForWeeks = 14;  // with both weekends

std::int64_t floored(std::int64_t value, std::int64_t by) {
  return value >= 0 ? value / by : -((-value + by - 1) / by);
}

/// So that a log has a hundred cells or so, and at least some.
std::int64_t cellBinsFor(std::int64_t spanBins) {
  if (spanBins >= 72 * kBinsPerHour) return kBinsPerHour;
  if (spanBins >= 6 * kBinsPerHour) return 15 * kBinsPerMinute;
  if (spanBins >= kBinsPerHour) return 5 * kBinsPerMinute;
  return kBinsPerMinute;
}

Rhythm rhythmOf(const std::vector<std::int64_t>& cells, std::int64_t cellBins) {
  const auto needed =
      static_cast<std::size_t>(kCellsOfDay * static_cast<std::size_t>(kBinsPerHour / cellBins));
  std::map<std::int64_t, std::size_t> days;
  for (const std::int64_t cell : cells) ++days[floored(cell * cellBins, 24 * kBinsPerHour)];
  std::erase_if(days, [needed](const auto& day) { return day.second < needed; });
  if (days.size() < kDaysForRhythm) return Rhythm::None;
  const auto free = std::ranges::count_if(
      days, [](const auto& day) { return slotOf(Rhythm::Week, day.first * 24 * kBinsPerHour) >= 24; });
  return days.size() >= kDaysForWeeks && free >= 4 ? Rhythm::Week : Rhythm::Day;
}

}  // namespace

Calendar Calendar::of(const EventCounts& counts) {
  Calendar calendar;
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  std::int64_t last = std::numeric_limits<std::int64_t>::min();
  for (const auto& [key, bins] : counts.byKey()) {
    first = std::min(first, bins.front().at);
    last = std::max(last, bins.back().at);
  }
  calendar.cellBins = cellBinsFor(last - first + 1);
  for (const auto& [key, bins] : counts.byKey()) {
    for (const Bin& bin : bins) {
      const std::int64_t cell = calendar.cellOf(bin.at);
      if (calendar.cells.empty() || calendar.cells.back() != cell) calendar.cells.push_back(cell);
    }
    std::ranges::sort(calendar.cells);
    const auto rest = std::ranges::unique(calendar.cells);
    calendar.cells.erase(rest.begin(), rest.end());
  }
  calendar.rhythm = rhythmOf(calendar.cells, calendar.cellBins);
  for (const std::int64_t cell : calendar.cells)
    calendar.slots.push_back(slotOf(calendar.rhythm, cell * calendar.cellBins));
  calendar.judgesHours = last - first + 1 >= 6 * kBinsPerHour;
  return calendar;
}

std::int64_t Calendar::cellOf(std::int64_t bin) const { return floored(bin, cellBins); }

double Calendar::cellHours() const {
  return static_cast<double>(cellBins) / static_cast<double>(kBinsPerHour);
}

std::int64_t Calendar::reach() const { return judgesHours ? kBinsPerHour / cellBins : 1; }

std::vector<std::uint32_t> windowCounts(std::span<const Bin> bins, std::size_t window) {
  const std::int64_t length = kWindows[window] / kBin;
  std::vector<std::uint32_t> counts(bins.size());
  std::uint64_t sum = 0;
  std::size_t end = 0;
  for (std::size_t i = 0; i < bins.size(); ++i) {
    while (end < bins.size() && bins[end].at < bins[i].at + length) sum += bins[end++].count;
    counts[i] =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(sum, std::numeric_limits<std::uint32_t>::max()));
    sum -= bins[i].count;
  }
  return counts;
}

std::vector<KeyCell> cellsOf(std::span<const Bin> bins, const Calendar& calendar) {
  std::vector<KeyCell> cells;
  std::array<std::vector<std::uint32_t>, kWindows.size()> counts;
  for (std::size_t w = 0; w < kWindows.size(); ++w) counts[w] = windowCounts(bins, w);
  std::int64_t minute = std::numeric_limits<std::int64_t>::min();
  double ofMinute = 0;
  for (std::size_t i = 0; i < bins.size(); ++i) {
    const std::int64_t cell = calendar.cellOf(bins[i].at);
    if (cells.empty() || cells.back().cell != cell)
      cells.push_back({cell, slotOf(calendar.rhythm, cell * calendar.cellBins), 0, 0, {}, false});
    KeyCell& own = cells.back();
    const double count = bins[i].count;
    const std::int64_t now = floored(bins[i].at, kBinsPerMinute);
    if (now != minute) ofMinute = 0;
    minute = now;
    own.squares += (ofMinute + count) * (ofMinute + count) - ofMinute * ofMinute;
    ofMinute += count;
    own.count += count;
    for (std::size_t w = 0; w < kWindows.size(); ++w) own.most[w] = std::max(own.most[w], counts[w][i]);
  }
  return cells;
}

}  // namespace faultline::rates
