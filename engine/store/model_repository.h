#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/base/time.h"
#include "engine/store/database.h"

namespace faultline::store {

/// A row of the `model` table, without the bundle. Rows are never changed: an update adds one.
struct ModelRow {
  ModelId id;
  ModelId parent;  ///< 0: trained from scratch.
  UtcTime created;
  std::string settings;  ///< JSON.
  std::string saw;       ///< JSON: what it was trained on.
  std::uint64_t bytes = 0;
};

/// The `model` and `model_keys` tables and the one active pointer.
class ModelRepository {
 public:
  explicit ModelRepository(Database& database) : m_database(database) {}

  Result<ModelId> insert(const ModelRow& row, const std::string& bundle);
  Status activate(ModelId model);
  /// None before the first learning.
  Result<std::optional<ModelId>> active() const;
  Result<std::string> bundle(ModelId model) const;
  /// What was read as what when the model was learnt, as JSON; none for models of the first version.
  Status setKeys(ModelId model, const std::string& keys);
  Result<std::optional<std::string>> keys(ModelId model) const;
  Result<std::vector<ModelRow>> all() const;

 private:
  Database& m_database;
};

}  // namespace faultline::store
