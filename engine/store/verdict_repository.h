#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/base/severity.h"
#include "engine/base/time.h"
#include "engine/store/database.h"

namespace faultline::store {

/// A row of the `verdict` table.
struct VerdictRow {
  std::uint64_t fingerprint = 0;
  FindingStatus status{};  ///< Never Open: that is having no row.
  std::string note;
  std::string who;
  UtcTime at;
  ModelId taught;  ///< The first model that has learnt it; none so far.
};

/// The `verdict` table.
class VerdictRepository {
 public:
  explicit VerdictRepository(Database& database) : m_database(database) {}

  Result<std::optional<VerdictRow>> get(std::uint64_t fingerprint) const;
  /// Another one of the same fingerprint is written over.
  Status put(const VerdictRow& row);
  Status remove(std::uint64_t fingerprint);
  /// Verdicts that are no false positives any more are passed over.
  Status setTaught(std::uint64_t fingerprint, ModelId model);
  /// What this model was the first to learn counts as not learnt.
  Status forgetTaught(ModelId model);

  struct FalsePositive {
    FindingId finding;  ///< The newest one that the verdict is about.
    ModelId taught;     ///< As in `VerdictRow`.
  };
  /// Those that some stored finding belongs to, by finding.
  Result<std::vector<FalsePositive>> falsePositives() const;

 private:
  Database& m_database;
};

}  // namespace faultline::store
