#include "engine/values/knowledge.h"

#include <algorithm>
#include <cmath>

namespace faultline::values {

namespace {

constexpr float kMostInput = 5;
// Two-sided intervals of a Gaussian.
constexpr double kWidth98 = 2.3263;
constexpr double kWidth99 = 2.5758;
constexpr double kWidth999 = 3.2905;

}  // namespace

void Gaussian::add(double value) {
  if (!std::isfinite(value)) return;
  ++count;
  const double before = value - mean;
  mean += before / static_cast<double>(count);
  squares += before * (value - mean);
}

double Gaussian::deviation() const {
  return count < 2 ? 0 : std::sqrt(squares / static_cast<double>(count - 1));
}

std::vector<float> KeyValues::normalised(const ValueSeries& series) const {
  std::vector<float> rows;
  rows.reserve(series.size() * columns.size());
  for (std::size_t row = 0; row < series.size(); ++row) {
    for (const Column& column : columns) rows.push_back(static_cast<float>(column.normalisedIn(series, row)));
  }
  return rows;
}

std::string KeyValues::nameOf(std::size_t column) const {
  const std::uint32_t place = columns[column].place;
  return place == Column::kElapsed ? "elapsed_s" : parameters[place - 1].name;
}

ErrorLevels KeyValues::levels() const {
  const double deviation = errors.deviation();
  return {errors.mean,
          deviation,
          errors.mean + kWidth98 * deviation,
          errors.mean + kWidth99 * deviation,
          errors.mean + kWidth999 * deviation,
          errorTail.threshold()};
}

ColumnVerdict KeyValues::describe(std::size_t column, const ValueSeries& series, std::size_t row,
                                  double predicted, double chance) const {
  const Column& own = columns[column];
  ColumnVerdict verdict;
  verdict.name = nameOf(column);
  verdict.unit = own.place == Column::kElapsed ? "s" : parameters[own.place - 1].unit;
  verdict.value = own.valueIn(series, row);
  verdict.p = chance;
  if (own.kind == ColumnKind::Levels) {
    verdict.expected = own.usualLevel;
    verdict.low = own.levels.front();
    verdict.high = own.levels.back();
    return verdict;
  }
  const Scale* const scale = own.scaleFor(series.previous[row]);
  if (scale == nullptr) return verdict;
  const double least = own.isNegative ? -std::numeric_limits<double>::infinity() : 0;
  verdict.expected = std::max(least, scale->value(predicted));
  verdict.low = std::max(least, scale->value(predicted - own.below.usual() * own.error));
  verdict.high = std::max(least, scale->value(predicted + own.above.usual() * own.error));
  return verdict;
}

std::vector<float> forNetwork(std::span<const float> normalised) {
  std::vector<float> rows(normalised.begin(), normalised.end());
  for (float& value : rows) value = std::isnan(value) ? value : std::clamp(value, -kMostInput, kMostInput);
  return rows;
}

Residuals residualsOf(const KeyValues& key, std::span<const float> row, std::span<const float> predicted) {
  Residuals residuals;
  residuals.scores.reserve(row.size());
  double sum = 0;
  int present = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const double difference = predicted.empty() ? row[i] : static_cast<double>(row[i]) - predicted[i];
    residuals.scores.push_back(difference / key.columns[i].error);
    if (std::isnan(difference)) continue;
    ++present;
    const bool isEarly = key.columns[i].kind == ColumnKind::Elapsed && difference < 0;
    if (!isEarly) sum += difference * difference;
  }
  if (present > 0) residuals.error = sum / present;
  return residuals;
}

double shareOfEach(double share, std::size_t columns) {
  return share / (2 * static_cast<double>(columns) + 1);
}

const KeyValues* ValueDetector::State::find(KeyId key) const {
  const auto found = std::ranges::lower_bound(keys, key, {}, &KeyValues::key);
  return found != keys.end() && found->key == key ? &*found : nullptr;
}

Result<const model::ValueModel*> ValueDetector::State::networks() const {
  const std::lock_guard lock(m_mutex);
  if (!m_networks) {
    FAULTLINE_TRY_ASSIGN(m_networks, model::loadValueModel(networkBytes, settings.threads));
    std::vector<int> wanted;
    for (const KeyValues& key : keys) {
      if (key.network >= 0) wanted.push_back(static_cast<int>(key.width()));
    }
    if (m_networks->widths() != wanted || m_networks->settings().history != settings.history) {
      m_networks.reset();
      return failure(ErrorCode::ModelInvalid, {}, "its value models are of other columns");
    }
  }
  return m_networks.get();
}

}  // namespace faultline::values
