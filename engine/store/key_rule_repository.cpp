#include "engine/store/key_rule_repository.h"

#include "engine/store/sqlite_guard.h"

namespace faultline::store {

Result<std::vector<SplitRow>> KeyRuleRepository::splits() const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(),
                            "SELECT key, parent, token, active FROM key_split ORDER BY key");
    std::vector<SplitRow> rows;
    while (query.executeStep()) {
      rows.push_back({KeyId{query.getColumn(0).getInt64()}, KeyId{query.getColumn(1).getInt64()},
                      query.getColumn(2).getString(), query.getColumn(3).getInt() != 0});
    }
    return rows;
  });
}

Status KeyRuleRepository::addSplit(const SplitRow& row) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(),
                                "INSERT INTO key_split (key, parent, token, active) VALUES (?, ?, ?, ?)");
    statement.bind(1, row.key.value);
    statement.bind(2, row.parent.value);
    statement.bind(3, row.token);
    statement.bind(4, row.active ? 1 : 0);
    statement.exec();
  });
}

Status KeyRuleRepository::setSplitActive(KeyId key, bool active) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(), "UPDATE key_split SET active = ? WHERE key = ?");
    statement.bind(1, active ? 1 : 0);
    statement.bind(2, key.value);
    statement.exec();
  });
}

Result<std::vector<MaskRow>> KeyRuleRepository::masks() const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(), "SELECT id, expression, active FROM key_mask ORDER BY id");
    std::vector<MaskRow> rows;
    while (query.executeStep()) {
      rows.push_back(
          {query.getColumn(0).getInt64(), query.getColumn(1).getString(), query.getColumn(2).getInt() != 0});
    }
    return rows;
  });
}

Result<std::int64_t> KeyRuleRepository::addMask(const std::string& expression) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(), "INSERT INTO key_mask (expression) VALUES (?)");
    statement.bind(1, expression);
    statement.exec();
    return m_database.handle().getLastInsertRowid();
  });
}

Status KeyRuleRepository::setMaskActive(std::int64_t mask, bool active) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(), "UPDATE key_mask SET active = ? WHERE id = ?");
    statement.bind(1, active ? 1 : 0);
    statement.bind(2, mask);
    statement.exec();
  });
}

}  // namespace faultline::store
