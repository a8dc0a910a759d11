#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/rates/event_counts.h"
#include "engine/rates/model.h"

namespace faultline::rates {

/// The time that is learnt from, cut into cells of 1 to 60 minutes, by its length; the cells in which the log
/// says anything at all are those that it was kept in.
struct Calendar {
  std::int64_t cellBins = 0;        ///< A cell's length in bins.
  std::vector<std::int64_t> cells;  ///< Those with an event, ascending.
  std::vector<std::uint8_t> slots;  ///< Of each cell.
  Rhythm rhythm = Rhythm::None;
  bool judgesHours = false;  ///< It is long enough for windows of an hour.

  /// Error-free; `counts` must not be empty.
  static Calendar of(const EventCounts& counts);
  [[nodiscard]] std::int64_t cellOf(std::int64_t bin) const;
  [[nodiscard]] double cellHours() const;
  [[nodiscard]] double hours() const { return cellHours() * static_cast<double>(cells.size()); }
  /// How many cells to either side may share a window with one.
  [[nodiscard]] std::int64_t reach() const;
};

/// A key in a cell in which it came.
struct KeyCell {
  std::int64_t cell = 0;
  std::uint8_t slot = 0;
  double count = 0;
  double squares = 0;  ///< Of its counts in whole minutes.
  MostLines most{};    ///< In windows that start in it.
  bool isTrimmed = false;
};

[[nodiscard]] std::vector<KeyCell> cellsOf(std::span<const Bin> bins, const Calendar& calendar);

/// The most lines in a window that starts at each bin, for the window of that index.
[[nodiscard]] std::vector<std::uint32_t> windowCounts(std::span<const Bin> bins, std::size_t window);

}  // namespace faultline::rates
