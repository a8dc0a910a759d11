#include "engine/pipeline/value_trace.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/base/bytes.h"

namespace faultline::pipeline {

namespace {

constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kStretches = 250;
constexpr std::size_t kMostOdd = 500;

void put(ByteWriter& writer, const std::vector<ValueTrace::Point>& points) {
  writer.put(static_cast<std::uint64_t>(points.size()));
  for (const ValueTrace::Point& point : points) {
    writer.put(point.event);
    for (const float number : {point.value, point.expected, point.low, point.high}) writer.put(number);
    writer.put(static_cast<std::uint8_t>(point.isOdd));
  }
}

std::vector<ValueTrace::Point> pointsIn(ByteReader& reader) {
  std::vector<ValueTrace::Point> points;
  const auto count = reader.get<std::uint64_t>();
  for (std::uint64_t i = 0; i < count && reader.ok(); ++i) {
    ValueTrace::Point point;
    point.event = reader.get<std::int64_t>();
    for (float* number : {&point.value, &point.expected, &point.low, &point.high})
      *number = reader.get<float>();
    point.isOdd = reader.get<std::uint8_t>() != 0;
    points.push_back(point);
  }
  return points;
}

}  // namespace

std::string packTrace(const ValueTrace& trace) {
  ByteWriter writer;
  writer.put(kVersion);
  const values::ErrorLevels& levels = trace.levels;
  for (const double level :
       {levels.mean, levels.deviation, levels.at98, levels.at99, levels.at999, levels.inForce}) {
    writer.put(level);
  }
  put(writer, trace.errors);
  writer.put(static_cast<std::uint64_t>(trace.columns.size()));
  for (const ValueTrace::Column& column : trace.columns) {
    writer.putText(column.name);
    writer.putText(column.unit);
    put(writer, column.points);
  }
  return writer.take();
}

Result<ValueTrace> unpackTrace(const std::string& bytes) {
  ByteReader reader(bytes);
  ValueTrace trace;
  const bool known = reader.get<std::uint32_t>() == kVersion;
  values::ErrorLevels& levels = trace.levels;
  for (double* level :
       {&levels.mean, &levels.deviation, &levels.at98, &levels.at99, &levels.at999, &levels.inForce}) {
    *level = reader.get<double>();
  }
  trace.errors = pointsIn(reader);
  const auto columns = reader.get<std::uint64_t>();
  for (std::uint64_t i = 0; i < columns && reader.ok(); ++i) {
    ValueTrace::Column column;
    column.name = reader.getText();
    column.unit = reader.getText();
    column.points = pointsIn(reader);
    trace.columns.push_back(std::move(column));
  }
  if (known && reader.atEnd()) return trace;
  return failure(ErrorCode::ProjectDamaged, "run_series", "what was measured of values cannot be read");
}

std::vector<std::size_t> thinned(std::span<const float> values, std::span<const std::size_t> odd) {
  std::set<std::size_t> rows;
  for (std::size_t i = 0; i < std::min(odd.size(), kMostOdd); ++i)
    rows.insert(odd[i * odd.size() / std::min(odd.size(), kMostOdd)]);
  const std::size_t stretches = std::min(kStretches, values.size());
  for (std::size_t stretch = 0; stretch < stretches; ++stretch) {
    const std::size_t begin = stretch * values.size() / stretches;
    const std::size_t end = (stretch + 1) * values.size() / stretches;
    std::size_t least = end;
    std::size_t most = end;
    for (std::size_t row = begin; row < end; ++row) {
      if (std::isnan(values[row])) continue;
      if (least == end || values[row] < values[least]) least = row;
      if (most == end || values[row] > values[most]) most = row;
    }
    if (least != end) rows.insert({least, most});
  }
  return {rows.begin(), rows.end()};
}

}  // namespace faultline::pipeline
