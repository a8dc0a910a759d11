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
  std::string name;  ///< What a user calls it; empty: nothing.
};

/// A row of `key_alias`: from `revision` of the canonical one's template on, `key` is read as it.
struct AliasRow {
  KeyId key;
  KeyId canonical;
  int revision = 1;
  friend bool operator==(const AliasRow&, const AliasRow&) = default;
};

/// The `log_key` and `key_alias` tables.
class KeyRepository {
 public:
  explicit KeyRepository(Database& database) : m_database(database) {}

  /// In the order of ids, which is the order in which they were first seen.
  Result<std::vector<KeyRow>> all() const;
  Result<KeyId> insert(const std::string& text);
  Status refine(KeyId key, const std::string& text);
  /// For taking an edit back.
  Status restore(KeyId key, const std::string& text, int revision);
  Status rename(KeyId key, const std::string& name);

  /// From now on `key` is read as `canonical`; its own row stays.
  Status setAlias(KeyId key, KeyId canonical, int revision);
  /// `key` turned out to be the same as another: from now on it is read as what that one is read as, unless a
  /// user said what it is read as.
  Status absorb(KeyId key, KeyId same);
  /// `key` stands for itself again.
  Status removeAlias(KeyId key);
  /// As they are stored, by key.
  Result<std::vector<AliasRow>> aliasRows() const;
  /// Keys that now stand for another one, and which that is in the end: chains are followed, and a key whose
  /// split was taken back stands for the one that it was split off.
  Result<std::unordered_map<std::int64_t, std::int64_t>> aliases() const;

 private:
  Database& m_database;
};

}  // namespace faultline::store
