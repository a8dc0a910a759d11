#include "engine/store/journal.h"

#include <array>
#include <pwd.h>
#include <unistd.h>

#include "engine/store/sqlite_guard.h"

namespace faultline::store {

Status Journal::record(const std::string& action, const std::string& forward, const std::string& inverse) {
  return guarded(m_database.file().string(), [&] {
    m_database.handle().exec("UPDATE journal SET undone = 2 WHERE undone = 1");
    SQLite::Statement statement(
        m_database.handle(),
        "INSERT INTO journal (at, who, action, forward, inverse) VALUES (?, ?, ?, ?, ?)");
    statement.bind(1, static_cast<std::int64_t>(now().time_since_epoch().count()));
    statement.bind(2, userName());
    statement.bind(3, action);
    statement.bind(4, forward);
    statement.bind(5, inverse);
    statement.exec();
  });
}

Status Journal::amend(std::int64_t id, const std::string& forward) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(), "UPDATE journal SET forward = ? WHERE id = ?");
    statement.bind(1, forward);
    statement.bind(2, id);
    statement.exec();
  });
}

Status Journal::setUndone(std::int64_t id, bool undone) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(), "UPDATE journal SET undone = ? WHERE id = ?");
    statement.bind(1, undone ? 1 : 0);
    statement.bind(2, id);
    statement.exec();
  });
}

Status Journal::dropUndone(const std::string& prefix) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(
        m_database.handle(),
        "UPDATE journal SET undone = 2 WHERE undone = 1 AND substr(action, 1, length(?1)) = ?1");
    statement.bind(1, prefix);
    statement.exec();
  });
}

Result<std::vector<JournalRow>> Journal::all() const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(
        m_database.handle(),
        "SELECT id, at, who, action, forward, inverse, undone FROM journal ORDER BY id DESC");
    std::vector<JournalRow> rows;
    while (query.executeStep()) {
      rows.push_back({query.getColumn(0).getInt64(),
                      UtcTime(std::chrono::nanoseconds(query.getColumn(1).getInt64())),
                      query.getColumn(2).getString(), query.getColumn(3).getString(),
                      query.getColumn(4).getString(), query.getColumn(5).getString(),
                      query.getColumn(6).getInt() != 0, query.getColumn(6).getInt() == 2});
    }
    return rows;
  });
}

std::string userName() {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> buffer{};
  if (getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
    return entry.pw_name;
  return std::to_string(geteuid());
}

}  // namespace faultline::store
