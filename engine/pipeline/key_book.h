#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/store/database.h"
#include "engine/store/key_repository.h"
#include "engine/store/key_rule_repository.h"

namespace faultline::pipeline {

/// A project's log keys with all that users did to them, as they stand. Wherever a key is named or compared,
/// it is through this. Immutable, so any thread may use it.
class KeyBook {
 public:
  static Result<KeyBook> read(store::Database& database);

  /// In the order of ids.
  [[nodiscard]] const std::vector<store::KeyRow>& rows() const { return m_rows; }
  [[nodiscard]] const std::vector<store::SplitRow>& splits() const { return m_splits; }
  [[nodiscard]] const std::vector<store::MaskRow>& masks() const { return m_masks; }

  /// The key that this one is read as: itself, or what it was merged into.
  [[nodiscard]] KeyId canonical(KeyId key) const;
  /// Whether events are read under this very key: it is there, not merged, and no split that was taken back.
  [[nodiscard]] bool isShown(KeyId key) const;
  [[nodiscard]] std::uint64_t shownCount() const;
  /// The keys that are read as this one, itself first; none that was taken back.
  [[nodiscard]] std::vector<KeyId> members(KeyId canonical) const;
  /// Null when there is no such key.
  [[nodiscard]] const store::KeyRow* find(KeyId key) const;
  /// The split that made the key; null when none did, or it was taken back.
  [[nodiscard]] const store::SplitRow* splitOf(KeyId key) const;
  [[nodiscard]] bool wasTakenBack(KeyId key) const;

  /// What the key that `key` is read as is called: the user's name for it, or its template. Untrusted, plain.
  [[nodiscard]] std::string textOf(KeyId key) const;
  /// The same without the tag in front that names the session, see `tellingPart`; what findings say.
  [[nodiscard]] std::string tellingTextOf(KeyId key) const;

 private:
  std::vector<store::KeyRow> m_rows;
  std::vector<store::SplitRow> m_splits;
  std::vector<store::MaskRow> m_masks;
  std::unordered_map<std::int64_t, std::int64_t> m_aliases;
  std::unordered_map<std::int64_t, std::size_t> m_places;       ///< In `m_rows`.
  std::unordered_map<std::int64_t, std::size_t> m_splitPlaces;  ///< In `m_splits`, by the key split off.
};

}  // namespace faultline::pipeline
