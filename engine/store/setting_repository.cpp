#include "engine/store/setting_repository.h"

#include "engine/store/sqlite_guard.h"

namespace faultline::store {

Result<std::optional<std::string>> SettingRepository::get(const std::string& name) const {
  return guarded(m_database.file().string(), [&]() -> std::optional<std::string> {
    SQLite::Statement query(m_database.handle(), "SELECT value FROM project WHERE name = ?");
    query.bind(1, name);
    if (!query.executeStep()) return std::nullopt;
    return query.getColumn(0).getString();
  });
}

Status SettingRepository::set(const std::string& name, const std::string& value) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(),
                                "INSERT OR REPLACE INTO project (name, value) VALUES (?, ?)");
    statement.bind(1, name);
    statement.bind(2, value);
    statement.exec();
  });
}

}  // namespace faultline::store
