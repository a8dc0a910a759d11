#include "engine/store/value_repository.h"

#include <algorithm>
#include <limits>

#include <tsl/robin_map.h>

#include "engine/store/sqlite_guard.h"

namespace faultline::store {

namespace {

constexpr std::uint32_t kLastOrdinal = 0xffffffffU;

std::string_view bytesOf(const SQLite::Column& column) {
  return {static_cast<const char*>(column.getBlob()), static_cast<std::size_t>(column.getBytes())};
}

/// A number without a unit may be of any kind, and is the first.
void addValue(ValueTable& table, const EventValue& value) {
  const auto found = std::ranges::find(table.columns, value.parameter, &ValueColumn::parameter);
  ValueColumn& column = found != table.columns.end()
                            ? *found
                            : table.columns.emplace_back(ValueColumn{value.parameter, value.kind, {}});
  column.values.resize(table.ordinals.size(), std::numeric_limits<double>::quiet_NaN());
  column.values.back() = value.value;
  column.kind = std::max(column.kind, value.kind);
}

/// Takes out the events from `next` on.
void cutAt(ValueTable& table, std::uint32_t next) {
  const auto end = std::ranges::lower_bound(table.ordinals, next);
  table.ordinals.erase(end, table.ordinals.end());
  for (ValueColumn& column : table.columns) column.values.resize(table.ordinals.size());
}

}  // namespace

Status ValueRepository::forEach(KeyId key, const std::function<bool(const ValueBlock&)>& visit) const {
  bool damaged = false;
  FAULTLINE_TRY(guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(),
                            "SELECT template, first_event, data FROM value_shape JOIN value_block ON shape = "
                            "value_shape.id WHERE key = ? ORDER BY first_event, shape");
    query.bind(1, key.value);
    while (query.executeStep()) {
      ValueBlock block{
          key, query.getColumn(0).getString(), EventId::unpacked(query.getColumn(1).getInt64()).source, {}};
      auto table = unpackValues(bytesOf(query.getColumn(2)));
      damaged = !table;
      if (damaged) return;
      block.table = std::move(*table);
      if (!visit(block)) return;
    }
  }));
  if (!damaged) return {};
  return failure(ErrorCode::ProjectDamaged, m_database.file().string(), "values cannot be read");
}

Result<std::vector<KeyId>> ValueRepository::keys() const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(), "SELECT DISTINCT key FROM value_shape ORDER BY key");
    std::vector<KeyId> keys;
    while (query.executeStep()) keys.push_back(KeyId{query.getColumn(0).getInt64()});
    return keys;
  });
}

struct ValueWriter::Impl {
  /// A block under way.
  struct Block {
    ValueTable table;
    bool changed = false;
  };
  /// How the values of a key are counted now.
  struct Shape {
    std::string templateText;
    std::int64_t id = 0;
  };

  Impl(Database& owner, SourceId sourceId, std::uint32_t next)
      : database(owner),
        source(sourceId),
        first(firstOf(next)),
        insert(owner.handle(),
               "INSERT OR REPLACE INTO value_block (shape, first_event, count, data) VALUES (?, ?, ?, ?)") {}

  static std::uint32_t firstOf(std::uint32_t ordinal) { return ordinal / kBlock * kBlock; }

  /// Takes out what is stored from `next` on, and goes on with the blocks that it falls into.
  [[nodiscard]] bool rewind(std::uint32_t next) {
    SQLite::Statement query(database.handle(), "SELECT shape, data FROM value_block WHERE first_event = ?");
    query.bind(1, EventId{source, first}.packed());
    while (query.executeStep()) {
      auto table = unpackValues(bytesOf(query.getColumn(1)));
      if (!table) return false;
      cutAt(*table, next);
      if (!table->ordinals.empty()) blocks[query.getColumn(0).getInt64()] = {std::move(*table), true};
    }
    SQLite::Statement remove(database.handle(), "DELETE FROM value_block WHERE first_event BETWEEN ? AND ?");
    remove.bind(1, EventId{source, first}.packed());
    remove.bind(2, EventId{source, kLastOrdinal}.packed());
    remove.exec();
    return true;
  }

  std::int64_t shapeOf(KeyId key, const std::string& templateText) {
    Shape& shape = shapes[key.value];
    if (shape.id != 0 && shape.templateText == templateText) return shape.id;
    shape.templateText = templateText;
    SQLite::Statement find(database.handle(), "SELECT id FROM value_shape WHERE key = ? AND template = ?");
    find.bind(1, key.value);
    find.bind(2, templateText);
    if (find.executeStep()) return shape.id = find.getColumn(0).getInt64();
    SQLite::Statement add(database.handle(), "INSERT INTO value_shape (key, template) VALUES (?, ?)");
    add.bind(1, key.value);
    add.bind(2, templateText);
    add.exec();
    return shape.id = database.handle().getLastInsertRowid();
  }

  void write() {
    for (auto entry = blocks.begin(); entry != blocks.end(); ++entry) {
      Block& block = entry.value();
      if (!block.changed) continue;
      for (ValueColumn& column : block.table.columns)
        column.values.resize(block.table.ordinals.size(), std::numeric_limits<double>::quiet_NaN());
      const std::string data = packValues(block.table);
      insert.reset();
      insert.bind(1, entry.key());
      insert.bind(2, EventId{source, first}.packed());
      insert.bind(3, static_cast<std::int64_t>(block.table.ordinals.size()));
      insert.bind(4, data.data(), static_cast<int>(data.size()));
      insert.exec();
      block.changed = false;
    }
    insert.reset();
  }

  Database& database;
  SourceId source;
  std::uint32_t first;  ///< Of the blocks under way.
  SQLite::Statement insert;
  tsl::robin_map<std::int64_t, Block> blocks;  ///< By shape.
  tsl::robin_map<std::int64_t, Shape> shapes;  ///< By key.
};

ValueWriter::ValueWriter(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
ValueWriter::ValueWriter(ValueWriter&&) noexcept = default;
ValueWriter::~ValueWriter() = default;

Result<ValueWriter> ValueWriter::open(Database& database, SourceId source, std::uint32_t next) {
  bool whole = false;
  FAULTLINE_TRY_ASSIGN(auto impl, guarded(database.file().string(), [&] {
                         auto made = std::make_unique<Impl>(database, source, next);
                         whole = made->rewind(next);
                         return made;
                       }));
  if (!whole) return failure(ErrorCode::ProjectDamaged, database.file().string(), "values cannot be read");
  return ValueWriter(std::move(impl));
}

Status ValueWriter::append(std::uint32_t ordinal, KeyId key, const std::string& templateText,
                           std::span<const EventValue> values) {
  Impl& self = *m_impl;
  if (values.empty()) return {};
  return guarded(self.database.file().string(), [&] {
    if (Impl::firstOf(ordinal) != self.first) {
      self.write();
      self.blocks.clear();
      self.first = Impl::firstOf(ordinal);
    }
    Impl::Block& block = self.blocks[self.shapeOf(key, templateText)];
    block.table.ordinals.push_back(ordinal);
    block.changed = true;
    for (const EventValue& value : values) addValue(block.table, value);
  });
}

Status ValueWriter::flush() {
  return guarded(m_impl->database.file().string(), [&] { m_impl->write(); });
}

}  // namespace faultline::store
