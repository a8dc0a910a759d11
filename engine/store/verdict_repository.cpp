#include "engine/store/verdict_repository.h"

#include "engine/store/sqlite_guard.h"

namespace faultline::store {

Result<std::optional<VerdictRow>> VerdictRepository::get(std::uint64_t fingerprint) const {
  return guarded(m_database.file().string(), [&]() -> std::optional<VerdictRow> {
    SQLite::Statement query(m_database.handle(),
                            "SELECT status, note, who, at, taught FROM verdict WHERE fingerprint = ?");
    query.bind(1, static_cast<std::int64_t>(fingerprint));
    if (!query.executeStep()) return std::nullopt;
    return VerdictRow{fingerprint,
                      statusFromName(query.getColumn(0).getString()).value_or(FindingStatus::Harmless),
                      query.getColumn(1).getString(),
                      query.getColumn(2).getString(),
                      UtcTime(std::chrono::nanoseconds(query.getColumn(3).getInt64())),
                      ModelId{query.getColumn(4).getInt64()}};
  });
}

Status VerdictRepository::put(const VerdictRow& row) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(),
                                "INSERT OR REPLACE INTO verdict (fingerprint, status, note, who, at, taught) "
                                "VALUES (?, ?, ?, ?, ?, ?)");
    statement.bind(1, static_cast<std::int64_t>(row.fingerprint));
    statement.bind(2, std::string(statusName(row.status)));
    statement.bind(3, row.note);
    statement.bind(4, row.who);
    statement.bind(5, static_cast<std::int64_t>(row.at.time_since_epoch().count()));
    if (row.taught) statement.bind(6, row.taught.value);
    statement.exec();
  });
}

Status VerdictRepository::remove(std::uint64_t fingerprint) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(), "DELETE FROM verdict WHERE fingerprint = ?");
    statement.bind(1, static_cast<std::int64_t>(fingerprint));
    statement.exec();
  });
}

Status VerdictRepository::setTaught(std::uint64_t fingerprint, ModelId model) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(
        m_database.handle(),
        "UPDATE verdict SET taught = ? WHERE fingerprint = ? AND status = 'false-positive'");
    statement.bind(1, model.value);
    statement.bind(2, static_cast<std::int64_t>(fingerprint));
    statement.exec();
  });
}

Status VerdictRepository::forgetTaught(ModelId model) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(), "UPDATE verdict SET taught = NULL WHERE taught = ?");
    statement.bind(1, model.value);
    statement.exec();
  });
}

Result<std::vector<VerdictRepository::FalsePositive>> VerdictRepository::falsePositives() const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(
        m_database.handle(),
        "SELECT max(finding.id), verdict.taught FROM finding JOIN verdict ON verdict.fingerprint = "
        "finding.fingerprint WHERE verdict.status = 'false-positive' GROUP BY finding.fingerprint ORDER BY "
        "1");
    std::vector<FalsePositive> rows;
    while (query.executeStep())
      rows.push_back({FindingId{query.getColumn(0).getInt64()}, ModelId{query.getColumn(1).getInt64()}});
    return rows;
  });
}

}  // namespace faultline::store
