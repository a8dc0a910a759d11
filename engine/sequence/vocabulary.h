#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <tsl/robin_map.h>
#include <tsl/robin_set.h>

#include "engine/sequence/session_set.h"

namespace faultline::sequence {

/// A model's own number for a log key: 0, 1, 2, ... in ascending order of the keys; keys that it learnt later
/// come after those.
using KeyClass = std::int32_t;

/// What the model knows nothing about: a key it never saw, or what came before a stream was first seen.
inline constexpr KeyClass kUnknownClass = -1;

/// Bounded: start and end of a session are classes of their own. Plain: only entries are, as in the paper.
enum class Bounds : std::uint8_t { Plain, Bounded };

/// Which log key is which class. Immutable.
class Vocabulary {
 public:
  Vocabulary() = default;
  /// `keys` in any order, each once or more.
  explicit Vocabulary(std::vector<LogKey> keys);
  static Vocabulary of(const SessionSet& sessions, Bounds bounds);
  /// Numbered as they come; a key that comes again is left out.
  static Vocabulary inOrder(const std::vector<LogKey>& keys);

  /// The same numbering, and numbers after it for those of `keys` that it does not have.
  [[nodiscard]] Vocabulary extendedBy(std::span<const LogKey> keys) const;

  /// The same numbering with fewer keys: those not in `keys` are unknown.
  [[nodiscard]] Vocabulary restrictedTo(const tsl::robin_set<LogKey>& keys) const;

  [[nodiscard]] KeyClass classOf(LogKey key) const;
  [[nodiscard]] LogKey keyOf(KeyClass keyClass) const { return m_keys[static_cast<std::size_t>(keyClass)]; }
  /// How many classes the numbering has.
  [[nodiscard]] std::int32_t size() const { return static_cast<std::int32_t>(m_keys.size()); }
  /// By class: start and end (where they are classes) first.
  [[nodiscard]] const std::vector<LogKey>& keys() const { return m_keys; }

  /// The classes of `keys`, appended to `classes`.
  void append(std::span<const LogKey> keys, std::vector<KeyClass>& classes) const;

 private:
  std::vector<LogKey> m_keys;
  tsl::robin_map<LogKey, KeyClass> m_classes;
};

}  // namespace faultline::sequence
