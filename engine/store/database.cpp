#include "engine/store/database.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string_view>

#include <sqlite3.h>

#include "engine/store/sqlite_guard.h"

namespace faultline::store {

namespace {

/// The n-th brings version n to version n + 1.
constexpr auto kMigrations = std::to_array<const char*>({
#include "migrations.inc"
});

constexpr int kBusyTimeoutMs = 5000;

Status checkHeader(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error))
    return failure(ErrorCode::ProjectMissing, file.string(), "no such file");
  if (!std::filesystem::is_regular_file(file, error)) {
    return failure(ErrorCode::NotAProject, file.string(), "it is not a regular file");
  }
  std::ifstream in(file, std::ios::binary);
  if (!in) return failure(ErrorCode::FileUnreadable, file.string(), std::strerror(errno));
  constexpr std::string_view kMagic("SQLite format 3\0", 16);
  std::array<char, 16> head{};
  in.read(head.data(), head.size());
  if (std::string_view(head.data(), head.size()) != kMagic) {
    return failure(ErrorCode::NotAProject, file.string(), "it is not an SQLite database");
  }
  return {};
}

int pragma(SQLite::Database& database, const char* name) {
  return database.execAndGet(std::string("PRAGMA ") + name).getInt();
}

void configure(SQLite::Database& database, Access access) {
  database.setBusyTimeout(kBusyTimeoutMs);
  database.exec("PRAGMA foreign_keys=ON");
  database.exec("PRAGMA temp_store=MEMORY");
  database.exec("PRAGMA cache_size=-65536");
  if (access == Access::Write) {
    database.exec("PRAGMA journal_mode=WAL");
    database.exec("PRAGMA synchronous=NORMAL");
  } else {
    database.exec("PRAGMA query_only=ON");
  }
}

void applyMigrations(SQLite::Database& database, int version) {
  for (; version < schemaVersion(); ++version) {
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    database.exec(kMigrations.at(static_cast<std::size_t>(version)));
    database.exec("PRAGMA user_version=" + std::to_string(version + 1));
    transaction.commit();
  }
}

Result<MigrationOutcome> migrate(const std::filesystem::path& file, int version) {
  auto lock = WriterLock::take(file, "migration");
  if (!lock) return tl::unexpected<Error>(lock.error());
  try {
    SQLite::Database database(file.string(), SQLite::OPEN_READWRITE);
    configure(database, Access::Write);
    applyMigrations(database, version);
  } catch (const SQLite::Exception& exception) {
    return failure(ErrorCode::MigrationFailed, file.string(), exception.what());
  }
  return MigrationOutcome::Upgraded;
}

/// A project on a medium that cannot be written has no place for the shared memory of the WAL: read as it
/// lies there.
std::unique_ptr<SQLite::Database> connect(const std::filesystem::path& file, Access access) {
  try {
    auto database = std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READWRITE);
    configure(*database, access);
    pragma(*database, "schema_version");  // fails here when the WAL cannot be opened
    return database;
  } catch (const SQLite::Exception& exception) {
    const int code = exception.getErrorCode();
    if (access == Access::Write || (code != SQLITE_CANTOPEN && code != SQLITE_READONLY)) throw;
  }
  auto database = std::make_unique<SQLite::Database>("file:" + file.string() + "?immutable=1",
                                                     SQLite::OPEN_READONLY | SQLite::OPEN_URI);
  configure(*database, access);
  return database;
}

}  // namespace

int schemaVersion() { return static_cast<int>(kMigrations.size()); }

Error sqliteError(const SQLite::Exception& exception, const std::string& file) {
  switch (exception.getErrorCode()) {
    case SQLITE_FULL:
      return {ErrorCode::DiskFull, file, exception.what()};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorCode::ProjectLocked, file, exception.what()};
    case SQLITE_CORRUPT:
      return {ErrorCode::ProjectDamaged, file, exception.what()};
    case SQLITE_NOTADB:
      return {ErrorCode::NotAProject, file, exception.what()};
    case SQLITE_INTERRUPT:
      return {ErrorCode::Cancelled, file, {}};
    default:
      return {ErrorCode::StoreFailed, file, exception.what()};
  }
}

Database::Database(std::filesystem::path file, std::unique_ptr<SQLite::Database> handle,
                   MigrationOutcome outcome)
    : m_file(std::move(file)), m_handle(std::move(handle)), m_outcome(outcome) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const std::filesystem::path& file, Access access) {
  FAULTLINE_TRY(checkHeader(file));
  try {
    auto handle = connect(file, access);
    if (pragma(*handle, "application_id") != kApplicationId) {
      return failure(ErrorCode::NotAProject, file.string(), "it is an SQLite database of another program");
    }
    const int version = pragma(*handle, "user_version");
    if (version > schemaVersion()) {
      return failure(ErrorCode::ProjectTooNew, file.string(),
                     "it has version " + std::to_string(version) + ", this program knows " +
                         std::to_string(schemaVersion()));
    }
    if (version == schemaVersion()) return Database(file, std::move(handle), MigrationOutcome::Current);
    handle.reset();
    FAULTLINE_TRY_ASSIGN(const MigrationOutcome outcome, migrate(file, version));
    return Database(file, connect(file, access), outcome);
  } catch (const SQLite::Exception& exception) {
    return tl::unexpected<Error>(sqliteError(exception, file.string()));
  }
}

Result<Database> Database::create(const std::filesystem::path& file) {
  std::error_code error;
  if (std::filesystem::exists(file, error)) {
    return failure(ErrorCode::ProjectExists, file.string(), "it is left as it is");
  }
  try {
    auto handle =
        std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    handle->exec("PRAGMA application_id=" + std::to_string(kApplicationId));
    configure(*handle, Access::Write);
    applyMigrations(*handle, 0);
    return Database(file, std::move(handle), MigrationOutcome::Current);
  } catch (const SQLite::Exception& exception) {
    if (exception.getErrorCode() == SQLITE_CANTOPEN) {
      return failure(ErrorCode::OutputUnwritable, file.string(), exception.what());
    }
    return tl::unexpected<Error>(sqliteError(exception, file.string()));
  }
}

Status Database::checkpoint() {
  return guarded(m_file.string(), [&] { m_handle->exec("PRAGMA wal_checkpoint(TRUNCATE)"); });
}

Result<Transaction> Transaction::begin(Database& database) {
  FAULTLINE_TRY(guarded(database.file().string(), [&] { database.handle().exec("BEGIN IMMEDIATE"); }));
  return Transaction(database);
}

Transaction::Transaction(Transaction&& other) noexcept
    : m_database(std::exchange(other.m_database, nullptr)) {}

Transaction::~Transaction() {
  if (m_database == nullptr) return;
  try {
    m_database->handle().exec("ROLLBACK");
  } catch (const SQLite::Exception&) {
    // SQLite has rolled back by itself, as it does on a full disk.
  }
}

Status Transaction::commit() {
  FAULTLINE_TRY(guarded(m_database->file().string(), [&] { m_database->handle().exec("COMMIT"); }));
  m_database = nullptr;
  return {};
}

}  // namespace faultline::store
