#include "engine/store/event_repository.h"

#include <algorithm>
#include <map>

#include <tsl/robin_map.h>

#include "engine/store/sqlite_guard.h"

namespace faultline::store {

namespace {

constexpr const char* kColumns =
    "SELECT id, offset, length, extra_lines, time, stream, key, session FROM event ";

std::optional<LocalTime> timeOf(const SQLite::Column& column) {
  if (column.isNull()) return std::nullopt;
  return LocalTime(std::chrono::nanoseconds(column.getInt64()));
}

EventRow readEvent(SQLite::Statement& query) {
  EventRow row;
  row.id = EventId::unpacked(query.getColumn(0).getInt64());
  row.offset = static_cast<std::uint64_t>(query.getColumn(1).getInt64());
  row.length = static_cast<std::uint32_t>(query.getColumn(2).getInt64());
  row.extraLines = static_cast<std::uint32_t>(query.getColumn(3).getInt64());
  row.time = timeOf(query.getColumn(4));
  row.stream = StreamId{query.getColumn(5).getInt64()};
  row.key = KeyId{query.getColumn(6).getInt64()};
  row.session = SessionId{query.getColumn(7).getInt64()};
  return row;
}

EventRef readRef(SQLite::Statement& query) {
  return {EventId::unpacked(query.getColumn(0).getInt64()), KeyId{query.getColumn(1).getInt64()},
          SessionId{query.getColumn(2).getInt64()}, timeOf(query.getColumn(3))};
}

void bindSpan(SQLite::Statement& query, SourceId source, std::uint32_t first, std::uint32_t last) {
  query.bind(1, EventId{source, first}.packed());
  query.bind(2, EventId{source, last}.packed());
}

constexpr std::uint32_t kLastOrdinal = 0xffffffffU;

}  // namespace

Result<std::uint64_t> EventRepository::count() const {
  return guarded(m_database.file().string(), [&] {
    return static_cast<std::uint64_t>(
        m_database.handle().execAndGet("SELECT coalesce(sum(imported_events), 0) FROM source").getInt64());
  });
}

Result<std::uint64_t> EventRepository::countOfSource(SourceId source) const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(
        m_database.handle(),
        "SELECT coalesce(max(id) & 4294967295, -1) + 1 FROM event WHERE id BETWEEN ? AND ?");
    bindSpan(query, source, 0, kLastOrdinal);
    query.executeStep();
    return static_cast<std::uint64_t>(query.getColumn(0).getInt64());
  });
}

Result<std::vector<EventRow>> EventRepository::range(SourceId source, std::uint32_t first,
                                                     std::uint32_t count) const {
  return guarded(m_database.file().string(), [&] {
    std::vector<EventRow> rows;
    if (count == 0) return rows;
    SQLite::Statement query(m_database.handle(),
                            std::string(kColumns) + "WHERE id BETWEEN ? AND ? ORDER BY id");
    bindSpan(query, source, first, count - 1 > kLastOrdinal - first ? kLastOrdinal : first + (count - 1));
    while (query.executeStep()) rows.push_back(readEvent(query));
    return rows;
  });
}

Result<std::optional<EventRow>> EventRepository::get(EventId id) const {
  FAULTLINE_TRY_ASSIGN(const std::vector<EventRow> rows, range(id.source, id.ordinal, 1));
  return rows.empty() ? std::nullopt : std::optional(rows.front());
}

Result<std::vector<KeyId>> EventRepository::keysOf(SourceId source, std::uint32_t first,
                                                   std::uint32_t count) const {
  return guarded(m_database.file().string(), [&] {
    std::vector<KeyId> keys;
    if (count == 0) return keys;
    SQLite::Statement query(m_database.handle(),
                            "SELECT key FROM event WHERE id BETWEEN ? AND ? ORDER BY id");
    bindSpan(query, source, first, count - 1 > kLastOrdinal - first ? kLastOrdinal : first + (count - 1));
    while (query.executeStep()) keys.push_back(KeyId{query.getColumn(0).getInt64()});
    return keys;
  });
}

Result<std::optional<std::uint32_t>> EventRepository::ordinalAt(SourceId source, std::uint64_t offset) const {
  FAULTLINE_TRY_ASSIGN(const std::uint64_t count, countOfSource(source));
  return guarded(m_database.file().string(), [&]() -> std::optional<std::uint32_t> {
    SQLite::Statement query(m_database.handle(), "SELECT offset FROM event WHERE id = ?");
    std::uint64_t low = 0;
    std::uint64_t high = count;  // the answer is in [low, high)
    while (high - low > 1) {
      const std::uint64_t middle = low + (high - low) / 2;
      query.reset();
      query.bind(1, EventId{source, static_cast<std::uint32_t>(middle)}.packed());
      const bool before =
          query.executeStep() && static_cast<std::uint64_t>(query.getColumn(0).getInt64()) <= offset;
      (before ? low : high) = middle;
    }
    if (count == 0) return std::nullopt;
    return static_cast<std::uint32_t>(low);
  });
}

Result<std::vector<std::uint32_t>> EventRepository::ordinalsOfSession(SourceId source,
                                                                      SessionId session) const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(),
                            "SELECT id FROM event WHERE session = ?1 AND id BETWEEN ?2 AND ?3 UNION "
                            "SELECT event FROM event_session WHERE session = ?1 AND event BETWEEN ?2 AND ?3 "
                            "ORDER BY 1");
    query.bind(1, session.value);
    query.bind(2, EventId{source, 0}.packed());
    query.bind(3, EventId{source, 0xffffffffU}.packed());
    std::vector<std::uint32_t> ordinals;
    while (query.executeStep()) {
      ordinals.push_back(EventId::unpacked(query.getColumn(0).getInt64()).ordinal);
    }
    return ordinals;
  });
}

Result<std::uint64_t> EventRepository::lineOf(EventId id) const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement block(
        m_database.handle(),
        "SELECT first_event, first_line FROM event_block WHERE first_event <= ?1 AND first_event >= ?2 "
        "ORDER BY first_event DESC LIMIT 1");
    block.bind(1, id.packed());
    block.bind(2, EventId{id.source, 0}.packed());
    std::int64_t first = EventId{id.source, 0}.packed();
    std::int64_t line = 1;
    if (block.executeStep()) {
      first = block.getColumn(0).getInt64();
      line = block.getColumn(1).getInt64();
    }
    SQLite::Statement extra(
        m_database.handle(),
        "SELECT count(*) + coalesce(sum(extra_lines), 0) FROM event WHERE id >= ? AND id < ?");
    extra.bind(1, first);
    extra.bind(2, id.packed());
    extra.executeStep();
    return static_cast<std::uint64_t>(line + extra.getColumn(0).getInt64());
  });
}

Result<std::vector<EventRef>> EventRepository::ofSession(SessionId session) const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(
        m_database.handle(),
        "SELECT id, key, ?1, time FROM event WHERE session = ?1 AND key IS NOT NULL UNION "
        "SELECT event.id, key, ?1, time FROM event_session JOIN event ON event.id = event_session.event "
        "WHERE event_session.session = ?1 AND key IS NOT NULL ORDER BY 1");
    query.bind(1, session.value);
    std::vector<EventRef> events;
    while (query.executeStep()) events.push_back(readRef(query));
    return events;
  });
}

Result<std::optional<std::pair<LocalTime, LocalTime>>> EventRepository::timeSpan(SourceId source) const {
  using Span = std::optional<std::pair<LocalTime, LocalTime>>;
  return guarded(m_database.file().string(), [&]() -> Span {
    SQLite::Statement query(
        m_database.handle(),
        "SELECT min(earliest), max(latest) FROM event_block WHERE first_event BETWEEN ? AND ?");
    bindSpan(query, source, 0, kLastOrdinal);
    query.executeStep();
    if (query.getColumn(0).isNull()) return std::nullopt;
    return std::pair(*timeOf(query.getColumn(0)), *timeOf(query.getColumn(1)));
  });
}

Result<std::vector<BlockSpan>> EventRepository::blockSpans(SourceId source) const {
  FAULTLINE_TRY_ASSIGN(const std::uint64_t events, countOfSource(source));
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(
        m_database.handle(),
        "SELECT first_event, earliest, latest FROM event_block WHERE first_event BETWEEN ? "
        "AND ? ORDER BY first_event");
    bindSpan(query, source, 0, kLastOrdinal);
    std::vector<BlockSpan> spans;
    while (query.executeStep()) {
      const std::uint64_t first = EventId::unpacked(query.getColumn(0).getInt64()).ordinal;
      const std::uint64_t left = events > first ? events - first : 0;
      spans.push_back({timeOf(query.getColumn(1)), timeOf(query.getColumn(2)),
                       static_cast<std::uint32_t>(std::min<std::uint64_t>(left, kBlock))});
    }
    return spans;
  });
}

Result<std::unordered_map<KeyId, StreamId>> EventRepository::streamsOfKeys() const {
  return guarded(m_database.file().string(), [&] {
    std::map<std::pair<std::int64_t, std::int64_t>, std::uint64_t> counts;
    SQLite::Statement query(m_database.handle(), "SELECT key, stream FROM event WHERE key IS NOT NULL");
    while (query.executeStep()) ++counts[{query.getColumn(0).getInt64(), query.getColumn(1).getInt64()}];
    std::unordered_map<KeyId, std::uint64_t> most;
    std::unordered_map<KeyId, StreamId> streams;
    for (const auto& [pair, count] : counts) {
      std::uint64_t& least = most[KeyId{pair.first}];
      if (count <= least) continue;
      least = count;
      streams[KeyId{pair.first}] = StreamId{pair.second};
    }
    return streams;
  });
}

Result<std::unordered_map<KeyId, std::uint64_t>> EventRepository::keyCounts() const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(), "SELECT key, sum(count) FROM key_block GROUP BY key");
    std::unordered_map<KeyId, std::uint64_t> counts;
    while (query.executeStep()) {
      counts.emplace(KeyId{query.getColumn(0).getInt64()},
                     static_cast<std::uint64_t>(query.getColumn(1).getInt64()));
    }
    return counts;
  });
}

Status EventRepository::scan(const std::function<bool(const EventRef&)>& visit) const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(
        m_database.handle(),
        "SELECT id, key, session, time FROM event WHERE key IS NOT NULL AND session IS NOT NULL ORDER BY id");
    while (query.executeStep()) {
      if (!visit(readRef(query))) return;
    }
  });
}

Result<std::vector<std::pair<EventId, SessionId>>> EventRepository::furtherSessionsOf(
    SourceId source, std::uint32_t first, std::uint32_t count) const {
  return guarded(m_database.file().string(), [&] {
    std::vector<std::pair<EventId, SessionId>> rows;
    if (count == 0) return rows;
    SQLite::Statement query(
        m_database.handle(),
        "SELECT event, session FROM event_session WHERE event BETWEEN ? AND ? ORDER BY event, session");
    bindSpan(query, source, first, count - 1 > kLastOrdinal - first ? kLastOrdinal : first + (count - 1));
    while (query.executeStep())
      rows.emplace_back(EventId::unpacked(query.getColumn(0).getInt64()),
                        SessionId{query.getColumn(1).getInt64()});
    return rows;
  });
}

Status EventRepository::scanFurtherSessions(const std::function<bool(SessionId, EventId)>& visit) const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(),
                            "SELECT session, event FROM event_session ORDER BY session, event");
    while (query.executeStep()) {
      if (!visit(SessionId{query.getColumn(0).getInt64()}, EventId::unpacked(query.getColumn(1).getInt64())))
        return;
    }
  });
}

struct EventWriter::Impl {
  Impl(Database& owner, SourceId sourceId, std::uint32_t nextOrdinal)
      : database(owner),
        source(sourceId),
        next(nextOrdinal),
        insert(owner.handle(),
               "INSERT INTO event (id, offset, length, extra_lines, time, stream, key, session) VALUES (?, "
               "?, ?, ?, ?, ?, ?, ?)"),
        further(owner.handle(), "INSERT OR IGNORE INTO event_session (session, event) VALUES (?, ?)"),
        block(owner.handle(),
              "INSERT OR REPLACE INTO event_block (first_event, first_line, earliest, latest) VALUES (?, ?, "
              "?, ?)"),
        keyBlock(owner.handle(),
                 "INSERT OR REPLACE INTO key_block (key, first_event, count) VALUES (?, ?, ?)") {}

  /// Takes out what is stored from `next` on.
  void rewind() {
    for (const char* sql : {"DELETE FROM event WHERE id BETWEEN ? AND ?",
                            "DELETE FROM event_session WHERE event BETWEEN ? AND ?",
                            "DELETE FROM event_block WHERE first_event BETWEEN ? AND ?"}) {
      SQLite::Statement remove(database.handle(), sql);
      bindSpan(remove, source, next, kLastOrdinal);
      remove.exec();
    }
    SQLite::Statement removeKeys(database.handle(),
                                 "DELETE FROM key_block WHERE first_event BETWEEN ? AND ?");
    bindSpan(removeKeys, source, firstOfBlock(), kLastOrdinal);
    removeKeys.exec();
  }

  /// Goes on with the block that `next` falls into.
  void resumeBlock(std::uint64_t lineOfBlock, const std::vector<EventRow>& rowsOfBlock) {
    blockFirst = firstOfBlock();
    blockLine = line = lineOfBlock;
    for (const EventRow& row : rowsOfBlock) count(row);
  }

  [[nodiscard]] std::uint32_t firstOfBlock() const {
    return next / EventRepository::kBlock * EventRepository::kBlock;
  }

  void count(const EventRow& row) {
    line += 1 + row.extraLines;
    if (row.key) ++keys[row.key.value];
    if (!row.time) return;
    earliest = earliest ? std::min(*earliest, *row.time) : *row.time;
    latest = latest ? std::max(*latest, *row.time) : *row.time;
  }

  void writeBlock() {
    block.reset();
    block.clearBindings();
    block.bind(1, EventId{source, blockFirst}.packed());
    block.bind(2, static_cast<std::int64_t>(blockLine));
    if (earliest) {
      block.bind(3, static_cast<std::int64_t>(earliest->time_since_epoch().count()));
      block.bind(4, static_cast<std::int64_t>(latest->time_since_epoch().count()));
    }
    block.exec();
    for (const auto& [key, times] : keys) {
      keyBlock.reset();
      keyBlock.bind(1, key);
      keyBlock.bind(2, EventId{source, blockFirst}.packed());
      keyBlock.bind(3, times);
      keyBlock.exec();
    }
  }

  void startBlock() {
    blockFirst = next;
    blockLine = line;
    earliest.reset();
    latest.reset();
    keys.clear();
  }

  Database& database;
  SourceId source;
  std::uint32_t next;
  std::uint32_t blockFirst = 0;
  std::uint64_t blockLine = 1;
  std::uint64_t line = 1;
  std::optional<LocalTime> earliest;
  std::optional<LocalTime> latest;
  SQLite::Statement insert;
  SQLite::Statement further;
  SQLite::Statement block;
  SQLite::Statement keyBlock;
  tsl::robin_map<std::int64_t, std::int64_t> keys;  ///< Counts of the block under way.
};

EventWriter::EventWriter(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
EventWriter::EventWriter(EventWriter&&) noexcept = default;
EventWriter::~EventWriter() = default;

Result<EventWriter> EventWriter::open(Database& database, SourceId source, std::uint32_t next) {
  FAULTLINE_TRY_ASSIGN(auto impl, guarded(database.file().string(), [&] {
                         auto made = std::make_unique<Impl>(database, source, next);
                         made->rewind();
                         return made;
                       }));
  const EventRepository events(database);
  const std::uint32_t first = impl->firstOfBlock();
  FAULTLINE_TRY_ASSIGN(const std::uint64_t line, events.lineOf({source, first}));
  FAULTLINE_TRY_ASSIGN(const std::vector<EventRow> rows, events.range(source, first, next - first));
  impl->resumeBlock(line, rows);
  return EventWriter(std::move(impl));
}

Status EventWriter::append(const EventRow& row) {
  Impl& self = *m_impl;
  return guarded(self.database.file().string(), [&] {
    SQLite::Statement& insert = self.insert;
    insert.reset();
    insert.clearBindings();
    insert.bind(1, row.id.packed());
    insert.bind(2, static_cast<std::int64_t>(row.offset));
    insert.bind(3, row.length);
    insert.bind(4, row.extraLines);
    if (row.time) insert.bind(5, static_cast<std::int64_t>(row.time->time_since_epoch().count()));
    insert.bind(6, row.stream.value);
    if (row.key) insert.bind(7, row.key.value);
    if (row.session) insert.bind(8, row.session.value);
    insert.exec();
    self.count(row);
    self.next = row.id.ordinal + 1;
    if (self.next % EventRepository::kBlock == 0) {
      self.writeBlock();
      self.startBlock();
    }
  });
}

Status EventWriter::addFurtherSession(SessionId session, EventId event) {
  return guarded(m_impl->database.file().string(), [&] {
    m_impl->further.reset();
    m_impl->further.bind(1, session.value);
    m_impl->further.bind(2, event.packed());
    m_impl->further.exec();
  });
}

Status EventWriter::flush() {
  return guarded(m_impl->database.file().string(), [&] {
    if (m_impl->next > m_impl->blockFirst) m_impl->writeBlock();
    m_impl->insert.reset();
    m_impl->further.reset();
    m_impl->block.reset();
    m_impl->keyBlock.reset();
  });
}

}  // namespace faultline::store
