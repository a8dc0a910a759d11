#include "engine/store/session_repository.h"

#include "engine/store/sqlite_guard.h"

namespace faultline::store {

namespace {
/// Raised when the built-in rules come to read other identifiers than before.
constexpr int kSchemeVersion = 1;

void bindLabel(SQLite::Statement& statement, std::int64_t scheme, std::string_view label) {
  statement.bind(1, scheme);
  statement.bind(2, std::string(label));
}
}  // namespace

Result<std::int64_t> SessionRepository::scheme(const std::string& rule) {
  return guarded(m_database.file().string(), [&]() -> std::int64_t {
    SQLite::Statement find(m_database.handle(),
                           "SELECT id FROM session_scheme WHERE rule = ? AND version = ?");
    find.bind(1, rule);
    find.bind(2, kSchemeVersion);
    if (find.executeStep()) return find.getColumn(0).getInt64();
    SQLite::Statement insert(m_database.handle(), "INSERT INTO session_scheme (rule, version) VALUES (?, ?)");
    insert.bind(1, rule);
    insert.bind(2, kSchemeVersion);
    insert.exec();
    return m_database.handle().getLastInsertRowid();
  });
}

Result<SessionId> SessionRepository::session(std::int64_t scheme, std::string_view label, bool* isNew) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement insert(m_database.handle(),
                             "INSERT OR IGNORE INTO session (scheme, label) VALUES (?, ?)");
    bindLabel(insert, scheme, label);
    const bool inserted = insert.exec() == 1;
    if (isNew != nullptr) *isNew = inserted;
    if (inserted) return SessionId{m_database.handle().getLastInsertRowid()};
    SQLite::Statement find(m_database.handle(), "SELECT id FROM session WHERE scheme = ? AND label = ?");
    bindLabel(find, scheme, label);
    find.executeStep();
    return SessionId{find.getColumn(0).getInt64()};
  });
}

Result<SessionRow> SessionRepository::get(SessionId id) const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(
        m_database.handle(),
        "SELECT session.id, rule, label FROM session JOIN session_scheme ON session_scheme.id = scheme "
        "WHERE session.id = ?");
    query.bind(1, id.value);
    if (!query.executeStep()) throw SQLite::Exception("no session " + std::to_string(id.value));
    return SessionRow{SessionId{query.getColumn(0).getInt64()}, query.getColumn(1).getString(),
                      query.getColumn(2).getString()};
  });
}

Result<std::vector<SessionId>> SessionRepository::withLabel(std::string_view label) const {
  return guarded(m_database.file().string(), [&] {
    // The index is by scheme first, so that it is of use only where schemes are named.
    SQLite::Statement query(m_database.handle(),
                            "SELECT id FROM session WHERE scheme IN (SELECT id FROM session_scheme) AND "
                            "label = ? ORDER BY id");
    query.bind(1, std::string(label));
    std::vector<SessionId> found;
    while (query.executeStep()) found.push_back(SessionId{query.getColumn(0).getInt64()});
    return found;
  });
}

Result<std::uint64_t> SessionRepository::count() const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(
        m_database.handle(),
        "SELECT count(*) FROM session WHERE scheme NOT IN (SELECT id FROM session_scheme WHERE rule = ?)");
    query.bind(1, kStreamRule);
    query.executeStep();
    return static_cast<std::uint64_t>(query.getColumn(0).getInt64());
  });
}

Status SessionRepository::forEach(const std::function<void(const SessionRow&)>& visit) const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(
        m_database.handle(),
        "SELECT session.id, rule, label FROM session JOIN session_scheme ON session_scheme.id = scheme "
        "ORDER BY session.id");
    while (query.executeStep()) {
      visit({SessionId{query.getColumn(0).getInt64()}, query.getColumn(1).getString(),
             query.getColumn(2).getString()});
    }
  });
}

}  // namespace faultline::store
