#include "ui/views/chart_axis.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>

namespace faultline::ui {

namespace {

using namespace std::chrono;

constexpr int kMostDecimals = 6;

double roundStep(double least) {
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= least * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

constexpr std::array kTimeSteps{1ms,
                                2ms,
                                5ms,
                                10ms,
                                20ms,
                                50ms,
                                100ms,
                                200ms,
                                500ms,
                                1000ms,
                                milliseconds(2s),
                                milliseconds(5s),
                                milliseconds(10s),
                                milliseconds(15s),
                                milliseconds(30s),
                                milliseconds(1min),
                                milliseconds(2min),
                                milliseconds(5min),
                                milliseconds(10min),
                                milliseconds(15min),
                                milliseconds(30min),
                                milliseconds(1h),
                                milliseconds(2h),
                                milliseconds(3h),
                                milliseconds(6h),
                                milliseconds(12h),
                                milliseconds(24h),
                                milliseconds(48h),
                                milliseconds(168h),
                                milliseconds(336h),
                                milliseconds(672h)};

milliseconds timeStep(const ChartRange& range, int most) {
  const double least = (range.high - range.low) / std::max(most, 1);
  for (const milliseconds step : kTimeSteps) {
    if (static_cast<double>(step.count()) >= least) return step;
  }
  const auto last = kTimeSteps.back();
  return last * static_cast<std::int64_t>(std::ceil(least / static_cast<double>(last.count())));
}

bool withinDay(const ChartRange& range, const DisplayZone& zone) {
  return zone.day(momentOf(range.low)) == zone.day(momentOf(range.high));
}

QString tickText(UtcTime moment, milliseconds step, bool sameDay, const DisplayZone& zone) {
  constexpr int kMinutes = 5, kSeconds = 8;  // of hh:mm:ss.zzz
  const QString clock = zone.clock(moment).left(step < 1s ? 12 : step < 1min ? kSeconds : kMinutes);
  if (sameDay) return clock;
  const QString monthAndDay = zone.day(moment).mid(5);
  return step < 24h ? monthAndDay + QLatin1Char(' ') + clock : monthAndDay;
}

void widen(std::optional<ChartRange>& range, double value) {
  if (!std::isfinite(value)) return;
  if (!range) range = ChartRange{value, value};
  range->low = std::min(range->low, value);
  range->high = std::max(range->high, value);
}

}  // namespace

std::vector<ChartTick> numberTicks(const ChartRange& range, int most, bool whole) {
  std::vector<ChartTick> ticks;
  const double span = range.high - range.low;
  if (!(span > 0) || !std::isfinite(span) || most < 1) return ticks;
  double step = roundStep(span / most);
  if (whole) step = std::max(step, 1.0);
  const int decimals = std::max(0, -static_cast<int>(std::floor(std::log10(step) + 1e-9)));
  const auto first = static_cast<std::int64_t>(std::ceil(range.low / step - 1e-9));
  for (std::int64_t count = 0; count <= most + 1; ++count) {
    const double at = static_cast<double>(first + count) * step;
    if (at > range.high + step * 1e-6) break;
    const bool plainly = decimals <= kMostDecimals && std::abs(at) < 1e9;
    ticks.push_back({at, plainly ? QLocale().toString(at, 'f', decimals) : QLocale().toString(at, 'g', 3)});
  }
  return ticks;
}

std::vector<ChartTick> timeTicks(const ChartRange& range, int most, const DisplayZone& zone) {
  std::vector<ChartTick> ticks;
  if (!(range.high > range.low)) return ticks;
  const milliseconds step = timeStep(range, most);
  const bool sameDay = withinDay(range, zone);
  const auto stated = [&](UtcTime at) { return floor<milliseconds>(zone.stated(at)).time_since_epoch(); };
  const UtcTime low = momentOf(range.low);
  // Round as the zone's clocks show it; where they are set forward or back, from there on.
  milliseconds wall = stated(low) / step * step;
  for (int count = 0; count <= most + 2; ++count, wall += step) {
    UtcTime at{wall};
    at -= stated(at) - wall;
    at -= stated(at) - wall;
    if (chartTime(at) > range.high) break;
    if (at >= low) ticks.push_back({chartTime(at), tickText(at, step, sameDay, zone)});
  }
  return ticks;
}

QString timeAxisLabel(const ChartRange& range, const DisplayZone& zone) {
  const QString from = zone.day(momentOf(range.low));
  if (withinDay(range, zone)) return QStringLiteral("%1, %2").arg(from, zone.name());
  return QStringLiteral("%1 – %2, %3").arg(from, zone.day(momentOf(range.high)), zone.name());
}

QString chartValueText(double value, const QString& unit) {
  constexpr int kDigits = 4;
  if (!std::isfinite(value)) return QStringLiteral("–");
  const double size = std::abs(value);
  QString text;
  if (size >= 1e9 || (size > 0 && size < 1e-4)) {
    text = QLocale().toString(value, 'g', kDigits - 1);
  } else {
    const int before = size < 1 ? 1 : static_cast<int>(std::floor(std::log10(size))) + 1;
    text = QLocale().toString(value, 'f', size == std::floor(size) ? 0 : std::max(0, kDigits - before));
  }
  return unit.isEmpty() ? text : QStringLiteral("%1 %2").arg(text, unit);
}

ChartRange xRange(const ChartData& data) {
  std::optional<ChartRange> range;
  for (const ChartSeries& series : data.series) {
    for (const ChartSample& sample : series.samples) widen(range, sample.x);
  }
  for (const ChartMark& mark : data.marks) widen(range, mark.x);
  if (!range) return {};
  if (range->low == range->high) {
    const double around = data.xAxis == ChartData::Axis::Time ? 1000 : 1;
    return {range->low - around, range->high + around};
  }
  return *range;
}

ChartRange yRange(const ChartData& data) {
  std::optional<ChartRange> range;
  for (const ChartSeries& series : data.series) {
    for (const ChartSample& sample : series.samples) {
      for (const double value : {sample.y, sample.low, sample.high}) widen(range, value);
    }
  }
  for (const ChartThreshold& threshold : data.thresholds) widen(range, threshold.value);
  if (!range) range = ChartRange{};
  constexpr double kAir = 0.06;
  const double span = range->high - range->low;
  const double air = span > 0 ? span * kAir : std::max(std::abs(range->low) * kAir, 0.5);
  // What cannot be below nothing does not begin there either.
  const bool fromZero = range->low >= 0 && range->low - air < 0;
  range->low = data.yLow.value_or(fromZero ? 0 : range->low - air);
  const bool named = std::any_of(data.series.begin(), data.series.end(),
                                 [](const ChartSeries& each) { return !each.name.isEmpty(); });
  constexpr double kForNames = 2.5;  // they stand above the ends of their lines
  range->high = data.yHigh.value_or(range->high + (named ? kForNames : 1) * air);
  if (!(range->high > range->low)) range->high = range->low + 1;
  return *range;
}

std::vector<std::size_t> decimated(const std::vector<ChartSample>& samples, const ChartRange& range,
                                   std::size_t columns) {
  std::vector<std::size_t> kept;
  constexpr std::size_t kOfEach = 4;
  if (samples.size() <= columns * kOfEach) {
    kept.resize(samples.size());
    for (std::size_t at = 0; at < kept.size(); ++at) kept[at] = at;
    return kept;
  }
  const auto columnOf = [&](double x) {
    const double share = std::clamp((x - range.low) / (range.high - range.low), 0.0, 1.0);
    return static_cast<std::size_t>(share * static_cast<double>(columns));
  };
  for (std::size_t begin = 0; begin < samples.size();) {
    const std::size_t column = columnOf(samples[begin].x);
    std::size_t end = begin, low = begin, high = begin;
    const std::size_t before = kept.size();
    for (; end < samples.size() && columnOf(samples[end].x) == column; ++end) {
      if (samples[end].finding) kept.push_back(end);
      if (!std::isfinite(samples[end].y)) continue;
      if (!(samples[low].y <= samples[end].y)) low = end;
      if (!(samples[high].y >= samples[end].y)) high = end;
    }
    kept.insert(kept.end(), {begin, low, high, end - 1});
    const auto from = kept.begin() + static_cast<std::ptrdiff_t>(before);
    std::sort(from, kept.end());
    kept.erase(std::unique(from, kept.end()), kept.end());
    begin = end;
  }
  return kept;
}

}  // namespace faultline::ui
