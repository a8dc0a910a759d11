#pragma once

#include <optional>
#include <string>

#include "engine/base/error.h"
#include "engine/store/database.h"

namespace faultline::store {

/// The `project` table: settings of the project by their names.
class SettingRepository {
 public:
  explicit SettingRepository(Database& database) : m_database(database) {}

  /// None when it was never set.
  Result<std::optional<std::string>> get(const std::string& name) const;
  Status set(const std::string& name, const std::string& value);

 private:
  Database& m_database;
};

}  // namespace faultline::store
