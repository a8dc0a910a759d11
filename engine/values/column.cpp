#include "engine/values/column.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline::values {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kSameLevel = 1e-9;

}  // namespace

double Column::valueIn(const ValueSeries& series, std::size_t row) const {
  const double value = place == kElapsed ? series.elapsed[row] : series.at(row, place - 1);
  // A clock that was set back says nothing of how long something took.
  if (!std::isfinite(value) || (place == kElapsed && value < 0)) return kNone;
  return value;
}

const Scale* Column::scaleFor(KeyId previous) const {
  if (kind != ColumnKind::Elapsed) return &scale;
  const auto found = std::ranges::lower_bound(scales, previous, {}, &std::pair<KeyId, Scale>::first);
  return found != scales.end() && found->first == previous ? &found->second : nullptr;
}

double Column::normalisedIn(const ValueSeries& series, std::size_t row) const {
  const double number = valueIn(series, row);
  const Scale* const own = scaleFor(series.previous[row]);
  return std::isnan(number) || own == nullptr ? kNone : own->normalised(number);
}

bool Column::isLevel(double value) const {
  return std::ranges::any_of(levels, [&](double level) {
    return std::abs(level - value) <= kSameLevel * std::max(1.0, std::abs(level));
  });
}

void Column::save(ByteWriter& writer) const {
  writer.put(static_cast<std::uint8_t>(kind));
  writer.put(place);
  scale.save(writer);
  writer.put(static_cast<std::uint64_t>(scales.size()));
  for (const auto& [previous, own] : scales) {
    writer.put(previous.value);
    own.save(writer);
  }
  writer.putAll(levels);
  for (const double number : {usualLevel, newLevelChance, error}) writer.put(number);
  writer.put(static_cast<std::uint8_t>(isNegative));
  above.save(writer);
  below.save(writer);
}

std::optional<Column> Column::load(ByteReader& reader) {
  Column column;
  const auto kind = reader.get<std::uint8_t>();
  if (kind > static_cast<std::uint8_t>(ColumnKind::Levels)) return std::nullopt;
  column.kind = static_cast<ColumnKind>(kind);
  column.place = reader.get<std::uint32_t>();
  const auto scale = Scale::load(reader);
  if (!scale) return std::nullopt;
  column.scale = *scale;
  const auto count = reader.get<std::uint64_t>();
  for (std::uint64_t i = 0; i < count; ++i) {
    const KeyId previous{reader.get<std::int64_t>()};
    const auto own = Scale::load(reader);
    if (!own || (!column.scales.empty() && !(column.scales.back().first < previous))) return std::nullopt;
    column.scales.emplace_back(previous, *own);
  }
  column.levels = reader.getAll<double>();
  for (double* number : {&column.usualLevel, &column.newLevelChance, &column.error}) {
    *number = reader.get<double>();
    if (!std::isfinite(*number)) return std::nullopt;
  }
  column.isNegative = reader.get<std::uint8_t>() != 0;
  auto above = ScoreTail::load(reader);
  if (!above) return std::nullopt;
  auto below = ScoreTail::load(reader);
  if (!below || !(column.error > 0) ||
      !std::ranges::all_of(column.levels, [](double level) { return std::isfinite(level); })) {
    return std::nullopt;
  }
  column.above = std::move(*above);
  column.below = std::move(*below);
  if ((column.kind == ColumnKind::Elapsed) != (column.place == kElapsed)) return std::nullopt;
  return column;
}

}  // namespace faultline::values
