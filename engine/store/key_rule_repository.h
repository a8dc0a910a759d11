#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/store/database.h"

namespace faultline::store {

/// Messages of `parent` that have the word `token` are of `key`.
struct SplitRow {
  KeyId key;
  KeyId parent;
  std::string token;
  bool active = true;  ///< False: taken back.
};

/// What the RE2 expression matches is a parameter, in all messages.
struct MaskRow {
  std::int64_t id = 0;
  std::string expression;
  bool active = true;  ///< False: taken back.
};

/// The `key_split` and `key_mask` tables: what users said about later messages. Rows are never taken out, so
/// that what was taken back can be done again.
class KeyRuleRepository {
 public:
  explicit KeyRuleRepository(Database& database) : m_database(database) {}

  /// In the order in which they were made.
  Result<std::vector<SplitRow>> splits() const;
  Status addSplit(const SplitRow& row);
  Status setSplitActive(KeyId key, bool active);

  /// In the order in which they were given.
  Result<std::vector<MaskRow>> masks() const;
  Result<std::int64_t> addMask(const std::string& expression);
  Status setMaskActive(std::int64_t mask, bool active);

 private:
  Database& m_database;
};

}  // namespace faultline::store
