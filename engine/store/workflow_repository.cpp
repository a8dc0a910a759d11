#include "engine/store/workflow_repository.h"

#include "engine/store/sqlite_guard.h"

namespace faultline::store {

namespace {

/// Of the columns event, key, session, time.
EventRef readLinked(SQLite::Statement& query) {
  EventRef event;
  event.id = EventId::unpacked(query.getColumn(0).getInt64());
  event.key = KeyId{query.getColumn(1).getInt64()};
  event.session = SessionId{query.getColumn(2).getInt64()};
  if (!query.getColumn(3).isNull())
    event.time = LocalTime(std::chrono::nanoseconds(query.getColumn(3).getInt64()));
  return event;
}

}  // namespace

Result<std::int64_t> WorkflowRepository::insert(const WorkflowRow& row, const std::string& automaton) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(),
                                "INSERT INTO workflow (parent, created, settings, saw, edits, automaton) "
                                "VALUES (?, ?, ?, ?, ?, ?)");
    if (row.parent != 0) statement.bind(1, row.parent);
    statement.bind(2, static_cast<std::int64_t>(row.created.time_since_epoch().count()));
    statement.bind(3, row.settings);
    statement.bind(4, row.saw);
    statement.bind(5, row.edits);
    statement.bindNoCopy(6, automaton.data(), static_cast<int>(automaton.size()));
    statement.exec();
    return m_database.handle().getLastInsertRowid();
  });
}

Status WorkflowRepository::activate(std::int64_t workflow) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(),
                                "INSERT OR REPLACE INTO active_workflow (only, workflow) VALUES (1, ?)");
    statement.bind(1, workflow);
    statement.exec();
  });
}

Result<std::optional<WorkflowRow>> WorkflowRepository::active() const {
  return guarded(m_database.file().string(), [&]() -> std::optional<WorkflowRow> {
    SQLite::Statement query(m_database.handle(),
                            "SELECT id, parent, created, settings, saw, edits FROM workflow WHERE id = "
                            "(SELECT workflow FROM active_workflow)");
    if (!query.executeStep()) return std::nullopt;
    return WorkflowRow{query.getColumn(0).getInt64(),
                       query.getColumn(1).getInt64(),
                       UtcTime(std::chrono::nanoseconds(query.getColumn(2).getInt64())),
                       query.getColumn(3).getString(),
                       query.getColumn(4).getString(),
                       query.getColumn(5).getString()};
  });
}

Result<std::string> WorkflowRepository::automaton(std::int64_t workflow) const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(), "SELECT automaton FROM workflow WHERE id = ?");
    query.bind(1, workflow);
    if (!query.executeStep()) throw SQLite::Exception("no workflow " + std::to_string(workflow));
    return query.getColumn(0).getString();
  });
}

Result<std::vector<std::int64_t>> WorkflowRepository::ancestry() const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(),
                            "WITH RECURSIVE line (id) AS (SELECT workflow FROM active_workflow UNION SELECT "
                            "parent FROM line JOIN workflow USING (id) WHERE parent IS NOT NULL) SELECT id "
                            "FROM line ORDER BY id DESC");
    std::vector<std::int64_t> line;
    while (query.executeStep()) line.push_back(query.getColumn(0).getInt64());
    return line;
  });
}

Status WorkflowRepository::dropOld(int keep) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(),
                                "DELETE FROM workflow WHERE id NOT IN (SELECT id FROM workflow ORDER BY id "
                                "DESC LIMIT ?) AND id NOT IN (SELECT workflow FROM active_workflow)");
    statement.bind(1, keep);
    statement.exec();
  });
}

Status WorkflowRepository::replaceLinks(const std::vector<EventLink>& links) {
  return guarded(m_database.file().string(), [&] {
    m_database.handle().exec("DELETE FROM linked_event");
    SQLite::Statement statement(m_database.handle(),
                                "INSERT OR IGNORE INTO linked_event (session, event) VALUES (?, ?)");
    for (const EventLink& link : links) {
      statement.bind(1, link.session.value);
      statement.bind(2, link.event.packed());
      statement.exec();
      statement.reset();
    }
  });
}

Result<std::uint64_t> WorkflowRepository::linkCount() const {
  return guarded(m_database.file().string(), [&] {
    return static_cast<std::uint64_t>(
        m_database.handle().execAndGet("SELECT count(*) FROM linked_event").getInt64());
  });
}

Result<std::vector<EventRef>> WorkflowRepository::linkedTo(SessionId session) const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(),
                            "SELECT event.id, key, linked_event.session, time FROM linked_event JOIN event "
                            "ON event.id = linked_event.event WHERE linked_event.session = ? AND key IS NOT "
                            "NULL ORDER BY linked_event.event");
    query.bind(1, session.value);
    std::vector<EventRef> events;
    while (query.executeStep()) events.push_back(readLinked(query));
    return events;
  });
}

Result<std::optional<SessionId>> WorkflowRepository::sessionOf(EventId event) const {
  return guarded(m_database.file().string(), [&]() -> std::optional<SessionId> {
    SQLite::Statement query(m_database.handle(), "SELECT session FROM linked_event WHERE event = ?");
    query.bind(1, event.packed());
    if (!query.executeStep()) return std::nullopt;
    return SessionId{query.getColumn(0).getInt64()};
  });
}

Result<std::vector<EventRef>> WorkflowRepository::linkedEvents() const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(),
                            "SELECT event.id, key, linked_event.session, time FROM linked_event JOIN event "
                            "ON event.id = linked_event.event WHERE key IS NOT NULL ORDER BY "
                            "linked_event.event");
    std::vector<EventRef> events;
    while (query.executeStep()) events.push_back(readLinked(query));
    return events;
  });
}

}  // namespace faultline::store
