#pragma once

#include <optional>
#include <string>

#include "engine/base/error.h"
#include "engine/base/time.h"
#include "engine/store/database.h"

namespace faultline::store {

/// The `study` table: comparisons of detectors and sweeps of settings, as JSON. The newest of each kind is
/// kept.
class StudyRepository {
 public:
  explicit StudyRepository(Database& database) : m_database(database) {}

  /// In place of the one before, in the caller's transaction.
  Status put(const std::string& kind, UtcTime created, const std::string& result);
  Result<std::optional<std::string>> newest(const std::string& kind) const;

 private:
  Database& m_database;
};

}  // namespace faultline::store
