#include "engine/store/study_repository.h"

#include "engine/store/sqlite_guard.h"

namespace faultline::store {

Status StudyRepository::put(const std::string& kind, UtcTime created, const std::string& result) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement former(m_database.handle(), "DELETE FROM study WHERE kind = ?");
    former.bind(1, kind);
    former.exec();
    SQLite::Statement statement(m_database.handle(),
                                "INSERT INTO study (kind, created, model, result) VALUES (?, ?, (SELECT "
                                "model FROM active_model), ?)");
    statement.bind(1, kind);
    statement.bind(2, static_cast<std::int64_t>(created.time_since_epoch().count()));
    statement.bind(3, result);
    statement.exec();
  });
}

Result<std::optional<std::string>> StudyRepository::newest(const std::string& kind) const {
  return guarded(m_database.file().string(), [&]() -> std::optional<std::string> {
    SQLite::Statement query(m_database.handle(),
                            "SELECT result FROM study WHERE kind = ? ORDER BY id DESC LIMIT 1");
    query.bind(1, kind);
    if (!query.executeStep()) return std::nullopt;
    return query.getColumn(0).getString();
  });
}

}  // namespace faultline::store
