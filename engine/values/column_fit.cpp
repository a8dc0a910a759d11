#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "engine/values/column.h"

namespace faultline::values {

namespace {

constexpr std::size_t kLeastRows = 50;        // of a column: below, no tail can be told
constexpr std::size_t kLeastTransition = 20;  // rows of elapsed times after one key
constexpr double kSecondsThatMatter = 0.05;   // what takes less is never slow
constexpr double kElapsedJitter = 0.1;        // of what it takes, at least
constexpr std::size_t kMostLevels = 6;
constexpr std::size_t kMostCodes = 12;
constexpr std::size_t kNoAccident = 3;  // a number that came so often is not set apart
constexpr std::size_t kLeastForLevels = 100;
constexpr double kLeastLevelShare = 0.02;
constexpr double kBelievedLevelShare = 0.005;
constexpr double kNearlyAll = 0.9;
constexpr double kUpwards = 0.95;
constexpr double kDrift = 3;

/// Values of a column and the rows that they are from.
struct Cells {
  std::vector<double> values;
  std::vector<std::size_t> rows;
};

Cells cellsOf(const Column& column, const ValueSeries& series, const std::vector<bool>& dropped) {
  Cells cells;
  for (std::size_t row = 0; row < series.size(); ++row) {
    const double value = column.valueIn(series, row);
    if (dropped[row] || std::isnan(value)) continue;
    cells.values.push_back(value);
    cells.rows.push_back(row);
  }
  return cells;
}

using Counts = std::map<double, std::size_t>;

Counts countsOf(const std::vector<double>& values) {
  Counts counts;
  for (const double value : values) ++counts[value];
  return counts;
}

/// Takes out the cells that lie apart, unless they are `believed` (by cell; may be empty), and marks their
/// rows.
void dropStrangest(Cells& cells, const ScaleRules& rules, const std::vector<bool>& believed,
                   std::vector<bool>& dropped) {
  std::vector<bool> apart = setApart(cells.values, rules);
  for (std::size_t i = 0; i < believed.size(); ++i) apart[i] = apart[i] && !believed[i];
  Cells kept;
  for (std::size_t i = 0; i < apart.size(); ++i) {
    if (apart[i]) {
      dropped[cells.rows[i]] = true;
    } else {
      kept.values.push_back(cells.values[i]);
      kept.rows.push_back(cells.rows[i]);
    }
  }
  cells = std::move(kept);
}

bool allWhole(const std::vector<double>& values) {
  return std::ranges::all_of(values, [](double value) { return value == std::round(value); });
}

/// Goes one way at nearly every step.
bool isCounter(const std::vector<double>& values, std::size_t distinct) {
  std::size_t up = 0;
  std::size_t down = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (values[i] >= values[i - 1]) ++up;
    if (values[i] <= values[i - 1]) ++down;
  }
  const auto steps = static_cast<double>(values.size() - 1);
  return static_cast<double>(std::max(up, down)) > kUpwards * steps && 2 * distinct > values.size();
}

/// Nearly all different, and spread evenly over a range far wider than their number: drawn, not measured.
bool isIdentifier(const std::vector<double>& values, std::size_t distinct) {
  const auto count = static_cast<double>(values.size());
  if (static_cast<double>(distinct) < kNearlyAll * count) return false;
  std::vector<double> sorted = values;
  std::ranges::sort(sorted);
  const double range = sorted.back() - sorted.front();
  if (range < 20 * count) return false;
  double furthest = 0;  // Kolmogorov and Smirnov's distance to the uniform distribution
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double share = (sorted[i] - sorted.front()) / range;
    furthest = std::max(furthest, std::abs(share - static_cast<double>(i) / count));
  }
  return furthest < 1.63 / std::sqrt(count);
}

/// Its level moves by more than what it varies around that level.
bool drifts(const std::vector<double>& values, const ScaleRules& rules) {
  constexpr std::size_t kParts = 4;
  if (values.size() < 4 * kLeastRows) return false;
  const std::size_t size = values.size() / kParts;
  std::vector<double> means;
  double within = 0;
  for (std::size_t part = 0; part < kParts; ++part) {
    const Scale scale = fitScale(std::span(values).subspan(part * size, size), rules);
    means.push_back(scale.mean);
    within = std::max(within, scale.deviation);
  }
  const auto [least, most] = std::ranges::minmax(means);
  return most - least > kDrift * within;
}

/// They lie side by side, as what is counted does.
bool areCounted(double least, double most, std::size_t distinct) {
  return most - least < 2 * static_cast<double>(distinct);
}

/// A few whole numbers far apart, some of them rare: what never came may come, and says nothing. Numbers that
/// came by accident do not count: one of them far off makes no codes of the others.
bool areCodes(const Counts& counts, std::size_t rows) {
  if (rows < kLeastForLevels || counts.size() > kMostCodes || 10 * counts.size() > rows) return false;
  std::vector<double> recurring;
  for (const auto& [value, count] : counts) {
    if (count >= kNoAccident) recurring.push_back(value);
  }
  return !recurring.empty() && !areCounted(recurring.front(), recurring.back(), recurring.size());
}

/// Those of the numbers that came again and again.
std::vector<bool> recurring(const std::vector<double>& values, const Counts& counts) {
  std::vector<bool> recurs;
  for (const double value : values) recurs.push_back(counts.at(value) >= kNoAccident);
  return recurs;
}

/// A few numbers, each often, that are not simply counted up: none when they are not of that sort.
std::vector<double> levelsOf(const Counts& counts, std::size_t rows, Trust trust) {
  if (rows < kLeastForLevels) return {};
  const auto total = static_cast<double>(rows);
  std::vector<double> levels;
  for (const auto& [value, count] : counts) {
    const auto share = static_cast<double>(count) / total;
    if (trust == Trust::DropStrangest && share < kBelievedLevelShare) continue;
    if (share < kLeastLevelShare) return {};
    levels.push_back(value);
    if (levels.size() > kMostLevels) return {};
  }
  if (levels.size() < 2) return {};
  double nearest = levels.back() - levels.front();
  for (std::size_t i = 1; i < levels.size(); ++i) nearest = std::min(nearest, levels[i] - levels[i - 1]);
  const double largest = std::max(std::abs(levels.front()), std::abs(levels.back()));
  const bool counted = areCounted(levels.front(), levels.back(), levels.size());
  return counted || nearest < 0.001 * largest ? std::vector<double>{} : levels;
}

FittedColumn levelColumn(Column column, std::vector<double> levels, const Counts& counts, Cells& cells,
                         std::vector<bool>& dropped) {
  column.kind = ColumnKind::Levels;
  column.levels = std::move(levels);
  Cells kept;
  for (std::size_t i = 0; i < cells.rows.size(); ++i) {
    if (column.isLevel(cells.values[i])) {
      kept.values.push_back(cells.values[i]);
    } else {
      dropped[cells.rows[i]] = true;
    }
  }
  column.usualLevel =
      *std::ranges::max_element(column.levels, {}, [&](double level) { return counts.at(level); });
  column.scale = fitScale(kept.values, {});
  return {std::move(column), ""};
}

FittedColumn numberColumn(const ValueSeries& series, std::uint32_t place, Trust trust,
                          std::vector<bool>& dropped) {
  Column column;
  column.place = place;
  Cells cells = cellsOf(column, series, dropped);
  if (cells.values.size() < kLeastRows) return {std::nullopt, "too few rows"};
  const Counts counts = countsOf(cells.values);
  if (counts.size() == 1) return {std::nullopt, "constant"};
  const bool isPlain = series.parameters[place - 1].unit.empty() && allWhole(cells.values);
  if (isPlain) {
    if (isCounter(cells.values, counts.size())) return {std::nullopt, "counter"};
    if (isIdentifier(cells.values, counts.size())) return {std::nullopt, "identifier"};
  }
  column.isNegative = counts.begin()->first < 0;
  if (auto levels = levelsOf(counts, cells.values.size(), trust); !levels.empty())
    return levelColumn(std::move(column), std::move(levels), counts, cells, dropped);
  if (isPlain && areCodes(counts, cells.values.size())) return {std::nullopt, "codes"};
  ScaleRules rules = rulesFor(cells.values);
  if (trust == Trust::DropStrangest) {
    const auto believed = isPlain ? recurring(cells.values, counts) : std::vector<bool>();
    dropStrangest(cells, rules, believed, dropped);
    rules = rulesFor(cells.values);
    if (countsOf(cells.values).size() == 1) return {std::nullopt, "constant"};
  }
  if (drifts(cells.values, rules)) return {std::nullopt, "drifts"};
  column.scale = fitScale(cells.values, rules);
  return {std::move(column), ""};
}

/// What takes less than usual is no strain: it stays, and tells how early the next may be.
std::vector<bool> early(const std::vector<double>& values) {
  std::vector<double> sorted = values;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::ranges::nth_element(sorted, middle);
  std::vector<bool> isEarly;
  for (const double value : values) isEarly.push_back(value < *middle);
  return isEarly;
}

/// Elapsed times spread over factors, not seconds: log-normal far more often than normal.
ScaleRules elapsedRules(const std::vector<double>& values) {
  const double resolution = allWhole(values) ? 1 : 0;
  const double offset = std::max(kSecondsThatMatter, resolution / 2);
  std::vector<double> sorted = values;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::ranges::nth_element(sorted, middle);
  return {true, offset, std::max(kElapsedJitter, resolution / 2 / (*middle + offset))};
}

FittedColumn elapsedColumn(const ValueSeries& series, Trust trust, std::vector<bool>& dropped) {
  Column column;
  column.kind = ColumnKind::Elapsed;
  const Cells all = cellsOf(column, series, dropped);
  if (all.values.size() < kLeastRows) return {std::nullopt, "too few rows"};
  std::map<KeyId, Cells> byKey;
  for (std::size_t i = 0; i < all.rows.size(); ++i) {
    Cells& own = byKey[series.previous[all.rows[i]]];
    own.values.push_back(all.values[i]);
    own.rows.push_back(all.rows[i]);
  }
  std::size_t rows = 0;
  for (auto& [previous, cells] : byKey) {
    if (!previous || cells.values.size() < kLeastTransition) continue;
    const ScaleRules rules = elapsedRules(cells.values);
    if (trust == Trust::DropStrangest) dropStrangest(cells, rules, early(cells.values), dropped);
    column.scales.emplace_back(previous, fitScale(cells.values, rules));
    rows += cells.values.size();
  }
  if (rows < kLeastRows) return {std::nullopt, "too few rows"};
  return {std::move(column), ""};
}

}  // namespace

FittedColumn fitColumn(const ValueSeries& series, std::uint32_t place, Trust trust,
                       std::vector<bool>& dropped) {
  return place == Column::kElapsed ? elapsedColumn(series, trust, dropped)
                                   : numberColumn(series, place, trust, dropped);
}

}  // namespace faultline::values
