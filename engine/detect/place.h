#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/detect/pair_table.h"
#include "engine/sequence/session_set.h"
#include "engine/sequence/vocabulary.h"

namespace faultline::detect {

/// Which signal speaks about a place. Each place is one signal's: a key must be known for its pair to mean
/// anything, and a pair must be known for the key model's opinion to.
enum class Signal : std::uint8_t { Key, Pair, Model, None };

/// One place of a session: a key and the one before it.
struct Place {
  std::uint32_t position = 0;
  KeyClass before = sequence::kUnknownClass;
  KeyClass key = sequence::kUnknownClass;
  Signal signal = Signal::None;
  double oddness = 0;  ///< Pair: the novelty, see `PairTable`. Key: the rarity, and among equals the novelty.
};

/// A session's classes with what stands before its first entry in front; start and end of a whole session are
/// there, of a stream they are not. `classes` is written over. `classes[i]` is at position i - 1.
inline void boundedClasses(std::span<const sequence::LogKey> keys, sequence::SessionKind kind,
                           const sequence::Vocabulary& vocabulary, std::vector<KeyClass>& classes) {
  const bool whole = kind == sequence::SessionKind::Whole;
  classes.assign(1, whole ? vocabulary.classOf(sequence::kSessionStart) : sequence::kUnknownClass);
  vocabulary.append(keys, classes);
  if (whole) classes.push_back(vocabulary.classOf(sequence::kSessionEnd));
}

/// Calls `visit(place)` for each place of `boundedClasses`, in order. The key model is not asked about
/// windows that hold something it cannot know: an odd key or pair is followed by `history` places without an
/// opinion.
template <class Visit>
void forEachPlace(std::span<const KeyClass> classes, const PairTable& pairs, Vouching vouching, int history,
                  Visit&& visit) {
  int sinceOdd = history;
  for (std::size_t at = 1; at < classes.size(); ++at) {
    Place place{static_cast<std::uint32_t>(at - 1), classes[at - 1], classes[at], Signal::None, 0};
    if (!pairs.knowsKey(place.key, vouching)) {
      place.signal = Signal::Key;
    } else if (place.before != sequence::kUnknownClass) {
      place.signal = pairs.knowsPair(place.before, place.key, vouching) ? Signal::Model : Signal::Pair;
    }
    if (place.signal == Signal::Model) {
      if (sinceOdd < history) place.signal = Signal::None;
      ++sinceOdd;
    } else if (place.signal != Signal::None) {
      const double novelty = pairs.novelty(place.before, place.key, vouching);
      place.oddness = place.signal == Signal::Pair ? novelty : pairs.rarity(place.key) + novelty / 10;
      sinceOdd = 0;
    }
    visit(place);
  }
}

}  // namespace faultline::detect
