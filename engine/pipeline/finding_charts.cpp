#include "engine/pipeline/finding_charts.h"

#include <algorithm>

#include "engine/pipeline/clocks.h"
#include "engine/pipeline/evidence.h"
#include "engine/pipeline/key_book.h"
#include "engine/pipeline/rate_findings.h"
#include "engine/pipeline/value_evidence.h"
#include "engine/pipeline/value_trace.h"
#include "engine/store/event_repository.h"
#include "engine/store/finding_repository.h"
#include "engine/store/source_repository.h"

namespace faultline::pipeline {

namespace {

/// Turns the points of a trace into those of a chart, in the order of their times.
class PointReader {
 public:
  static Result<PointReader> make(store::Database& database) {
    FAULTLINE_TRY_ASSIGN(const auto sources, store::SourceRepository(database).all());
    FAULTLINE_TRY_ASSIGN(Clocks clocks, Clocks::of(sources));
    return PointReader(database, std::move(clocks));
  }

  Status addTo(FindingChart& chart, const std::vector<ValueTrace::Point>& points, EventId own) const {
    for (const ValueTrace::Point& point : points) {
      const EventId id = EventId::unpacked(point.event);
      FAULTLINE_TRY_ASSIGN(const auto event, m_events.get(id));
      const auto time = event ? m_clocks.utc(id.source, event->time) : std::nullopt;
      chart.points.push_back({id, time, point.value, point.expected, point.low, point.high, point.isOdd});
    }
    std::ranges::stable_sort(chart.points, {}, [](const ChartPoint& point) {
      return std::pair(point.time.value_or(UtcTime{}), point.event);
    });
    const auto found = std::ranges::find(chart.points, own, &ChartPoint::event);
    if (found != chart.points.end()) chart.own = static_cast<std::size_t>(found - chart.points.begin());
    return {};
  }

 private:
  PointReader(store::Database& database, Clocks clocks) : m_events(database), m_clocks(std::move(clocks)) {}

  store::EventRepository m_events;
  Clocks m_clocks;
};

/// DeepLog's Figure 9.
FindingChart errorChart(const ValueTrace& trace, std::string key) {
  FindingChart chart;
  chart.code = "error";
  chart.subject = std::move(key);
  chart.levels = {{trace.levels.at98, "98 %", false},
                  {trace.levels.at99, "99 %", false},
                  {trace.levels.at999, "99.9 %", false},
                  {trace.levels.inForce, "", true}};
  return chart;
}

Result<std::vector<FindingChart>> valueCharts(store::Database& database, const store::FindingRow& row) {
  std::vector<FindingChart> charts;
  FAULTLINE_TRY_ASSIGN(const StoredEvidence evidence, readEvidence(row.evidence));
  FAULTLINE_TRY_ASSIGN(const values::TaughtVector taught, readTaughtVector(row.evidence));
  FAULTLINE_TRY_ASSIGN(const auto bytes,
                       store::FindingRepository(database).series(row.run, kValueTrace, taught.series.key));
  if (!bytes || evidence.values.empty()) return charts;
  FAULTLINE_TRY_ASSIGN(const ValueTrace trace, unpackTrace(*bytes));
  FAULTLINE_TRY_ASSIGN(const PointReader reader, PointReader::make(database));
  const auto column =
      std::ranges::find(trace.columns, evidence.values.front().name, &ValueTrace::Column::name);
  if (column != trace.columns.end()) {
    FindingChart chart;
    chart.code = "value";
    chart.subject = column->name;
    chart.unit = column->unit;
    FAULTLINE_TRY(reader.addTo(chart, column->points, row.event));
    charts.push_back(std::move(chart));
  }
  FAULTLINE_TRY_ASSIGN(const KeyBook book, KeyBook::read(database));
  charts.push_back(errorChart(trace, book.tellingTextOf(taught.series.key)));
  FAULTLINE_TRY(reader.addTo(charts.back(), trace.errors, row.event));
  return charts;
}

}  // namespace

Result<std::vector<FindingChart>> loadFindingCharts(const std::filesystem::path& project, FindingId finding) {
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  FAULTLINE_TRY_ASSIGN(const auto row, store::FindingRepository(database).named(finding));
  if (row.kind == "value") return valueCharts(database, row);
  std::vector<FindingChart> charts;
  FAULTLINE_TRY_ASSIGN(auto rate, rateChart(database, row));
  if (rate) charts.push_back(std::move(*rate));
  return charts;
}

}  // namespace faultline::pipeline
