#include "engine/pipeline/models.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <ranges>
#include <utility>

#include <nlohmann/json.hpp>

#include "engine/pipeline/clocks.h"
#include "engine/pipeline/key_book.h"
#include "engine/pipeline/model_parts.h"
#include "engine/pipeline/model_report.h"
#include "engine/store/event_repository.h"
#include "engine/store/finding_repository.h"
#include "engine/store/model_repository.h"
#include "engine/store/source_repository.h"
#include "engine/values/value_detector.h"

namespace faultline::pipeline {

using nlohmann::json;

namespace {

/// A number that there may not be, or not as one.
template <class T>
T numberIn(const json& object, const char* name, T otherwise = {}) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number() ? found->get<T>() : otherwise;
}

void readSettings(const json& settings, ModelDetails& details) {
  if (!settings.is_object()) return;
  LearnSettings& own = details.settings;
  own.history = numberIn(settings, "history", own.history);
  own.candidates = numberIn(settings, "candidates", own.candidates);
  own.layers = numberIn(settings, "layers", own.layers);
  own.units = numberIn(settings, "units", own.units);
  own.seed = numberIn(settings, "seed", own.seed);
  own.threads = numberIn(settings, "threads", own.threads);
  details.epochs = numberIn(settings, "epochs", 0);
}

std::optional<TimeRange> rangeIn(const json& saw) {
  const auto normal = saw.find("normal");
  if (normal == saw.end() || !normal->is_object()) return std::nullopt;
  const auto from = parseMoment(normal->value("from", ""), {});
  const auto to = parseMoment(normal->value("to", ""), {});
  if (!from || !to) return std::nullopt;
  return TimeRange{*from, *to};
}

void readSaw(const json& saw, ModelDetails& details) {
  if (!saw.is_object()) return;
  details.sessions = numberIn<std::uint64_t>(saw, "sessions");
  details.events = numberIn<std::uint64_t>(saw, "events");
  details.windows = numberIn<std::uint64_t>(saw, "windows");
  details.distinctWindows = numberIn<std::uint64_t>(saw, "distinct_windows");
  details.keys = numberIn<std::uint64_t>(saw, "keys");
  details.leftOut = numberIn<std::uint64_t>(saw, "left_out");
  details.taught = numberIn<std::uint64_t>(saw, "taught");
  details.settings.normal = rangeIn(saw);
  if (const auto sources = saw.find("sources"); sources != saw.end() && sources->is_array()) {
    for (const json& source : *sources) {
      if (source.is_number_integer())
        details.settings.sources.push_back(SourceId{source.get<std::int64_t>()});
    }
  }
}

void addKeyBounds(const detect::Detector& detector, ModelDetails& details) {
  for (const detect::SignalBound& bound : detector.bounds()) {
    const bool isWhole = bound.kind == sequence::SessionKind::Whole;
    details.thresholds.push_back(
        {bound.signal, isWhole ? "session" : "stream", bound.bound, bound.unit, bound.units, bound.budget});
  }
}

void addValues(const values::ValueDetector& detector, const KeyBook& book, ModelDetails& details) {
  for (const values::KeySummary& key : detector.summaries()) {
    const values::ErrorLevels levels = detector.levelsOf(key.key);
    ValueModelInfo info{key.key,     book.textOf(key.key), key.columns,    key.rows,
                        levels.mean, levels.deviation,     levels.inForce, {}};
    for (const values::LeftOut& out : detector.leftOut()) {
      if (out.key == key.key && !out.column.empty()) info.leftOut.push_back(out.column + ": " + out.why);
    }
    details.thresholds.push_back({"value", info.templateText, levels.inForce, "mean square error", key.rows,
                                  detector.falseAlarmShare()});
    details.values.push_back(std::move(info));
  }
}

Status readParts(const std::string& bundle, const KeyBook& book, ModelDetails& details) {
  FAULTLINE_TRY_ASSIGN(const NamedParts parts, readModelParts(bundle));
  if (const std::string* keys = parts.find(kKeyPart)) {
    FAULTLINE_TRY_ASSIGN(const detect::Detector detector, detect::Detector::load(*keys));
    addKeyBounds(detector, details);
  }
  if (const std::string* values = parts.find(kValuePart)) {
    FAULTLINE_TRY_ASSIGN(const values::ValueDetector detector, values::ValueDetector::load(*values));
    addValues(detector, book, details);
  }
  if (const std::string* text = parts.find(kReportPart)) {
    FAULTLINE_TRY_ASSIGN(ModelReport report, readModelReport(*text));
    details.seconds = report.seconds;
    details.curves = std::move(report.curves);
  }
  return {};
}

/// A stretch of time in which so many events lie, somehow.
struct Span {
  UtcTime from;
  UtcTime to;
  std::uint64_t events = 0;
};

Result<std::vector<Span>> spansOf(store::Database& database, const std::vector<store::SourceRow>& sources,
                                  const Clocks& clocks) {
  const store::EventRepository events(database);
  std::vector<Span> spans;
  for (const store::SourceRow& source : sources) {
    FAULTLINE_TRY_ASSIGN(const std::vector<store::BlockSpan> blocks, events.blockSpans(source.id));
    for (const store::BlockSpan& block : blocks) {
      const auto from = clocks.utc(source.id, block.earliest);
      const auto to = clocks.utc(source.id, block.latest);
      if (from && to) spans.push_back({*from, *to, block.events});
    }
  }
  return spans;
}

/// Equal bins from the first time to the last.
class Bins {
 public:
  Bins(TimeRange range, std::size_t count) : m_range(range), m_count(count) {}

  [[nodiscard]] std::size_t of(UtcTime time) const {
    const double width = static_cast<double>((m_range.to - m_range.from).count());
    if (width <= 0) return 0;
    const double share = static_cast<double>((time - m_range.from).count()) / width;
    const auto bin = static_cast<std::size_t>(std::max(share, 0.0) * static_cast<double>(m_count));
    return std::min(bin, m_count - 1);
  }

  /// Shares the span's events out evenly over the bins that it touches.
  void add(const Span& span, std::vector<std::uint64_t>& counts) const {
    const std::size_t first = of(span.from);
    const std::uint64_t bins = std::max(of(span.to), first) - first + 1;
    for (std::uint64_t bin = 0; bin < bins; ++bin)
      counts[first + bin] += span.events * (bin + 1) / bins - span.events * bin / bins;
  }

 private:
  TimeRange m_range;
  std::size_t m_count;
};

/// Of so many events at most each one's time is read: a third of a second.
constexpr std::uint64_t kMostCounted = 1'000'000;

Status countEvents(store::Database& database, const Clocks& clocks, const std::vector<Span>& spans,
                   const Bins& bins, TimeLine& line) {
  const store::EventRepository events(database);
  FAULTLINE_TRY_ASSIGN(const std::uint64_t count, events.count());
  if (count > kMostCounted) {
    for (const Span& span : spans) bins.add(span, line.events);
    return {};
  }
  return events.scan([&](const store::EventRef& event) {
    if (const auto time = clocks.utc(event.id.source, event.time)) ++line.events[bins.of(*time)];
    return true;
  });
}

Status countFindings(store::Database& database, const Clocks& clocks, const Bins& bins, TimeLine& line) {
  const store::FindingRepository findings(database);
  FAULTLINE_TRY_ASSIGN(const auto run, findings.latestRun());
  if (!run) return {};
  FAULTLINE_TRY_ASSIGN(const auto rows, findings.ofRun(run->id));
  const store::EventRepository events(database);
  for (const store::FindingRow& row : rows) {
    FAULTLINE_TRY_ASSIGN(const auto event, events.get(row.event));
    const auto time = event ? clocks.utc(row.event.source, event->time) : std::nullopt;
    if (time) ++line.findings[bins.of(*time)];
  }
  return {};
}

}  // namespace

Result<std::vector<ModelDetails>> loadModels(const std::filesystem::path& project) {
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  const store::ModelRepository models(database);
  FAULTLINE_TRY_ASSIGN(const std::vector<store::ModelRow> rows, models.all());
  FAULTLINE_TRY_ASSIGN(const std::optional<ModelId> active, models.active());
  FAULTLINE_TRY_ASSIGN(const KeyBook book, KeyBook::read(database));
  std::vector<ModelDetails> list;
  for (const store::ModelRow& row : std::views::reverse(rows)) {
    ModelDetails details;
    details.id = row.id;
    details.parent = row.parent;
    details.active = active == row.id;
    details.created = row.created;
    details.bytes = row.bytes;
    readSettings(json::parse(row.settings, nullptr, false), details);
    readSaw(json::parse(row.saw, nullptr, false), details);
    FAULTLINE_TRY_ASSIGN(const std::string bundle, models.bundle(row.id));
    FAULTLINE_TRY(readParts(bundle, book, details));
    list.push_back(std::move(details));
  }
  return list;
}

Result<TimeLine> loadTimeLine(const std::filesystem::path& project, std::size_t bins) {
  if (bins == 0) return failure(ErrorCode::InvalidArgument, {}, "a time line needs a bin at least");
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  FAULTLINE_TRY_ASSIGN(const std::vector<store::SourceRow> sources, store::SourceRepository(database).all());
  FAULTLINE_TRY_ASSIGN(const Clocks clocks, Clocks::of(sources));
  FAULTLINE_TRY_ASSIGN(const std::vector<Span> spans, spansOf(database, sources, clocks));
  TimeLine line{{}, std::vector<std::uint64_t>(bins), std::vector<std::uint64_t>(bins)};
  if (spans.empty()) return line;
  line.range =
      TimeRange{std::ranges::min(spans, {}, &Span::from).from, std::ranges::max(spans, {}, &Span::to).to};
  const Bins even(*line.range, bins);
  FAULTLINE_TRY(countEvents(database, clocks, spans, even, line));
  FAULTLINE_TRY(countFindings(database, clocks, even, line));
  return line;
}

}  // namespace faultline::pipeline
