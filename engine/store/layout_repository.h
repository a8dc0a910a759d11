#pragma once

#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/store/database.h"

namespace faultline::store {

/// A layout that a user wrote for this project.
struct LayoutRow {
  std::string name;
  std::string pattern;
};

/// The `layout` table.
class LayoutRepository {
 public:
  explicit LayoutRepository(Database& database) : m_database(database) {}

  /// By name.
  Result<std::vector<LayoutRow>> all() const;
  /// Replaces the one of its name.
  Status put(const LayoutRow& row);
  /// No error when there is none of that name.
  Status remove(const std::string& name);

 private:
  Database& m_database;
};

}  // namespace faultline::store
