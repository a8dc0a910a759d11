#include "engine/store/key_repository.h"

#include "engine/store/sqlite_guard.h"

namespace faultline::store {

namespace {

using KeyMap = std::unordered_map<std::int64_t, std::int64_t>;

/// Where a chain leads. A file that somebody wrote to by hand may hold a ring, which ends where it began.
std::int64_t followed(const KeyMap& next, std::int64_t key) {
  std::int64_t at = key;
  for (std::size_t steps = 0; steps <= next.size(); ++steps) {
    const auto entry = next.find(at);
    if (entry == next.end()) return at;
    at = entry->second;
  }
  return key;
}

}  // namespace

Result<std::vector<KeyRow>> KeyRepository::all() const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(),
                            "SELECT id, template, revision, name FROM log_key ORDER BY id");
    std::vector<KeyRow> rows;
    while (query.executeStep()) {
      rows.push_back({KeyId{query.getColumn(0).getInt64()}, query.getColumn(1).getString(),
                      query.getColumn(2).getInt(), query.getColumn(3).getString()});
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

Status KeyRepository::restore(KeyId key, const std::string& text, int revision) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(),
                                "UPDATE log_key SET template = ?, revision = ? WHERE id = ?");
    statement.bind(1, text);
    statement.bind(2, revision);
    statement.bind(3, key.value);
    statement.exec();
  });
}

Status KeyRepository::rename(KeyId key, const std::string& name) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(), "UPDATE log_key SET name = ? WHERE id = ?");
    statement.bind(1, name);
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

Status KeyRepository::absorb(KeyId key, KeyId same) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement alias(m_database.handle(), R"(
      WITH RECURSIVE way(id) AS (
        VALUES (?2) UNION SELECT canonical FROM key_alias JOIN way ON key_alias.key = way.id)
      INSERT OR IGNORE INTO key_alias (key, canonical, revision)
      SELECT ?1, log_key.id, log_key.revision FROM way JOIN log_key USING (id)
      WHERE id NOT IN (SELECT key FROM key_alias) AND id <> ?1)");
    alias.bind(1, key.value);
    alias.bind(2, same.value);
    if (alias.exec() == 0) return;
    SQLite::Statement others(
        m_database.handle(),
        "UPDATE key_alias SET canonical = (SELECT canonical FROM key_alias WHERE key = ?1) WHERE canonical = ?1");
    others.bind(1, key.value);
    others.exec();
  });
}

Status KeyRepository::removeAlias(KeyId key) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(), "DELETE FROM key_alias WHERE key = ?");
    statement.bind(1, key.value);
    statement.exec();
  });
}

Result<std::vector<AliasRow>> KeyRepository::aliasRows() const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(),
                            "SELECT key, canonical, revision FROM key_alias ORDER BY key");
    std::vector<AliasRow> rows;
    while (query.executeStep()) {
      rows.push_back({KeyId{query.getColumn(0).getInt64()}, KeyId{query.getColumn(1).getInt64()},
                      query.getColumn(2).getInt()});
    }
    return rows;
  });
}

Result<KeyMap> KeyRepository::aliases() const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(
        m_database.handle(),
        "SELECT key, parent FROM key_split WHERE NOT active UNION ALL SELECT key, canonical FROM key_alias");
    KeyMap next;
    while (query.executeStep())
      next.insert_or_assign(query.getColumn(0).getInt64(), query.getColumn(1).getInt64());
    KeyMap aliases;
    for (const auto& [key, canonical] : next) aliases.emplace(key, followed(next, canonical));
    return aliases;
  });
}

}  // namespace faultline::store
