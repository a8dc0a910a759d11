#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

#include <QtCore/QString>

#include "engine/base/severity.h"
#include "engine/base/time.h"

namespace faultline::ui {

/// Where a moment is on an axis of times: milliseconds since 1970, UTC.
[[nodiscard]] inline double chartTime(UtcTime moment) {
  return std::chrono::duration<double, std::milli>(moment.time_since_epoch()).count();
}
[[nodiscard]] inline UtcTime momentOf(double chartTime) {
  return UtcTime(std::chrono::duration_cast<UtcTime::duration>(
      std::chrono::microseconds(static_cast<std::int64_t>(chartTime * 1000))));
}

/// A value and what was expected of it.
struct ChartSample {
  double x = 0;
  double y = 0;  ///< Not finite: a gap in the line.
  /// Not finite: nothing was expected.
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
  std::optional<Severity> finding{};  ///< It is one, and how bad: it stands out.
};

struct ChartSeries {
  enum class Look { Line, Points, LineAndPoints };
  QString name{};  ///< Written at its end, and beside the cursor.
  Look look = Look::Line;
  std::vector<ChartSample> samples{};  ///< By x.
};

/// A dashed line across the chart.
struct ChartThreshold {
  double value = 0;
  QString label;
  bool inForce = false;  ///< The one that findings are made by.
};

/// A line from top to bottom behind the data, its label above.
struct ChartMark {
  double x = 0;
  QString label{};
  std::optional<Severity> severity{};
};

struct ChartPlace {
  std::size_t series = 0;
  std::size_t sample = 0;
  friend bool operator==(const ChartPlace&, const ChartPlace&) = default;
};

/// What a chart shows. The first series is drawn in the accent colour, the others in greys.
struct ChartData {
  enum class Axis { Time, Number };
  QString title{};
  Axis xAxis = Axis::Number;
  QString xLabel{};  ///< With its unit. Of times the zone is said without it.
  QString yLabel{};  ///< With its unit.
  QString unit{};    ///< Behind values: `s`, `%`.
  std::vector<ChartSeries> series{};
  std::vector<ChartThreshold> thresholds{};
  std::vector<ChartMark> marks{};
  std::optional<ChartPlace> own{};  ///< What the chart is shown for: ringed, and where the cursor begins.
  bool wholeNumbers = false;        ///< x counts something.
  /// An end of the y axis, where it is not to be that of the data.
  std::optional<double> yLow{};
  std::optional<double> yHigh{};
};

}  // namespace faultline::ui
