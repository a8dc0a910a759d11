#include "engine/store/finding_repository.h"

#include "engine/store/sqlite_guard.h"

namespace faultline::store {

namespace {

constexpr const char* kSelect =
    "SELECT finding.id, run, incident, kind, code, arguments, severity, score, p, event, session, "
    "finding.fingerprint, "
    "coalesce(verdict.status, 'open'), leader, evidence FROM finding LEFT JOIN verdict ON "
    "verdict.fingerprint = "
    "finding.fingerprint ";

enum class WithEvidence { No, Yes };

FindingRow readFinding(SQLite::Statement& query, WithEvidence withEvidence) {
  FindingRow row;
  row.id = FindingId{query.getColumn(0).getInt64()};
  row.run = RunId{query.getColumn(1).getInt64()};
  row.incident = query.getColumn(2).getInt64();
  row.kind = query.getColumn(3).getString();
  row.code = query.getColumn(4).getString();
  row.arguments = query.getColumn(5).getString();
  row.severity = static_cast<Severity>(query.getColumn(6).getInt());
  row.score = query.getColumn(7).getDouble();
  row.p = query.getColumn(8).getDouble();
  row.event = EventId::unpacked(query.getColumn(9).getInt64());
  row.session = SessionId{query.getColumn(10).getInt64()};
  row.fingerprint = static_cast<std::uint64_t>(query.getColumn(11).getInt64());
  row.status = statusFromName(query.getColumn(12).getString()).value_or(FindingStatus::Open);
  row.leader = FindingId{query.getColumn(13).getInt64()};
  if (withEvidence == WithEvidence::Yes) row.evidence = query.getColumn(14).getString();
  return row;
}

UtcTime utcOf(const SQLite::Column& column) { return UtcTime(std::chrono::nanoseconds(column.getInt64())); }

std::int64_t nanoseconds(UtcTime time) { return static_cast<std::int64_t>(time.time_since_epoch().count()); }

}  // namespace

Result<RunId> FindingRepository::insertRun(const RunRow& run) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(
        m_database.handle(),
        "INSERT INTO run (model, started, finished, events, sessions) VALUES (?, ?, ?, ?, ?)");
    statement.bind(1, run.model.value);
    statement.bind(2, nanoseconds(run.started));
    statement.bind(3, nanoseconds(run.finished));
    statement.bind(4, static_cast<std::int64_t>(run.events));
    statement.bind(5, static_cast<std::int64_t>(run.sessions));
    statement.exec();
    return RunId{m_database.handle().getLastInsertRowid()};
  });
}

Result<std::int64_t> FindingRepository::insertIncident(RunId run, SessionId session) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(), "INSERT INTO incident (run, session) VALUES (?, ?)");
    statement.bind(1, run.value);
    if (session) statement.bind(2, session.value);
    statement.exec();
    return static_cast<std::int64_t>(m_database.handle().getLastInsertRowid());
  });
}

Result<FindingId> FindingRepository::insert(const FindingRow& row) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(
        m_database.handle(),
        "INSERT INTO finding (run, incident, kind, code, arguments, severity, score, p, event, session, "
        "evidence, fingerprint, leader) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    statement.bind(1, row.run.value);
    if (row.incident != 0) statement.bind(2, row.incident);
    statement.bind(3, row.kind);
    statement.bind(4, row.code);
    statement.bind(5, row.arguments);
    statement.bind(6, static_cast<int>(row.severity));
    statement.bind(7, row.score);
    statement.bind(8, row.p);
    if (row.event) statement.bind(9, row.event.packed());
    if (row.session) statement.bind(10, row.session.value);
    statement.bind(11, row.evidence);
    statement.bind(12, static_cast<std::int64_t>(row.fingerprint));
    if (row.leader) statement.bind(13, row.leader.value);
    statement.exec();
    return FindingId{m_database.handle().getLastInsertRowid()};
  });
}

Status FindingRepository::activateRun(RunId run) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(),
                                "INSERT OR REPLACE INTO active_run (only, run) VALUES (1, ?)");
    statement.bind(1, run.value);
    statement.exec();
  });
}

Status FindingRepository::insertSeries(RunId run, const std::string& kind, KeyId key,
                                       const std::string& data) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(),
                                "INSERT INTO run_series (run, kind, key, data) VALUES (?, ?, ?, ?)");
    statement.bind(1, run.value);
    statement.bind(2, kind);
    statement.bind(3, key.value);
    statement.bindNoCopy(4, data.data(), static_cast<int>(data.size()));
    statement.exec();
  });
}

Result<std::optional<std::string>> FindingRepository::series(RunId run, const std::string& kind,
                                                             KeyId key) const {
  return guarded(m_database.file().string(), [&]() -> std::optional<std::string> {
    SQLite::Statement query(m_database.handle(),
                            "SELECT data FROM run_series WHERE run = ? AND kind = ? AND key = ?");
    query.bind(1, run.value);
    query.bind(2, kind);
    query.bind(3, key.value);
    if (!query.executeStep()) return std::nullopt;
    return query.getColumn(0).getString();
  });
}

Status FindingRepository::dropOldRuns(int keep) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(
        m_database.handle(),
        "DELETE FROM run WHERE id NOT IN (SELECT id FROM run ORDER BY id DESC LIMIT ?) AND id NOT IN (SELECT "
        "run FROM active_run)");
    statement.bind(1, keep);
    statement.exec();
  });
}

Result<std::optional<RunRow>> FindingRepository::latestRun() const {
  return guarded(m_database.file().string(), [&]() -> std::optional<RunRow> {
    SQLite::Statement query(m_database.handle(),
                            "SELECT id, model, started, finished, events, sessions FROM run "
                            "WHERE id = coalesce((SELECT run FROM active_run), (SELECT max(id) FROM run))");
    if (!query.executeStep()) return std::nullopt;
    return RunRow{RunId{query.getColumn(0).getInt64()},
                  ModelId{query.getColumn(1).getInt64()},
                  utcOf(query.getColumn(2)),
                  utcOf(query.getColumn(3)),
                  static_cast<std::uint64_t>(query.getColumn(4).getInt64()),
                  static_cast<std::uint64_t>(query.getColumn(5).getInt64())};
  });
}

Result<std::vector<FindingRow>> FindingRepository::ofRun(RunId run) const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(),
                            std::string(kSelect) + "WHERE run = ? ORDER BY severity, score DESC, finding.id");
    query.bind(1, run.value);
    std::vector<FindingRow> rows;
    while (query.executeStep()) rows.push_back(readFinding(query, WithEvidence::No));
    return rows;
  });
}

Result<std::vector<FindingRow>> FindingRepository::ofSession(RunId run, SessionId session) const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(),
                            std::string(kSelect) + "WHERE session = ? AND run = ? ORDER BY event");
    query.bind(1, session.value);
    query.bind(2, run.value);
    std::vector<FindingRow> rows;
    while (query.executeStep()) rows.push_back(readFinding(query, WithEvidence::No));
    return rows;
  });
}

Result<std::optional<FindingRow>> FindingRepository::get(FindingId id) const {
  return guarded(m_database.file().string(), [&]() -> std::optional<FindingRow> {
    SQLite::Statement query(m_database.handle(), std::string(kSelect) + "WHERE finding.id = ?");
    query.bind(1, id.value);
    if (!query.executeStep()) return std::nullopt;
    return readFinding(query, WithEvidence::Yes);
  });
}

Result<FindingRow> FindingRepository::named(FindingId id) const {
  FAULTLINE_TRY_ASSIGN(auto row, get(id));
  if (!row) {
    return failure(ErrorCode::FindingUnknown, m_database.file().string(),
                   "no finding has the number " + std::to_string(id.value));
  }
  return std::move(*row);
}

Result<std::uint64_t> FindingRepository::countOfRun(RunId run) const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(), "SELECT count(*) FROM finding WHERE run = ?");
    query.bind(1, run.value);
    query.executeStep();
    return static_cast<std::uint64_t>(query.getColumn(0).getInt64());
  });
}

Result<FindingRepository::Last> FindingRepository::lastOf(RunId run) const {
  return guarded(m_database.file().string(), [&] {
    Last last;
    SQLite::Statement query(m_database.handle(),
                            "SELECT coalesce((SELECT max(id) FROM finding WHERE run = ?1), 0), "
                            "coalesce((SELECT max(id) FROM incident WHERE run = ?1), 0)");
    query.bind(1, run.value);
    query.executeStep();
    last.finding = query.getColumn(0).getInt64();
    last.incident = query.getColumn(1).getInt64();
    return last;
  });
}

Status FindingRepository::move(RunId from, RunId to, const Last& last) {
  return guarded(m_database.file().string(), [&] {
    const auto update = [&](const char* sql, std::optional<std::int64_t> most) {
      SQLite::Statement statement(m_database.handle(), sql);
      statement.bind(1, to.value);
      statement.bind(2, from.value);
      if (most) statement.bind(3, *most);
      statement.exec();
    };
    update("UPDATE finding SET run = ? WHERE run = ? AND id <= ?", last.finding);
    update("UPDATE incident SET run = ? WHERE run = ? AND id <= ?", last.incident);
    update("UPDATE run_series SET run = ? WHERE run = ?", std::nullopt);
  });
}

Status FindingRepository::setRun(FindingId finding, RunId run) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(), "UPDATE finding SET run = ? WHERE id = ?");
    statement.bind(1, run.value);
    statement.bind(2, finding.value);
    statement.exec();
  });
}

Status FindingRepository::setLeader(FindingId finding, FindingId leader) {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement statement(m_database.handle(), "UPDATE finding SET leader = ? WHERE id = ?");
    if (leader) statement.bind(1, leader.value);
    statement.bind(2, finding.value);
    statement.exec();
  });
}

Result<bool> FindingRepository::hasRun(RunId run) const {
  return guarded(m_database.file().string(), [&] {
    SQLite::Statement query(m_database.handle(), "SELECT 1 FROM run WHERE id = ?");
    query.bind(1, run.value);
    return query.executeStep();
  });
}

}  // namespace faultline::store
