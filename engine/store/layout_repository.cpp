#include "engine/store/layout_repository.h"

#include "engine/store/sqlite_guard.h"

namespace faultline::store {

Result<std::vector<LayoutRow>> LayoutRepository::all() const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(), "SELECT name, pattern FROM layout ORDER BY name");
    std::vector<LayoutRow> rows;
    while (query.executeStep())
      rows.push_back({query.getColumn(0).getString(), query.getColumn(1).getString()});
    return rows;
  });
}

Status LayoutRepository::put(const LayoutRow& row) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(),
                                "INSERT OR REPLACE INTO layout (name, pattern) VALUES (?, ?)");
    statement.bind(1, row.name);
    statement.bind(2, row.pattern);
    statement.exec();
  });
}

Status LayoutRepository::remove(const std::string& name) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(), "DELETE FROM layout WHERE name = ?");
    statement.bind(1, name);
    statement.exec();
  });
}

}  // namespace faultline::store
