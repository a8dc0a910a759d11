#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "engine/base/error.h"

namespace SQLite {
class Database;
class Statement;
}  // namespace SQLite

namespace faultline::store {

/// `PRAGMA application_id` of a project file: "FLTL".
inline constexpr int kApplicationId = 0x464c544c;

/// What opening did about the schema version. TooNew and Failed are errors of `Database::open`.
enum class MigrationOutcome { Current, Upgraded };

enum class Access { Read, Write };

/// A connection to a project file: WAL, foreign keys on. One a thread; a connection may move between threads
/// as long as no two use it at a time. Readers go on while one writes; who writes holds a WriterLock.
class Database {
 public:
  /// Errors: ProjectMissing, NotAProject, ProjectTooNew, MigrationFailed, ProjectDamaged, StoreFailed.
  static Result<Database> open(const std::filesystem::path& file, Access access);

  /// An empty project of the current version. Errors: ProjectExists, OutputUnwritable, DiskFull.
  static Result<Database> create(const std::filesystem::path& file);

  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  [[nodiscard]] const std::filesystem::path& file() const { return m_file; }
  [[nodiscard]] MigrationOutcome outcome() const { return m_outcome; }
  [[nodiscard]] SQLite::Database& handle() const { return *m_handle; }

  /// Moves the write-ahead log into the file, so that it is whole by itself.
  Status checkpoint();

 private:
  Database(std::filesystem::path file, std::unique_ptr<SQLite::Database> handle, MigrationOutcome outcome);

  std::filesystem::path m_file;
  std::unique_ptr<SQLite::Database> m_handle;
  MigrationOutcome m_outcome{};
};

/// The newest schema version that this program knows.
[[nodiscard]] int schemaVersion();

/// All or nothing: rolled back unless committed.
class Transaction {
 public:
  static Result<Transaction> begin(Database& database);
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  Status commit();

 private:
  explicit Transaction(Database& database) : m_database(&database) {}
  Database* m_database;
};

/// The right to write a project, held by one process (and one job in it) at a time; gone with the process
/// however it ends. The lock file beside the project tells who has it.
class WriterLock {
 public:
  /// `purpose`: what a second writer is told, e.g. "import". Error ProjectLocked names the holder.
  static Result<WriterLock> take(const std::filesystem::path& project, const std::string& purpose);

  /// Who writes the project now; empty when nobody does.
  [[nodiscard]] static std::string holder(const std::filesystem::path& project);

  WriterLock(WriterLock&& other) noexcept;
  WriterLock& operator=(WriterLock&&) = delete;
  ~WriterLock();

 private:
  explicit WriterLock(int descriptor) : m_descriptor(descriptor) {}
  int m_descriptor;
};

}  // namespace faultline::store
