#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

#include <tsl/robin_map.h>

#include "engine/base/error.h"
#include "engine/sequence/session_set.h"
#include "engine/workflow/key_pair.h"

namespace faultline::workflow {

using sequence::LogKey;

/// How often log keys come together within distances of 1 to D entries (DeepLog, section 4.3.1), sparse: of
/// the pairs that were seen at most kMostPairs are held, those that matter to either key.
class CooccurrenceCounts {
 public:
  static constexpr int kMostDistance = 16;
  static constexpr std::size_t kMostPairs = 400'000;

  explicit CooccurrenceCounts(int mostDistance) : m_distance(mostDistance) {}

  /// Counts sequences, each as often as its weight says, in one pass. Keys of `without` (ascending) are
  /// looked through. Error Cancelled.
  Status count(const sequence::SessionSet& sessions, std::span<const std::uint32_t> weights,
               std::span<const LogKey> without, const std::stop_token& stop);

  [[nodiscard]] int mostDistance() const { return m_distance; }
  [[nodiscard]] std::uint64_t entries() const { return m_entries; }
  /// Ascending.
  [[nodiscard]] std::vector<LogKey> keys() const;
  /// All (i, j) that were seen with j after i, ascending.
  [[nodiscard]] std::vector<std::pair<LogKey, LogKey>> seen() const;

  /// f(k).
  [[nodiscard]] std::uint64_t frequency(LogKey key) const;
  /// f_d(i, j): of how many pairs of entries j is the later one, at most d on.
  [[nodiscard]] std::uint64_t pairs(LogKey i, LogKey j, int d) const;
  /// p_d(i, j) = f_d(i, j) / (d f(i)), as the paper prints it: all j together make 1 for any i.
  [[nodiscard]] double importance(LogKey i, LogKey j, int d) const;

  /// The share of i's entries with at least one j among the next d. What thresholds are compared with:
  /// scaled by d as printed, two keys that come once a task could never have p_2 > 1/2.
  [[nodiscard]] double followed(LogKey i, LogKey j, int d) const;
  /// The share of j's entries with at least one i among the d before.
  [[nodiscard]] double preceded(LogKey j, LogKey i, int d) const;

 private:
  using Distances = std::array<std::uint32_t, kMostDistance>;
  struct Pair {
    std::uint64_t keys = 0;
    Distances all{};       ///< By distance, from 1: all pairs of entries,
    Distances nearest{};   ///< those where no other j comes between,
    Distances previous{};  ///< those where no other i comes between.
  };
  struct Key {
    LogKey key = 0;
    std::uint64_t count = 0;
  };

  void add(std::span<const std::uint32_t> sequence, std::size_t begin, std::size_t end, std::uint32_t weight);
  Pair& pairOf(std::uint32_t i, std::uint32_t j);
  void forgetRarePairs();
  [[nodiscard]] const Pair* find(LogKey i, LogKey j) const;
  std::uint32_t number(LogKey key);

  int m_distance;
  std::uint64_t m_entries = 0;
  std::vector<Key> m_keys;
  tsl::robin_map<LogKey, std::uint32_t> m_numbers;
  std::vector<Pair> m_pairs;
  tsl::robin_map<std::uint64_t, std::uint32_t, PairHash> m_places;
};

}  // namespace faultline::workflow
