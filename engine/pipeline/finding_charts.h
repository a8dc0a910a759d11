#pragma once

#include <cstddef>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/base/time.h"

namespace faultline::pipeline {

/// A measured value and what was expected of it.
struct ChartPoint {
  EventId event;  ///< The line it was read from; of a rate the first one counted.
  std::optional<UtcTime>
      time;          ///< None where the log has no times: points then stand in the order of events.
  double value = 0;  ///< In the chart's unit.
  /// NaN: nothing was expected.
  double expected = std::numeric_limits<double>::quiet_NaN();
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
  bool isFinding = false;
};

/// A line across the chart, e.g. the threshold of a confidence interval.
struct ChartLevel {
  double value = 0;
  std::string label;     ///< E.g. `99.9 %`.
  bool inForce = false;  ///< The one that findings are made by.
};

/// What the evidence pane draws under a finding. Numbers, and words that come from the log; its title is made
/// from `code` and `subject` where it is shown.
struct FindingChart {
  std::string code;  ///< `value`: a parameter over time. `error`: DeepLog's Figure 9. `rate`: lines a time.
  std::string subject;             ///< The parameter's name, or the log key.
  std::string unit;                ///< `s`, `B`, `%`, `lines a minute`, or empty.
  std::vector<ChartPoint> points;  ///< By time, at most some thousands: thinned so that extremes stay.
  std::vector<ChartLevel> levels;
  std::optional<std::size_t> own;  ///< The finding's own point.
};

/// The charts of a finding, the most telling first; none for findings of the order of log keys. Read from the
/// project, no model is loaded. Errors: FindingUnknown, ProjectDamaged, StoreFailed.
Result<std::vector<FindingChart>> loadFindingCharts(const std::filesystem::path& project, FindingId finding);

}  // namespace faultline::pipeline
