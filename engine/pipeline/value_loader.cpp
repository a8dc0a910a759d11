#include "engine/pipeline/value_loader.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <set>
#include <unordered_map>

#include <tsl/robin_map.h>

#include "engine/parse/parameter_kind.h"
#include "engine/parse/parameter_texts.h"
#include "engine/parse/token_table.h"
#include "engine/pipeline/clocks.h"
#include "engine/store/event_repository.h"
#include "engine/store/key_repository.h"
#include "engine/store/key_rule_repository.h"
#include "engine/store/value_repository.h"

namespace faultline::pipeline {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

std::size_t wildcardsIn(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = text.find(parse::kWildcard); at != std::string_view::npos;
       at = text.find(parse::kWildcard, at + parse::kWildcard.size())) {
    ++count;
  }
  return count;
}

/// Where the value of a parameter is among those stored by an older template.
struct Origin {
  std::optional<std::uint32_t> parameter;
  parse::ParameterValue constant;
};

std::vector<Origin> originsOf(const std::string& now, const std::string& then) {
  parse::TokenTable table;
  table.addTokensOf(now);
  table.addTokensOf(then);
  const auto places = parse::parameterPlaces({now, parse::TokenSequence::of(now, table)},
                                             {then, parse::TokenSequence::of(then, table)});
  const auto hints = parse::parameterHints(now);
  std::vector<Origin> origins(hints.size());
  for (std::size_t i = 0; i < std::min(places.size(), hints.size()); ++i) {
    const std::string_view text =
        std::string_view(then).substr(places[i].begin, places[i].end - places[i].begin);
    const std::size_t count = wildcardsIn(text);
    if (count == 0) {
      origins[i].constant = parse::readParameter(text, hints[i]);
    } else if (count == 1) {
      const std::size_t at = places[i].begin + text.find(parse::kWildcard);
      origins[i].parameter = static_cast<std::uint32_t>(wildcardsIn(std::string_view(then).substr(0, at)));
    }
  }
  return origins;
}

/// The keys that an event read as `key` may be of, and those under which its values may have been stored.
struct KeyScope {
  std::set<std::int64_t> of;
  std::set<std::int64_t> stored;
  bool hasSplits = false;
};

Result<KeyScope> scopeOf(store::Database& database, KeyId key) {
  KeyScope scope;
  scope.of.insert(key.value);
  FAULTLINE_TRY_ASSIGN(const auto aliases, store::KeyRepository(database).aliases());
  for (const auto& [member, canonical] : aliases) {
    if (canonical == key.value) scope.of.insert(member);
  }
  scope.stored = scope.of;
  FAULTLINE_TRY_ASSIGN(const std::vector<store::SplitRow> splits,
                       store::KeyRuleRepository(database).splits());
  // A split moves events from one key to the other, taking it back moves them back; splits may be nested.
  for (std::size_t before = 0; before != scope.stored.size();) {
    before = scope.stored.size();
    for (const store::SplitRow& split : splits) {
      if (!scope.stored.contains(split.key.value) && !scope.stored.contains(split.parent.value)) continue;
      scope.stored.insert({split.key.value, split.parent.value});
      scope.hasSplits = true;
    }
  }
  return scope;
}

Result<store::KeyRow> canonicalRow(store::Database& database, KeyId key) {
  const store::KeyRepository keys(database);
  FAULTLINE_TRY_ASSIGN(const auto aliases, keys.aliases());
  const auto alias = aliases.find(key.value);
  const KeyId wanted = alias == aliases.end() ? key : KeyId{alias->second};
  FAULTLINE_TRY_ASSIGN(const std::vector<store::KeyRow> rows, keys.all());
  const auto row = std::ranges::find(rows, wanted, &store::KeyRow::id);
  if (row != rows.end()) return *row;
  return failure(ErrorCode::KeyUnknown, database.file().string(),
                 "no log key has the number " + std::to_string(key.value));
}

/// Collects the values of a key, parameter by parameter.
class Collector {
 public:
  Collector(store::Database& database, const store::KeyRow& key, const KeyScope& scope)
      : m_database(database),
        m_key(key),
        m_scope(scope),
        m_kinds(wildcardsIn(key.text), parse::ParameterKind::Number),
        m_values(m_kinds.size()) {}

  Status add(const store::ValueBlock& block) {
    auto& origins = m_origins[block.templateText];
    if (origins.empty()) origins = originsOf(m_key.text, block.templateText);
    FAULTLINE_TRY(findKeys(block));
    for (std::size_t row = 0; row < block.table.ordinals.size(); ++row) {
      if (m_scope.hasSplits && !m_scope.of.contains(keyAt(block.table.ordinals[row]))) continue;
      addRow(block, origins, row);
    }
    return {};
  }

  ValueMatrix take() {
    ValueMatrix matrix{m_key.id, m_key.text, {}, {}, {}};
    std::vector<std::size_t> order(m_events.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t row) { return m_events[row]; });
    for (std::size_t i = 0; i < m_values.size(); ++i) {
      if (std::ranges::all_of(m_values[i], [](double value) { return std::isnan(value); })) continue;
      matrix.columns.push_back({i, std::string(parse::parameterKindName(m_kinds[i]))});
    }
    matrix.values.reserve(order.size() * matrix.columns.size());
    for (const std::size_t row : order) {
      matrix.events.push_back(EventId::unpacked(m_events[row]));
      for (const ValueMatrix::Column& column : matrix.columns)
        matrix.values.push_back(m_values[column.parameter][row]);
    }
    return matrix;
  }

 private:
  /// Where events were moved, each tells its key itself.
  Status findKeys(const store::ValueBlock& block) {
    if (!m_scope.hasSplits || block.table.ordinals.empty()) return {};
    m_firstOrdinal = block.table.ordinals.front();
    const std::uint32_t count = block.table.ordinals.back() - m_firstOrdinal + 1;
    FAULTLINE_TRY_ASSIGN(m_keys,
                         store::EventRepository(m_database).keysOf(block.source, m_firstOrdinal, count));
    return {};
  }

  [[nodiscard]] std::int64_t keyAt(std::uint32_t ordinal) const {
    const std::size_t at = ordinal - m_firstOrdinal;
    return at < m_keys.size() ? m_keys[at].value : 0;
  }

  void addRow(const store::ValueBlock& block, const std::vector<Origin>& origins, std::size_t row) {
    bool any = false;
    for (std::size_t i = 0; i < m_values.size(); ++i) {
      const parse::ParameterValue value = valueOf(block, origins[i], row);
      m_values[i].push_back(value.value);
      if (std::isnan(value.value)) continue;
      m_kinds[i] = std::max(m_kinds[i], value.kind);
      any = true;
    }
    if (any) {
      m_events.push_back(EventId{block.source, block.table.ordinals[row]}.packed());
    } else {
      for (std::vector<double>& column : m_values) column.pop_back();
    }
  }

  static parse::ParameterValue valueOf(const store::ValueBlock& block, const Origin& origin,
                                       std::size_t row) {
    if (!origin.parameter) return origin.constant;
    for (const store::ValueColumn& column : block.table.columns) {
      if (column.parameter != *origin.parameter) continue;
      return {static_cast<parse::ParameterKind>(column.kind), column.values[row]};
    }
    return {parse::ParameterKind::Number, kNone};
  }

  store::Database& m_database;
  const store::KeyRow& m_key;
  const KeyScope& m_scope;
  std::vector<parse::ParameterKind> m_kinds;
  std::vector<std::vector<double>> m_values;
  std::vector<std::int64_t> m_events;
  std::unordered_map<std::string, std::vector<Origin>> m_origins;  ///< By the template stored with values.
  std::vector<KeyId> m_keys;  ///< Of the block's events, from `m_firstOrdinal` on.
  std::uint32_t m_firstOrdinal = 0;
};

}  // namespace

Result<ValueMatrix> loadValues(store::Database& database, KeyId key) {
  FAULTLINE_TRY_ASSIGN(const store::KeyRow row, canonicalRow(database, key));
  FAULTLINE_TRY_ASSIGN(const KeyScope scope, scopeOf(database, row.id));
  Collector collector(database, row, scope);
  for (const std::int64_t stored : scope.stored) {
    Status status;
    FAULTLINE_TRY(
        store::ValueRepository(database).forEach(KeyId{stored}, [&](const store::ValueBlock& block) {
          status = collector.add(block);
          return status.has_value();
        }));
    FAULTLINE_TRY(status);
  }
  return collector.take();
}

Result<ElapsedTimes> loadElapsed(store::Database& database, KeyId key) {
  FAULTLINE_TRY_ASSIGN(const store::KeyRow row, canonicalRow(database, key));
  FAULTLINE_TRY_ASSIGN(const KeyScope scope, scopeOf(database, row.id));
  FAULTLINE_TRY_ASSIGN(const auto sources, store::SourceRepository(database).all());
  FAULTLINE_TRY_ASSIGN(const Clocks clocks, Clocks::of(sources));
  ElapsedTimes elapsed;
  tsl::robin_map<std::int64_t, std::optional<UtcTime>> last;
  FAULTLINE_TRY(store::EventRepository(database).scan([&](const store::EventRef& event) {
    const std::optional<UtcTime> time = clocks.utc(event.id.source, event.time);
    std::optional<UtcTime>& before = last[event.session.value];
    if (scope.of.contains(event.key.value)) {
      elapsed.events.push_back(event.id);
      elapsed.seconds.push_back(time && before ? std::chrono::duration<double>(*time - *before).count()
                                               : kNone);
    }
    before = time;
    return true;
  }));
  return elapsed;
}

}  // namespace faultline::pipeline
