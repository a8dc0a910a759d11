#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/store/database.h"

namespace faultline::store {

struct KeyRow {
  KeyId id;
  std::string text;  ///< The template, `<*>` for each parameter. Untrusted, plain.
  int revision = 1;  ///< Grows when the template becomes more general; its meaning stays.
};

/// The `log_key` and `key_alias` tables.
class KeyRepository {
 public:
  explicit KeyRepository(Database& database) : m_database(database) {}

  /// In the order of ids, which is the order in which they were first seen.
  Result<std::vector<KeyRow>> all() const;
  Result<KeyId> insert(const std::string& text);
  Status refine(KeyId key, const std::string& text);

  /// From now on `key` is read as `canonical`; its own row stays.
  Status setAlias(KeyId key, KeyId canonical, int revision);
  /// Keys that now stand for another one.
  Result<std::unordered_map<std::int64_t, std::int64_t>> aliases() const;

 private:
  Database& m_database;
};

}  // namespace faultline::store
