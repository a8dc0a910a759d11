#include "engine/pipeline/rate_series.h"

#include <algorithm>
#include <map>
#include <optional>

#include "engine/base/bytes.h"
#include "engine/pipeline/key_book.h"
#include "engine/pipeline/rate_evidence.h"
#include "engine/pipeline/rate_findings.h"

namespace faultline::pipeline {

namespace {

using rates::Bin;
using rates::Burst;

constexpr const char* kKind = "rate";
constexpr std::uint8_t kVersion = 1;
constexpr std::chrono::hours kAround{3};
constexpr std::chrono::minutes kMinute{1};
constexpr std::int64_t kMostPoints = 2000;  // of a burst
constexpr std::size_t kMostBursts = 100;    // of a key

struct StoredPoint {
  std::int64_t time = 0;   // ns since 1970
  std::int64_t event = 0;  // the first one counted, packed
  double value = 0;
  double expected = 0;
  double high = 0;
};

/// The step that a burst is drawn in, whole minutes.
std::chrono::nanoseconds stepOf(const Burst& burst) {
  const auto span = burst.end - burst.start + 2 * kAround;
  return kMinute * (1 + span / kMinute / kMostPoints);
}

std::vector<StoredPoint> pointsOf(const rates::RateDetector& detector, const std::vector<Bin>& bins,
                                  const Burst& burst) {
  const std::chrono::nanoseconds step = stepOf(burst);
  const double minutes = std::chrono::duration<double, std::ratio<60>>(step).count();
  UtcTime at = UtcTime(burst.start.time_since_epoch() / step * step) - kAround / step * step;
  auto bin = std::ranges::lower_bound(bins, rates::binOf(at), {}, &Bin::at);
  std::vector<StoredPoint> points;
  for (; at < burst.end + kAround; at += step) {
    StoredPoint point;
    point.time = at.time_since_epoch().count();
    for (; bin != bins.end() && rates::startOf(bin->at) < at + step; ++bin) {
      if (point.value == 0) point.event = bin->first.packed();
      point.value += bin->count;
    }
    point.value /= minutes;
    const rates::Usual usual = detector.usual(burst.key, at, 0);
    point.expected = usual.expected;
    point.high = std::max<double>(usual.most, usual.expected);
    points.push_back(point);
  }
  return points;
}

std::optional<std::vector<StoredPoint>> read(const std::string& data, UtcTime start) {
  ByteReader reader(data);
  if (reader.get<std::uint8_t>() != kVersion) return std::nullopt;
  const auto bursts = reader.get<std::uint64_t>();
  for (std::uint64_t i = 0; i < bursts && reader.ok(); ++i) {
    const auto of = reader.get<std::int64_t>();
    std::vector<StoredPoint> points = reader.getAll<StoredPoint>();
    if (reader.ok() && of == start.time_since_epoch().count()) return points;
  }
  return reader.ok() ? std::optional(std::vector<StoredPoint>()) : std::nullopt;
}

FindingChart chartOf(const std::vector<StoredPoint>& stored, const RateEvidence& evidence) {
  FindingChart chart;
  chart.code = kKind;
  chart.unit = "lines a minute";
  for (const StoredPoint& point : stored) {
    const UtcTime time{std::chrono::nanoseconds(point.time)};
    const bool isIn = time + kMinute > evidence.burst.start && time < evidence.burst.end;
    chart.points.push_back({EventId::unpacked(point.event), time, point.value, point.expected, 0, point.high,
                            isIn && point.value > point.high});
    const bool isHighest = isIn && (!chart.own || point.value > chart.points[*chart.own].value);
    if (isHighest) chart.own = chart.points.size() - 1;
  }
  return chart;
}

}  // namespace

void addRateSeries(const rates::RateDetector& detector, const rates::EventCounts& counts,
                   const std::vector<Burst>& bursts, std::vector<RunSeries>& series) {
  std::map<KeyId, std::vector<const Burst*>> byKey;
  for (const Burst& burst : bursts) byKey[burst.key].push_back(&burst);
  for (auto& [key, own] : byKey) {
    if (own.size() > kMostBursts) {
      std::ranges::sort(own, [](const Burst* a, const Burst* b) { return a->score > b->score; });
      own.resize(kMostBursts);
    }
    ByteWriter writer;
    writer.put(kVersion);
    writer.put(static_cast<std::uint64_t>(own.size()));
    for (const Burst* burst : own) {
      writer.put(static_cast<std::int64_t>(burst->start.time_since_epoch().count()));
      writer.putAll(pointsOf(detector, counts.byKey().at(key), *burst));
    }
    series.push_back({kKind, key, writer.take()});
  }
}

Result<std::optional<FindingChart>> rateChart(store::Database& database, const store::FindingRow& row) {
  FAULTLINE_TRY_ASSIGN(const auto burst, taughtBurst(row));
  if (!burst) return std::nullopt;
  auto data = store::FindingRepository(database).series(row.run, kKind, burst->key);
  if (!data) return tl::unexpected(data.error());
  const std::string packed = std::move(*data).value_or(std::string());
  if (packed.empty()) return std::nullopt;
  const auto points = read(packed, burst->start);
  if (!points) return failure(ErrorCode::ProjectDamaged, "run_series");
  if (points->empty()) return std::nullopt;
  FAULTLINE_TRY_ASSIGN(const RateEvidence evidence, readRateEvidence(row.evidence));
  FindingChart chart = chartOf(*points, evidence);
  FAULTLINE_TRY_ASSIGN(const KeyBook book, KeyBook::read(database));
  chart.subject = book.tellingTextOf(burst->key);
  return chart;
}

}  // namespace faultline::pipeline
