#include "engine/store/keyed_events.h"

#include <algorithm>

#include "engine/store/event_repository.h"
#include "engine/store/sqlite_guard.h"

namespace faultline::store {

namespace {

EventId lastOf(const KeyBlock& block) {
  return {block.first.source, block.first.ordinal + (EventRepository::kBlock - 1)};
}

void addToBlock(SQLite::Database& database, KeyId key, EventId first, std::int64_t count) {
  SQLite::Statement add(database,
                        "INSERT INTO key_block (key, first_event, count) VALUES (?1, ?2, ?3) "
                        "ON CONFLICT (key, first_event) DO UPDATE SET count = count + ?3");
  add.bind(1, key.value);
  add.bind(2, first.packed());
  add.bind(3, count);
  add.exec();
}

}  // namespace

Result<std::vector<KeyBlock>> KeyedEvents::blocks(std::span<const KeyId> keys) const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(),
                            "SELECT first_event, count FROM key_block WHERE key = ? ORDER BY first_event");
    std::vector<KeyBlock> blocks;
    for (const KeyId key : keys) {
      query.reset();
      query.bind(1, key.value);
      while (query.executeStep()) {
        blocks.push_back({key, EventId::unpacked(query.getColumn(0).getInt64()),
                          static_cast<std::uint32_t>(query.getColumn(1).getInt64())});
      }
    }
    std::ranges::stable_sort(blocks, {}, &KeyBlock::first);
    return blocks;
  });
}

Result<std::vector<EventPlace>> KeyedEvents::places(const KeyBlock& block, std::uint32_t most) const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(
        m_database.handle(),
        "SELECT id, offset, length FROM event WHERE id BETWEEN ? AND ? AND key = ? ORDER BY id LIMIT ?");
    query.bind(1, block.first.packed());
    query.bind(2, lastOf(block).packed());
    query.bind(3, block.key.value);
    query.bind(4, most);
    std::vector<EventPlace> places;
    while (query.executeStep()) {
      places.push_back({EventId::unpacked(query.getColumn(0).getInt64()),
                        static_cast<std::uint64_t>(query.getColumn(1).getInt64()),
                        static_cast<std::uint32_t>(query.getColumn(2).getInt64())});
    }
    return places;
  });
}

Status KeyedEvents::move(const KeyBlock& block, std::span<const EventId> events, KeyId to) {
  if (events.empty()) return {};
  return guarded(m_database.file().string(), [&] {
    SQLite::Database& database = m_database.handle();
    SQLite::Statement update(database, "UPDATE event SET key = ? WHERE id = ?");
    for (const EventId event : events) {
      update.reset();
      update.bind(1, to.value);
      update.bind(2, event.packed());
      update.exec();
    }
    addToBlock(database, to, block.first, static_cast<std::int64_t>(events.size()));
    addToBlock(database, block.key, block.first, -static_cast<std::int64_t>(events.size()));
    SQLite::Statement remove(database,
                             "DELETE FROM key_block WHERE key = ? AND first_event = ? AND count <= 0");
    remove.bind(1, block.key.value);
    remove.bind(2, block.first.packed());
    remove.exec();
  });
}

Status KeyedEvents::moveAll(const KeyBlock& block, KeyId to) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Database& database = m_database.handle();
    SQLite::Statement update(database, "UPDATE event SET key = ? WHERE id BETWEEN ? AND ? AND key = ?");
    update.bind(1, to.value);
    update.bind(2, block.first.packed());
    update.bind(3, lastOf(block).packed());
    update.bind(4, block.key.value);
    addToBlock(database, to, block.first, update.exec());
    SQLite::Statement remove(database, "DELETE FROM key_block WHERE key = ? AND first_event = ?");
    remove.bind(1, block.key.value);
    remove.bind(2, block.first.packed());
    remove.exec();
  });
}

}  // namespace faultline::store
