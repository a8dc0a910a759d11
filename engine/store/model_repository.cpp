#include "engine/store/model_repository.h"

#include "engine/store/sqlite_guard.h"

namespace faultline::store {

Result<ModelId> ModelRepository::insert(const ModelRow& row, const std::string& bundle) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(
        m_database.handle(),
        "INSERT INTO model (parent, created, settings, saw, bundle) VALUES (?, ?, ?, ?, ?)");
    if (row.parent) statement.bind(1, row.parent.value);
    statement.bind(2, static_cast<std::int64_t>(row.created.time_since_epoch().count()));
    statement.bind(3, row.settings);
    statement.bind(4, row.saw);
    statement.bindNoCopy(5, bundle.data(), static_cast<int>(bundle.size()));
    statement.exec();
    return ModelId{m_database.handle().getLastInsertRowid()};
  });
}

Status ModelRepository::activate(ModelId model) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(),
                                "INSERT OR REPLACE INTO active_model (only, model) VALUES (1, ?)");
    statement.bind(1, model.value);
    statement.exec();
  });
}

Result<std::optional<ModelId>> ModelRepository::active() const {
  return guarded(m_database.file().string(), [&]() -> std::optional<ModelId> {
    SQLite::Statement query(m_database.handle(), "SELECT model FROM active_model");
    if (!query.executeStep()) return std::nullopt;
    return ModelId{query.getColumn(0).getInt64()};
  });
}

Status ModelRepository::setKeys(ModelId model, const std::string& keys) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(),
                                "INSERT OR REPLACE INTO model_keys (model, keys) VALUES (?, ?)");
    statement.bind(1, model.value);
    statement.bind(2, keys);
    statement.exec();
  });
}

Result<std::optional<std::string>> ModelRepository::keys(ModelId model) const {
  return guarded(m_database.file().string(), [&]() -> std::optional<std::string> {
    SQLite::Statement query(m_database.handle(), "SELECT keys FROM model_keys WHERE model = ?");
    query.bind(1, model.value);
    if (!query.executeStep()) return std::nullopt;
    return query.getColumn(0).getString();
  });
}

Result<std::string> ModelRepository::bundle(ModelId model) const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(), "SELECT bundle FROM model WHERE id = ?");
    query.bind(1, model.value);
    if (!query.executeStep()) throw SQLite::Exception("no model " + std::to_string(model.value));
    return query.getColumn(0).getString();
  });
}

Result<std::vector<ModelRow>> ModelRepository::all() const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(
        m_database.handle(),
        "SELECT id, parent, created, settings, saw, length(bundle) FROM model ORDER BY id");
    std::vector<ModelRow> rows;
    while (query.executeStep()) {
      rows.push_back({ModelId{query.getColumn(0).getInt64()}, ModelId{query.getColumn(1).getInt64()},
                      UtcTime(std::chrono::nanoseconds(query.getColumn(2).getInt64())),
                      query.getColumn(3).getString(), query.getColumn(4).getString(),
                      static_cast<std::uint64_t>(query.getColumn(5).getInt64())});
    }
    return rows;
  });
}

}  // namespace faultline::store
