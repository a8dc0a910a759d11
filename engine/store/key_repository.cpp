#include "engine/store/key_repository.h"

#include "engine/store/sqlite_guard.h"

namespace faultline::store {

Result<std::vector<KeyRow>> KeyRepository::all() const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(), "SELECT id, template, revision FROM log_key ORDER BY id");
    std::vector<KeyRow> rows;
    while (query.executeStep()) {
      rows.push_back({KeyId{query.getColumn(0).getInt64()}, query.getColumn(1).getString(),
                      query.getColumn(2).getInt()});
    }
    return rows;
  });
}

Result<KeyId> KeyRepository::insert(const std::string& text) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(), "INSERT INTO log_key (template) VALUES (?)");
    statement.bind(1, text);
    statement.exec();
    return KeyId{m_database.handle().getLastInsertRowid()};
  });
}

Status KeyRepository::refine(KeyId key, const std::string& text) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(
        m_database.handle(),
        "UPDATE log_key SET template = ?1, revision = revision + 1 WHERE id = ?2 AND template <> ?1");
    statement.bind(1, text);
    statement.bind(2, key.value);
    statement.exec();
  });
}

Status KeyRepository::setAlias(KeyId key, KeyId canonical, int revision) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(
        m_database.handle(), "INSERT OR REPLACE INTO key_alias (key, canonical, revision) VALUES (?, ?, ?)");
    statement.bind(1, key.value);
    statement.bind(2, canonical.value);
    statement.bind(3, revision);
    statement.exec();
  });
}

Result<std::unordered_map<std::int64_t, std::int64_t>> KeyRepository::aliases() const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(), "SELECT key, canonical FROM key_alias");
    std::unordered_map<std::int64_t, std::int64_t> aliases;
    while (query.executeStep()) aliases.emplace(query.getColumn(0).getInt64(), query.getColumn(1).getInt64());
    return aliases;
  });
}

}  // namespace faultline::store
