#pragma once

#include <cstddef>
#include <vector>

#include <QtCore/QString>

#include "ui/text/format.h"
#include "ui/views/chart_data.h"

namespace faultline::ui {

/// The part of an axis that is shown; `low` < `high`, both finite.
struct ChartRange {
  double low = 0;
  double high = 1;
};

struct ChartTick {
  double at = 0;
  QString label;
};

/// Round numbers within the range, at most `most` of them. With `whole` no fractions.
[[nodiscard]] std::vector<ChartTick> numberTicks(const ChartRange& range, int most, bool whole = false);
/// Round clock times of the zone within the range, at most `most`.
[[nodiscard]] std::vector<ChartTick> timeTicks(const ChartRange& range, int most, const DisplayZone& zone);
/// Beside the axis of times: the zone, and the day that its labels leave out.
[[nodiscard]] QString timeAxisLabel(const ChartRange& range, const DisplayZone& zone);

/// With four digits that count and the unit behind it.
[[nodiscard]] QString chartValueText(double value, const QString& unit = {});

/// From the first to the last x. Samples without a finite x do not count; nothing at all is 0 to 1.
[[nodiscard]] ChartRange xRange(const ChartData& data);
/// Over all values, bands and thresholds, with some air.
[[nodiscard]] ChartRange yRange(const ChartData& data);

/// Which samples to draw of a series: of each of `columns` equal parts of the range the first, lowest,
/// highest and last, and every finding. Ascending; all of them when they are few.
[[nodiscard]] std::vector<std::size_t> decimated(const std::vector<ChartSample>& samples,
                                                 const ChartRange& range, std::size_t columns);

}  // namespace faultline::ui
