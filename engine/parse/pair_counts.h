#pragma once

#include <cstddef>
#include <cstdint>

#include <tsl/robin_map.h>

#include "engine/parse/token_sequence.h"

namespace faultline::parse {

/// How many templates are the same but for two places: what a crowd at two places is found by. Only those of
/// `kFewest` to `kMost` tokens count, and only places that may turn out to be a parameter's and leave two
/// words besides.
class PairCounts {
 public:
  static constexpr std::size_t kFewest = 4;
  static constexpr std::size_t kMost = 16;

  void add(const TokenSequence& sequence) { change(sequence, 1); }
  void remove(const TokenSequence& sequence) { change(sequence, -1); }

  struct Pair {
    std::size_t first = 0;
    std::size_t second = 0;
  };

  /// Calls `action` with each pair of places but for which at least `least` templates are as the message is.
  template <class Action>
  void forPairs(const TokenSequence& message, std::int32_t least, const Action& action) const {
    forHashes(message, [&](Pair pair, std::uint64_t hash) {
      const auto it = m_counts.find(hash);
      if (it != m_counts.end() && it->second >= least) action(pair);
    });
  }

 private:
  template <class Action>
  static void forHashes(const TokenSequence& sequence, const Action& action);
  void change(const TokenSequence& sequence, std::int32_t by);

  tsl::robin_map<std::uint64_t, std::int32_t> m_counts;
};

/// A place that may turn out to be a parameter's: a constant, or a whole wildcard.
[[nodiscard]] bool mayOpen(const TokenSequence& sequence, std::size_t place);

template <class Action>
void PairCounts::forHashes(const TokenSequence& sequence, const Action& action) {
  const std::size_t size = sequence.tokens.size();
  if (size < kFewest || size > kMost) return;
  const auto mixed = [&](std::size_t place) {
    std::uint64_t value = (static_cast<std::uint64_t>(sequence.tokens[place]) << 5U) + place + 1;
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31U);
  };
  std::uint64_t all = size;
  std::size_t words = 0;
  std::size_t unknown = 0;
  for (std::size_t place = 0; place < size; ++place) {
    all += mixed(place);
    if (sequence.forms[place] == TokenForm::Word) ++words;
    if (sequence.tokens[place] == kUnknownToken) ++unknown;
  }
  if (unknown > 2) return;
  const auto isWord = [&](std::size_t place) { return sequence.forms[place] == TokenForm::Word ? 1U : 0U; };
  const auto isUnknown = [&](std::size_t place) { return sequence.tokens[place] == kUnknownToken ? 1U : 0U; };
  for (std::size_t first = 0; first < size; ++first) {
    if (!mayOpen(sequence, first)) continue;
    for (std::size_t second = first + 1; second < size; ++second) {
      if (!mayOpen(sequence, second)) continue;
      if (isUnknown(first) + isUnknown(second) < unknown) continue;
      if (words < 2 + isWord(first) + isWord(second)) continue;
      action(Pair{first, second}, all - mixed(first) - mixed(second) + (first << 8U) + second);
    }
  }
}

}  // namespace faultline::parse
