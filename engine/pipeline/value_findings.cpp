#include "engine/pipeline/value_findings.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <nlohmann/json.hpp>

#include "engine/pipeline/model_parts.h"
#include "engine/pipeline/severity_rule.h"
#include "engine/pipeline/value_evidence.h"
#include "engine/pipeline/value_series.h"
#include "engine/pipeline/value_trace.h"
#include "engine/store/event_repository.h"
#include "engine/store/session_repository.h"

namespace faultline::pipeline {

using values::ColumnVerdict;
using values::ValueDetector;
using values::VectorVerdict;

namespace {

constexpr const char* kKind = "value";
constexpr std::uint64_t kLeastRows = 50;
constexpr std::size_t kMostLearnt = 20'000;  // vectors of a key
constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

constexpr std::size_t kLeastLong = 5;  // odd vectors in a row that are one finding
constexpr std::size_t kMostUsual = 2;  // usual ones between two of them

/// Odd vectors of a key in a row, by the same column and to the same side.
struct Stretch {
  std::vector<std::size_t> rows;
  std::int32_t column = 0;
  bool isAbove = false;
  std::vector<std::vector<ColumnVerdict>> explained;  ///< The first rows, `kLeastLong` at most.

  [[nodiscard]] bool isLong() const { return rows.size() >= kLeastLong; }
};

const char* codeOf(const ColumnVerdict& verdict) {
  if (verdict.name != "elapsed_s") return "odd-value";
  return verdict.value > verdict.expected ? "slow" : "fast";
}

/// Numbers stand for log keys, so that a finding says what they are called when it is read.
std::string argumentsOf(const ColumnVerdict& verdict, KeyId key) {
  const std::string value = valueText(verdict.value, verdict.unit);
  const std::string usual = rangeText(verdict.low, verdict.high, verdict.unit);
  nlohmann::json arguments{key.value};
  if (verdict.name != "elapsed_s") arguments.push_back(verdict.name);
  arguments.push_back(value);
  arguments.push_back(usual);
  return arguments.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// A level that moved: told once, however many vectors it makes odd.
const char* longCodeOf(const ColumnVerdict& verdict) {
  if (verdict.name != "elapsed_s") return "moved";
  return verdict.value > verdict.expected ? "slowed" : "hastened";
}

/// As `argumentsOf`; the value is the median of all, and their number follows.
std::string longArgumentsOf(ColumnVerdict verdict, KeyId key, std::vector<double> all) {
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::ranges::nth_element(all, middle);
  verdict.value = *middle;
  auto arguments = nlohmann::json::parse(argumentsOf(verdict, key));
  arguments.push_back(std::to_string(all.size()));
  return arguments.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// The odd vectors of one key turned into rows, and its trace.
class KeyFindings {
 public:
  KeyFindings(store::Database& database, const ValueDetector& detector, const EventSeries& vectors,
              const std::vector<VectorVerdict>& verdicts)
      : m_events(database),
        m_sessions(database),
        m_detector(detector),
        m_vectors(vectors),
        m_verdicts(verdicts) {
    for (std::size_t row = 0; row < verdicts.size(); ++row) {
      if (verdicts[row].isOdd) m_odd.push_back(row);
    }
  }

  [[nodiscard]] bool empty() const { return m_odd.empty(); }

  Status addTo(std::vector<FindingGroup>& groups, const std::stop_token& stop) const {
    FAULTLINE_TRY_ASSIGN(const std::vector<Stretch> stretches, stretchesOf(stop));
    for (const Stretch& stretch : stretches) {
      if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
      if (stretch.isLong()) {
        FAULTLINE_TRY(addLong(stretch, groups));
        continue;
      }
      for (std::size_t i = 0; i < stretch.rows.size(); ++i)
        FAULTLINE_TRY(addOne(stretch.rows[i], stretch.explained[i], groups));
    }
    return {};
  }

  Result<ValueTrace> trace(const std::stop_token& stop) const {
    ValueTrace trace;
    trace.levels = m_detector.levelsOf(m_vectors.series.key);
    std::vector<float> errors;
    for (const VectorVerdict& verdict : m_verdicts) errors.push_back(verdict.error);
    for (const std::size_t row : thinned(errors, m_odd)) {
      constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
      trace.errors.push_back(
          {m_vectors.events[row].packed(), errors[row], kNone, kNone, kNone, m_verdicts[row].isOdd});
    }
    std::map<std::int32_t, std::vector<std::size_t>> oddByColumn;
    for (const std::size_t row : m_odd) oddByColumn[m_verdicts[row].column].push_back(row);
    for (const auto& [place, odd] : oddByColumn) {
      if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
      FAULTLINE_TRY_ASSIGN(ValueTrace::Column column, columnTrace(place, odd));
      trace.columns.push_back(std::move(column));
    }
    return trace;
  }

 private:
  /// The vectors that a row is judged by: those before it and itself.
  [[nodiscard]] values::ValueSeries windowOf(std::size_t row) const {
    const auto history = static_cast<std::size_t>(m_detector.settings().history);
    return sliceOf(m_vectors.series, row - std::min(row, history), row + 1);
  }

  Result<std::vector<ColumnVerdict>> explain(std::size_t row) const {
    const values::ValueSeries window = windowOf(row);
    return m_detector.explain(window, window.size() - 1);
  }

  Result<std::vector<Stretch>> stretchesOf(const std::stop_token& stop) const {
    std::vector<Stretch> stretches;
    for (const std::size_t row : m_odd) {
      if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
      FAULTLINE_TRY_ASSIGN(std::vector<ColumnVerdict> columns, explain(row));
      if (columns.empty()) continue;
      const bool isAbove = columns.front().value > columns.front().expected;
      const std::int32_t column = m_verdicts[row].column;
      Stretch* const last = stretches.empty() ? nullptr : &stretches.back();
      if (last != nullptr && last->column == column && last->isAbove == isAbove &&
          row - last->rows.back() <= kMostUsual + 1) {
        last->rows.push_back(row);
        if (last->explained.size() < kLeastLong) last->explained.push_back(std::move(columns));
      } else {
        stretches.push_back({{row}, column, isAbove, {std::move(columns)}});
      }
    }
    return stretches;
  }

  Status addOne(std::size_t row, const std::vector<ColumnVerdict>& columns,
                std::vector<FindingGroup>& groups) const {
    FAULTLINE_TRY_ASSIGN(const auto event, m_events.get(m_vectors.events[row]));
    if (!event) return {};
    FAULTLINE_TRY_ASSIGN(const store::SessionRow session, m_sessions.get(event->session));
    store::FindingRow finding = rowOf(row, columns, session, row);
    finding.session = event->session;
    const bool isWhole = session.rule != store::SessionRepository::kStreamRule;
    groups.push_back({event->session, isWhole, {std::move(finding)}});
    return {};
  }

  /// One finding, of the session that all are in if there is one. It is as strange as the strangest of them,
  /// and that is what a detector is taught with.
  Status addLong(const Stretch& stretch, std::vector<FindingGroup>& groups) const {
    SessionId session;
    for (const std::size_t row : stretch.rows) {
      FAULTLINE_TRY_ASSIGN(const auto event, m_events.get(m_vectors.events[row]));
      if (!event) return {};
      if (row == stretch.rows.front()) session = event->session;
      if (event->session != session) session = {};
    }
    store::SessionRow own;
    if (session) {
      FAULTLINE_TRY_ASSIGN(own, m_sessions.get(session));
    }
    const std::size_t strangest =
        *std::ranges::min_element(stretch.rows, {}, [&](std::size_t row) { return m_verdicts[row].p; });
    const std::vector<ColumnVerdict>& first = stretch.explained.front();
    store::FindingRow finding = rowOf(stretch.rows.front(), first, own, strangest);
    const KeyId key = m_vectors.series.key;
    std::vector<double> all;
    for (const std::size_t row : stretch.rows) all.push_back(valueAt(row, stretch.column));
    finding.code = longCodeOf(first.front());
    finding.arguments = longArgumentsOf(first.front(), key, std::move(all));
    finding.session = session;
    const bool isWhole = session && own.rule != store::SessionRepository::kStreamRule;
    groups.push_back({session, isWhole, {std::move(finding)}});
    return {};
  }

  [[nodiscard]] double valueAt(std::size_t row, std::int32_t place) const {
    return place == 0 ? m_vectors.series.elapsed[row]
                      : m_vectors.series.at(row, static_cast<std::size_t>(place) - 1);
  }

  /// `strangest`: the row that tells how strange it is.
  store::FindingRow rowOf(std::size_t row, const std::vector<ColumnVerdict>& columns,
                          const store::SessionRow& session, std::size_t strangest) const {
    const ColumnVerdict& odd = columns.front();
    const KeyId key = m_vectors.series.key;
    store::FindingRow finding;
    finding.kind = kKind;
    finding.code = codeOf(odd);
    finding.arguments = argumentsOf(odd, key);
    finding.p = m_verdicts[strangest].p;
    finding.score = -std::log10(finding.p);
    finding.event = m_vectors.events[row];
    StoredEvidence evidence;
    if (m_vectors.previous[row]) {
      evidence.history.push_back({m_vectors.series.previous[row], m_vectors.previous[row]});
    }
    for (const ColumnVerdict& column : columns) {
      evidence.values.push_back(
          {column.name, column.unit, column.value, column.low, column.high, column.expected, column.isOdd});
    }
    finding.evidence = writeValueEvidence(evidence, windowOf(strangest));
    finding.fingerprint = findingFingerprint(finding.kind, finding.code,
                                             session.rule + '\n' + session.label + '\n' +
                                                 std::to_string(finding.event.packed()) + '\n' + odd.name);
    return finding;
  }

  Result<ValueTrace::Column> columnTrace(std::int32_t place, const std::vector<std::size_t>& odd) const {
    const values::ValueSeries& series = m_vectors.series;
    const auto parameter = static_cast<std::size_t>(std::max(place, 1) - 1);
    ValueTrace::Column column{"elapsed_s", "s", {}};
    if (place != 0) column = {series.parameters[parameter].name, series.parameters[parameter].unit, {}};
    std::vector<float> values;
    for (std::size_t row = 0; row < series.size(); ++row)
      values.push_back(static_cast<float>(valueAt(row, place)));
    for (const std::size_t row : thinned(values, odd)) {
      FAULTLINE_TRY_ASSIGN(const std::vector<ColumnVerdict> verdicts, explain(row));
      const auto own = std::ranges::find(verdicts, column.name, &ColumnVerdict::name);
      if (own == verdicts.end()) continue;
      const bool isOdd = m_verdicts[row].isOdd && m_verdicts[row].column == place;
      column.points.push_back({m_vectors.events[row].packed(), values[row], static_cast<float>(own->expected),
                               static_cast<float>(own->low), static_cast<float>(own->high), isOdd});
    }
    return column;
  }

  store::EventRepository m_events;
  store::SessionRepository m_sessions;
  const ValueDetector& m_detector;
  const EventSeries& m_vectors;
  const std::vector<VectorVerdict>& m_verdicts;
  std::vector<std::size_t> m_odd;
};

}  // namespace

Status learnValues(store::Database& database, const EventFilter& filter, const LearnSettings& settings,
                   const std::stop_token& stop, const ProgressSink& progress, NamedParts& model,
                   LearnReport&) {
  FAULTLINE_TRY_ASSIGN(const ValueSeriesReader reader,
                       ValueSeriesReader::make(database, filter, stop, progress));
  std::vector<values::ValueSeries> series;
  for (const KeyId key : reader.keys()) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    if (reader.count(key) < kLeastRows) continue;
    FAULTLINE_TRY_ASSIGN(EventSeries read, reader.read(key, std::nullopt, kMostLearnt));
    series.push_back(std::move(read.series));
  }
  values::ValueSettings own;
  own.history = settings.history;
  own.seed = settings.seed;
  own.threads = settings.threads;
  own.normalGiven = settings.normal || !settings.sources.empty();
  FAULTLINE_TRY_ASSIGN(const ValueDetector detector, ValueDetector::train(series, own, stop, progress));
  if (!detector.empty()) model.set(kValuePart, detector.save());
  return {};
}

Status addValueFindings(store::Database& database, const NamedParts& model, const std::stop_token& stop,
                        const ProgressSink& progress, std::vector<FindingGroup>& groups,
                        std::vector<RunSeries>& series) {
  const std::string* const part = model.find(kValuePart);
  if (part == nullptr) return {};
  FAULTLINE_TRY_ASSIGN(const ValueDetector detector, ValueDetector::load(*part));
  FAULTLINE_TRY_ASSIGN(const ValueSeriesReader reader, ValueSeriesReader::make(database, {}, stop, progress));
  const std::size_t first = groups.size();
  std::uint64_t judged = 0;
  ProgressReporter reporter(progress);
  const std::vector<KeyId> keys = detector.keys();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    reporter.report({Stage::Judging, i, keys.size(), {}});
    if (reader.count(keys[i]) == 0) continue;
    FAULTLINE_TRY_ASSIGN(const EventSeries vectors,
                         reader.read(keys[i], detector.parametersOf(keys[i]), kAll));
    FAULTLINE_TRY_ASSIGN(const std::vector<VectorVerdict> verdicts, detector.judge(vectors.series, 0, stop));
    judged += verdicts.size();
    const KeyFindings findings(database, detector, vectors, verdicts);
    if (findings.empty()) continue;
    FAULTLINE_TRY(findings.addTo(groups, stop));
    FAULTLINE_TRY_ASSIGN(const ValueTrace trace, findings.trace(stop));
    series.push_back({kValueTrace, keys[i], packTrace(trace)});
  }
  for (std::size_t i = first; i < groups.size(); ++i) {
    store::FindingRow& finding = groups[i].findings.front();
    setChance(finding, finding.p, judged);
  }
  return {};
}

Result<std::optional<values::TaughtVector>> taughtVector(const store::FindingRow& row) {
  if (row.kind != kKind) return std::nullopt;
  FAULTLINE_TRY_ASSIGN(values::TaughtVector taught, readTaughtVector(row.evidence));
  return taught;
}

}  // namespace faultline::pipeline
