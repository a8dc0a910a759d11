#include "engine/pipeline/value_series.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <tsl/robin_map.h>

#include "engine/pipeline/clocks.h"
#include "engine/pipeline/value_loader.h"
#include "engine/store/event_repository.h"
#include "engine/store/key_repository.h"
#include "engine/store/source_repository.h"

namespace faultline::pipeline {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t kStride = 65'536;  // events between looks at the stop token
constexpr std::size_t kStretch = 100;      // rows that follow one another
constexpr std::string_view kWildcard = "<*>";

/// The last event of a session that was seen, in the source that it was seen in.
struct Last {
  EventId event;
  std::int32_t key = 0;
  std::optional<LocalTime> time;
};

std::string unitOf(const std::string& kind) {
  if (kind == "seconds") return "s";
  if (kind == "bytes") return "B";
  return kind == "percent" ? "%" : "";
}

/// The rows that are read when there are more than `most`.
std::vector<std::size_t> chosenRows(std::size_t count, std::size_t most) {
  std::vector<std::size_t> rows;
  if (count <= most) {
    for (std::size_t row = 0; row < count; ++row) rows.push_back(row);
    return rows;
  }
  const std::size_t stretches = std::max<std::size_t>(1, most / kStretch);
  for (std::size_t i = 0; i < stretches; ++i) {
    const std::size_t first = i * (count - kStretch) / std::max<std::size_t>(1, stretches - 1);
    for (std::size_t row = first; row < std::min(count, first + kStretch); ++row) {
      if (rows.empty() || row > rows.back()) rows.push_back(row);
    }
  }
  return rows;
}

bool isWordPart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool hasLetter(std::string_view word) {
  return std::ranges::any_of(word, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
  });
}

/// The last word in `text` that has a letter, unless another parameter is closer.
std::string_view lastWord(std::string_view text) {
  std::size_t end = text.size();
  while (end > 0) {
    while (end > 0 && !isWordPart(text[end - 1])) --end;
    std::size_t begin = end;
    while (begin > 0 && isWordPart(text[begin - 1])) --begin;
    const std::string_view word = text.substr(begin, end - begin);
    if (hasLetter(word)) return word;
    end = begin;
  }
  return {};
}

std::string_view firstWord(std::string_view text) {
  std::size_t begin = 0;
  while (begin < text.size()) {
    while (begin < text.size() && !isWordPart(text[begin])) ++begin;
    std::size_t end = begin;
    while (end < text.size() && isWordPart(text[end])) ++end;
    const std::string_view word = text.substr(begin, end - begin);
    if (hasLetter(word)) return word;
    begin = end;
  }
  return {};
}

}  // namespace

std::vector<std::string> parameterNames(std::string_view templateText) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  std::size_t begin = 0;
  for (std::size_t at = templateText.find(kWildcard); at != std::string_view::npos;
       at = templateText.find(kWildcard, begin)) {
    std::string_view word = lastWord(templateText.substr(begin, at - begin));
    begin = at + kWildcard.size();
    if (word.empty()) {
      const std::size_t next = templateText.find(kWildcard, begin);
      word = firstWord(templateText.substr(begin, next == std::string_view::npos ? next : next - begin));
    }
    const std::string base = word.empty() ? "value" : std::string(word);
    std::string name = base;
    for (int i = 2; !taken.insert(name).second; ++i) name = base + ' ' + std::to_string(i);
    names.push_back(name);
  }
  return names;
}

values::ValueSeries sliceOf(const values::ValueSeries& series, std::size_t first, std::size_t last) {
  const auto at = [](const auto& column, std::size_t place) {
    return column.begin() + static_cast<std::ptrdiff_t>(place);
  };
  const std::size_t width = series.parameters.size();
  values::ValueSeries slice{series.key, series.parameters, {}, {}, {}};
  slice.elapsed.assign(at(series.elapsed, first), at(series.elapsed, last));
  slice.previous.assign(at(series.previous, first), at(series.previous, last));
  slice.values.assign(at(series.values, first * width), at(series.values, last * width));
  return slice;
}

Result<ValueSeriesReader> ValueSeriesReader::make(store::Database& database, const EventFilter& filter,
                                                  const std::stop_token& stop, const ProgressSink& progress) {
  FAULTLINE_TRY_ASSIGN(const auto aliases, store::KeyRepository(database).aliases());
  FAULTLINE_TRY_ASSIGN(const auto sources, store::SourceRepository(database).all());
  FAULTLINE_TRY_ASSIGN(const Clocks clocks, Clocks::of(sources));
  const store::EventRepository events(database);
  FAULTLINE_TRY_ASSIGN(const std::uint64_t total, events.count());
  ValueSeriesReader reader(database);
  ProgressReporter reporter(progress);
  std::vector<Last> lasts;
  tsl::robin_map<std::int64_t, std::vector<Row>*> places;
  std::uint64_t done = 0;
  FAULTLINE_TRY(events.scan([&](const store::EventRef& event) {
    if (++done % kStride == 0) {
      if (stop.stop_requested()) return false;
      reporter.report({Stage::Reading, done, total, {}});
    }
    const auto alias = aliases.find(event.key.value);
    const KeyId key = alias == aliases.end() ? event.key : KeyId{alias->second};
    const auto session = static_cast<std::size_t>(event.session.value);
    if (session >= lasts.size()) lasts.resize(std::max(session + 1, 2 * lasts.size()));
    const Last before =
        std::exchange(lasts[session], Last{event.id, static_cast<std::int32_t>(key.value), event.time});
    if (!filter.sources.empty() && !filter.sources.contains(event.id.source)) return true;
    if (filter.range) {
      const auto moment = clocks.utc(event.id.source, event.time);
      if (!moment || *moment < filter.range->from || *moment >= filter.range->to) return true;
    }
    Row row{event.id.ordinal, 0, std::numeric_limits<float>::quiet_NaN(), 0,
            static_cast<std::int32_t>(event.id.source.value)};
    if (before.event && before.event.source == event.id.source) {
      row.before = before.event.ordinal;
      row.previous = before.key;
      if (event.time && before.time)
        row.elapsed = std::chrono::duration<float>(*event.time - *before.time).count();
    }
    std::vector<Row>*& rows = places[key.value];
    if (rows == nullptr) rows = &reader.m_rows[key];
    rows->push_back(row);
    return true;
  }));
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  return reader;
}

std::vector<KeyId> ValueSeriesReader::keys() const {
  std::vector<KeyId> keys;
  for (const auto& [key, rows] : m_rows) keys.push_back(key);
  return keys;
}

std::uint64_t ValueSeriesReader::count(KeyId key) const {
  const auto found = m_rows.find(key);
  return found == m_rows.end() ? 0 : found->second.size();
}

Result<EventSeries> ValueSeriesReader::read(KeyId key,
                                            const std::optional<std::vector<values::Parameter>>& wanted,
                                            std::size_t most) const {
  EventSeries read;
  read.series.key = key;
  const auto found = m_rows.find(key);
  if (found != m_rows.end()) {
    const std::vector<Row>& rows = found->second;
    read.series.total = rows.size();
    for (const std::size_t at : chosenRows(rows.size(), most)) {
      const Row& row = rows[at];
      const SourceId source{row.source};
      read.events.push_back({source, row.ordinal});
      read.previous.push_back(row.previous == 0 ? EventId{} : EventId{source, row.before});
      read.series.elapsed.push_back(row.elapsed);
      read.series.previous.push_back(KeyId{row.previous});
    }
  }
  FAULTLINE_TRY(addValues(key, wanted, read));
  return read;
}

Status ValueSeriesReader::addValues(KeyId key, const std::optional<std::vector<values::Parameter>>& wanted,
                                    EventSeries& into) const {
  FAULTLINE_TRY_ASSIGN(const ValueMatrix matrix, loadValues(*m_database, key));
  const std::vector<std::string> names = parameterNames(matrix.templateText);
  std::vector<values::Parameter> found;
  for (const ValueMatrix::Column& column : matrix.columns) {
    const std::string name = column.parameter < names.size() ? names[column.parameter] : "value";
    found.push_back({static_cast<std::uint32_t>(column.parameter), name, unitOf(column.kind)});
  }
  into.series.parameters = wanted.value_or(found);
  // A template that became more general since may count its parameters otherwise: then the name decides.
  std::vector<std::optional<std::size_t>> columns;
  for (const values::Parameter& parameter : into.series.parameters) {
    auto match = std::ranges::find_if(found, [&](const values::Parameter& one) {
      return one.index == parameter.index && one.name == parameter.name;
    });
    if (match == found.end()) match = std::ranges::find(found, parameter.name, &values::Parameter::name);
    columns.push_back(match == found.end() ? std::nullopt
                                           : std::optional(static_cast<std::size_t>(match - found.begin())));
  }
  into.series.values.reserve(into.events.size() * columns.size());
  std::size_t row = 0;
  for (const EventId& event : into.events) {
    while (row < matrix.events.size() && matrix.events[row] < event) ++row;
    const bool has = row < matrix.events.size() && matrix.events[row] == event;
    for (const auto& column : columns)
      into.series.values.push_back(has && column ? matrix.at(row, *column) : kNone);
  }
  return {};
}

}  // namespace faultline::pipeline
