#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/detect/pair_table.h"

namespace faultline::detect {

/// How often a key comes in a session.
struct KeyCount {
  KeyClass key = 0;
  std::uint32_t count = 0;
  friend bool operator==(const KeyCount&, const KeyCount&) = default;
};

/// A session's count vector: each key once, ascending. Unknown keys are counted as one key.
using CountVector = std::vector<KeyCount>;

/// `classes` is used up.
[[nodiscard]] CountVector countKeys(std::vector<KeyClass>& classes);

/// Sum of differences over sum of maxima (one minus Ruzicka's similarity): 0 for equal vectors, 1 for
/// sessions without a common key.
[[nodiscard]] double countDistance(std::span<const KeyCount> a, std::span<const KeyCount> b);

/// The different count vectors of the sessions learnt, each once with its number of sessions.
class CountTable {
 public:
  /// Vectors kept, the most frequent first; rarer ones are forgotten beyond.
  static constexpr std::size_t kMost = 20000;

  struct Nearest {
    double distance = 1;
    std::uint32_t index = 0;
  };

  CountTable() = default;
  /// `vectors` may repeat themselves.
  explicit CountTable(std::vector<CountVector> vectors);

  /// Adds a vector that so many sessions have. Of a full table one of the rarest has to go.
  void add(const CountVector& vector, std::uint32_t sessions);

  [[nodiscard]] std::size_t size() const { return m_totals.size(); }
  [[nodiscard]] std::span<const KeyCount> operator[](std::size_t index) const {
    return {m_counts.data() + m_ends[index], m_ends[index + 1] - m_ends[index]};
  }

  /// The nearest vector; under `Others`, without an equal one that a single session has. Ends early with
  /// what is there once it is no farther than `enough`. Distance 1 when there is none.
  [[nodiscard]] Nearest nearest(std::span<const KeyCount> vector, Vouching vouching, double enough = 0) const;

  void save(ByteWriter& writer) const;
  /// None when the bytes are damaged.
  static std::optional<CountTable> load(ByteReader& reader);

 private:
  void insert(std::size_t index, const CountVector& vector, std::uint32_t sessions);
  void remove(std::size_t index);
  void offer(std::span<const KeyCount> vector, std::size_t index, Vouching vouching, Nearest& best) const;

  // Ascending by total count: vectors whose totals are far apart cannot be near.
  std::vector<KeyCount> m_counts;
  std::vector<std::uint64_t> m_ends{0};
  std::vector<std::uint64_t> m_totals;
  std::vector<std::uint32_t> m_sessions;
};

}  // namespace faultline::detect
