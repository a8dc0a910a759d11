#include "engine/store/source_repository.h"

#include "engine/store/session_repository.h"
#include "engine/store/sqlite_guard.h"

namespace faultline::store {

namespace {

constexpr const char* kSelect =
    "SELECT source.id, path, compression, encoding, size, modified, head_length, head_hash, tail_length, "
    "tail_hash, "
    "imported_bytes, imported_events, last_line_open, unfitting, layout, layout_pattern, "
    "session_scheme.rule, zone, "
    "zone_in_log, clock_offset, host, service, state, sessions FROM source JOIN session_scheme ON "
    "session_scheme.id = "
    "session_scheme ";

std::optional<std::string> optionalText(const SQLite::Column& column) {
  if (column.isNull()) return std::nullopt;
  return column.getString();
}

std::uint64_t unsignedOf(const SQLite::Column& column) {
  return static_cast<std::uint64_t>(column.getInt64());
}

SourceRow readSource(SQLite::Statement& query) {
  SourceRow row;
  row.id = SourceId{query.getColumn(0).getInt64()};
  row.path = query.getColumn(1).getString();
  row.compression = query.getColumn(2).getString();
  row.encoding = query.getColumn(3).getString();
  row.size = unsignedOf(query.getColumn(4));
  row.modified = query.getColumn(5).getInt64();
  row.identity = {unsignedOf(query.getColumn(6)), unsignedOf(query.getColumn(7)),
                  unsignedOf(query.getColumn(8)), unsignedOf(query.getColumn(9))};
  row.importedBytes = unsignedOf(query.getColumn(10));
  row.importedEvents = static_cast<std::uint32_t>(query.getColumn(11).getInt64());
  row.lastLineOpen = query.getColumn(12).getInt() != 0;
  row.unfitting = unsignedOf(query.getColumn(13));
  row.layout = query.getColumn(14).getString();
  row.layoutPattern = query.getColumn(15).getString();
  row.sessionRule = query.getColumn(16).getString();
  row.clock.zone = query.getColumn(17).getString();
  row.zoneInLog = query.getColumn(18).getInt() != 0;
  row.clock.offset = std::chrono::nanoseconds(query.getColumn(19).getInt64());
  row.host = optionalText(query.getColumn(20));
  row.service = optionalText(query.getColumn(21));
  row.complete = query.getColumn(22).getString() == "complete";
  row.sessions = unsignedOf(query.getColumn(23));
  return row;
}

void bindOptional(SQLite::Statement& statement, const char* name, const std::optional<std::string>& text) {
  if (text) {
    statement.bind(name, *text);
  } else {
    statement.bind(name);
  }
}

void bindSource(SQLite::Statement& statement, const SourceRow& row, std::int64_t scheme) {
  const auto number = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
  statement.bind(":path", row.path);
  statement.bind(":compression", row.compression);
  statement.bind(":encoding", row.encoding);
  statement.bind(":size", number(row.size));
  statement.bind(":modified", row.modified);
  statement.bind(":head_length", number(row.identity.headLength));
  statement.bind(":head_hash", number(row.identity.headHash));
  statement.bind(":tail_length", number(row.identity.tailLength));
  statement.bind(":tail_hash", number(row.identity.tailHash));
  statement.bind(":imported_bytes", number(row.importedBytes));
  statement.bind(":imported_events", static_cast<std::int64_t>(row.importedEvents));
  statement.bind(":last_line_open", row.lastLineOpen ? 1 : 0);
  statement.bind(":unfitting", number(row.unfitting));
  statement.bind(":sessions", number(row.sessions));
  statement.bind(":layout", row.layout);
  statement.bind(":layout_pattern", row.layoutPattern);
  statement.bind(":session_scheme", scheme);
  statement.bind(":zone", row.clock.zone);
  statement.bind(":zone_in_log", row.zoneInLog ? 1 : 0);
  statement.bind(":clock_offset", static_cast<std::int64_t>(row.clock.offset.count()));
  bindOptional(statement, ":host", row.host);
  bindOptional(statement, ":service", row.service);
  statement.bind(":state", row.complete ? "complete" : "partial");
}

}  // namespace

Result<std::vector<SourceRow>> SourceRepository::all() const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(), std::string(kSelect) + "ORDER BY source.id");
    std::vector<SourceRow> rows;
    while (query.executeStep()) rows.push_back(readSource(query));
    return rows;
  });
}

Result<SourceRow> SourceRepository::get(SourceId id) const {
  auto row = guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(), std::string(kSelect) + "WHERE source.id = ?");
    query.bind(1, id.value);
    return query.executeStep() ? std::optional(readSource(query)) : std::nullopt;
  });
  if (!row) return tl::unexpected<Error>(row.error());
  if (!*row)
    return failure(ErrorCode::SourceUnknown, m_database.file().string(),
                   "no source has the number " + std::to_string(id.value));
  return **row;
}

Result<std::vector<SourceRow>> SourceRepository::withHead(std::uint64_t headLength,
                                                          std::uint64_t headHash) const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(
        m_database.handle(),
        std::string(kSelect) + "WHERE head_length = ? AND head_hash = ? ORDER BY source.id");
    query.bind(1, static_cast<std::int64_t>(headLength));
    query.bind(2, static_cast<std::int64_t>(headHash));
    std::vector<SourceRow> rows;
    while (query.executeStep()) rows.push_back(readSource(query));
    return rows;
  });
}

Result<SourceId> SourceRepository::insert(const SourceRow& row) {
  FAULTLINE_TRY_ASSIGN(const std::int64_t scheme, SessionRepository(m_database).scheme(row.sessionRule));
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(),
                                "INSERT INTO source (path, compression, encoding, size, modified, "
                                "head_length, head_hash, tail_length, tail_hash, "
                                "imported_bytes, imported_events, last_line_open, unfitting, layout, "
                                "layout_pattern, session_scheme, zone, "
                                "zone_in_log, clock_offset, host, service, state, sessions) VALUES (:path, "
                                ":compression, :encoding, :size, :modified, "
                                ":head_length, :head_hash, :tail_length, :tail_hash, :imported_bytes, "
                                ":imported_events, :last_line_open, "
                                ":unfitting, :layout, :layout_pattern, :session_scheme, :zone, :zone_in_log, "
                                ":clock_offset, :host, :service, :state, :sessions)");
    bindSource(statement, row, scheme);
    statement.exec();
    return SourceId{m_database.handle().getLastInsertRowid()};
  });
}

Status SourceRepository::update(const SourceRow& row) {
  FAULTLINE_TRY_ASSIGN(const std::int64_t scheme, SessionRepository(m_database).scheme(row.sessionRule));
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(
        m_database.handle(),
        "UPDATE source SET path = :path, compression = :compression, encoding = :encoding, size = :size, "
        "modified = :modified, head_length = :head_length, head_hash = :head_hash, tail_length = "
        ":tail_length, "
        "tail_hash = :tail_hash, imported_bytes = :imported_bytes, imported_events = :imported_events, "
        "last_line_open = :last_line_open, unfitting = :unfitting, layout = :layout, layout_pattern = "
        ":layout_pattern, "
        "session_scheme = :session_scheme, zone = :zone, zone_in_log = :zone_in_log, clock_offset = "
        ":clock_offset, "
        "host = :host, service = :service, state = :state, sessions = :sessions WHERE id = :id");
    bindSource(statement, row, scheme);
    statement.bind(":id", row.id.value);
    statement.exec();
  });
}

Status SourceRepository::remove(SourceId id) {
  return guarded(m_database.file().string(), [&] {
    const std::int64_t first = EventId{id, 0}.packed();
    const std::int64_t last = EventId{id, 0xffffffffU}.packed();
    for (const char* sql : {"DELETE FROM finding WHERE event BETWEEN ? AND ?",
                            "DELETE FROM event_truth WHERE event BETWEEN ? AND ?",
                            "DELETE FROM event_session WHERE event BETWEEN ? AND ?",
                            "DELETE FROM linked_event WHERE event BETWEEN ? AND ?",
                            "DELETE FROM event WHERE id BETWEEN ? AND ?",
                            "DELETE FROM event_block WHERE first_event BETWEEN ? AND ?",
                            "DELETE FROM key_block WHERE first_event BETWEEN ? AND ?",
                            "DELETE FROM value_block WHERE first_event BETWEEN ? AND ?"}) {
      SQLite::Statement statement(m_database.handle(), sql);
      statement.bind(1, first);
      statement.bind(2, last);
      statement.exec();
    }
    SQLite::Statement source(m_database.handle(), "DELETE FROM source WHERE id = ?");
    source.bind(1, id.value);
    source.exec();
    m_database.handle().exec(
        "DELETE FROM incident WHERE id NOT IN (SELECT incident FROM finding WHERE incident IS NOT NULL)");
    m_database.handle().exec(
        "DELETE FROM session WHERE NOT EXISTS (SELECT 1 FROM event WHERE event.session = session.id AND "
        "event.session IS NOT NULL)");
  });
}

Result<StreamId> SourceRepository::stream(SourceId source, const std::string& host,
                                          const std::string& service, const std::string& process) {
  return guarded(m_database.file().string(), [&] {
    const auto bindTo = [&](SQLite::Statement& statement) {
      statement.bind(1, source.value);
      statement.bind(2, host);
      statement.bind(3, service);
      statement.bind(4, process);
    };
    SQLite::Statement find(
        m_database.handle(),
        "SELECT id FROM stream WHERE source = ? AND host = ? AND service = ? AND process = ?");
    bindTo(find);
    if (find.executeStep()) return StreamId{find.getColumn(0).getInt64()};
    SQLite::Statement insert(m_database.handle(),
                             "INSERT INTO stream (source, host, service, process) VALUES (?, ?, ?, ?)");
    bindTo(insert);
    insert.exec();
    return StreamId{m_database.handle().getLastInsertRowid()};
  });
}

Result<std::vector<StreamRow>> SourceRepository::streams() const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(),
                            "SELECT id, source, host, service, process FROM stream ORDER BY id");
    std::vector<StreamRow> rows;
    while (query.executeStep()) {
      rows.push_back({StreamId{query.getColumn(0).getInt64()}, SourceId{query.getColumn(1).getInt64()},
                      query.getColumn(2).getString(), query.getColumn(3).getString(),
                      query.getColumn(4).getString()});
    }
    return rows;
  });
}

}  // namespace faultline::store
