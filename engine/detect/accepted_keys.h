#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/detect/count_table.h"

namespace faultline::detect {

/// Log keys that nobody but a person has vouched for: strange until a false alarm with them was answered. An
/// answer says that the key is normal where it stood, not that it is normal: a rare key may belong to one
/// normal course of events and to many faults. So it stays bound to what was accepted, between the same
/// neighbours and, in whole sessions, in near copies of the accepted ones that have it.
class AcceptedKeys {
 public:
  /// From now on the key is bound to where it was accepted.
  void accept(KeyClass key);
  /// A session that was accepted as a whole, after its keys. Of a full table one has to go.
  void add(const CountVector& session);

  /// Whether the key is normal only where it was accepted.
  [[nodiscard]] bool isBound(KeyClass key) const;

  /// A bound key that keeps a session from being normal, as no near copy of it that has all its bound keys
  /// was accepted. None when there is nothing against the session.
  [[nodiscard]] std::optional<KeyClass> strangeIn(const CountVector& session) const;

  void save(ByteWriter& writer) const;
  /// None when the bytes are damaged.
  static std::optional<AcceptedKeys> load(ByteReader& reader, std::int32_t classes);

 private:
  std::vector<KeyClass> m_keys;  // ascending
  CountTable m_sessions;         // that have bound keys
};

}  // namespace faultline::detect
