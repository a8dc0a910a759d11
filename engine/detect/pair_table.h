#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <tsl/robin_map.h>

#include "engine/base/bytes.h"
#include "engine/detect/piece.h"
#include "engine/sequence/vocabulary.h"

namespace faultline::detect {

using sequence::KeyClass;

/// Whose evidence counts when something is judged. All: everything learnt. Others: what only one piece has
/// seen does not count, since that piece may be the very one that is judged.
enum class Vouching : std::uint8_t { All, Others };

/// Which key follows which, in how many pieces; start and end of a session are keys.
class PairTable {
 public:
  explicit PairTable(std::int32_t classes = 0) : m_keys(static_cast<std::size_t>(classes)) {}

  /// Adds one piece: `classes[i]` follows `classes[i - 1]`. Pairs with an unknown key are left out.
  void addPiece(std::span<const KeyClass> classes);

  /// Room for more classes, numbered after those there are.
  void grow(std::int32_t classes) { m_keys.resize(static_cast<std::size_t>(classes)); }

  /// From now on `key` may follow `before` under any vouching, rare or not: a person has vouched for it. What
  /// else is novel stays as novel as it was.
  void accept(KeyClass before, KeyClass key);

  /// From now on, under `Others`, a key is known only when more than this share of the pieces has it (and
  /// more than one in any case). For data without labels: what is that rare is worth a look.
  void setRareKeys(double share);

  [[nodiscard]] bool knowsKey(KeyClass key, Vouching vouching) const;
  [[nodiscard]] bool knowsPair(KeyClass before, KeyClass key, Vouching vouching) const;

  /// -log10 of the chance that something never seen follows `before`, as Witten and Bell (1991, method C)
  /// estimate it: of N followers T were different ones, so T / (N + T). 0 when nothing is known about
  /// `before`. Under `Others`, without the piece that alone has seen `key` follow.
  [[nodiscard]] double novelty(KeyClass before, KeyClass key, Vouching vouching) const;

  /// -log10 of the share of pieces that have the key; of one that nobody has, as if the next piece had it.
  [[nodiscard]] double rarity(KeyClass key) const;

  void save(ByteWriter& writer) const;
  /// None when the bytes are damaged.
  static std::optional<PairTable> load(ByteReader& reader, std::int32_t classes);

 private:
  struct Key {
    std::uint64_t followers = 0;  // N
    std::uint32_t different = 0;  // T
    std::uint32_t pieces = 0;     // that have the key, as a follower
  };
  struct Pair {
    std::uint32_t pieces = 0;
    std::uint32_t lastPiece = 0;
  };
  static std::uint64_t code(KeyClass before, KeyClass key) {
    return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(before)) << 32U) |
           static_cast<std::uint32_t>(key);
  }

  std::vector<Key> m_keys;
  std::vector<std::uint32_t> m_lastPieceOfKey;
  tsl::robin_map<std::uint64_t, Pair> m_pairs;
  std::uint32_t m_pieces = 0;
  std::uint32_t m_rareKey = 1;  // pieces; a key that no more have is rare
};

}  // namespace faultline::detect
