#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/detect/order_table.h"
#include "engine/detect/pair_table.h"
#include "engine/sequence/session_set.h"
#include "engine/sequence/vocabulary.h"

namespace faultline::detect {

/// Which signal speaks about a place. Each place is one signal's: a key must be known for its pair to mean
/// anything, and a pair must be known for the key model's opinion to.
enum class Signal : std::uint8_t {
  Key,         ///< The key is not known.
  Order,       ///< It never came after one of the keys before it in the session.
  Pair,        ///< It never follows the key right before it, and nothing else excuses that.
  Neighbours,  ///< The same, but the two come in that order elsewhere: steps that run side by side do that.
  Model,
  None
};

/// One place of a session: a key and the one before it.
struct Place {
  std::uint32_t position = 0;
  KeyClass before = sequence::kUnknownClass;
  KeyClass key = sequence::kUnknownClass;
  KeyClass earlier = sequence::kUnknownClass;  ///< Order: the key that `key` never came after.
  Signal signal = Signal::None;
  double oddness = 0;  ///< Order, Pair, Neighbours: the novelty, see `OrderTable` and `PairTable`. Key: the
                       ///< rarity, and among equals the novelty.
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

/// What is known of the order of keys.
struct OrderKnowledge {
  const PairTable& pairs;
  const OrderTable& orders;
  Vouching vouching;
};

/// The signal of a place whose key is known.
inline Signal signalOf(const Place& place, const OrderKnowledge& known, bool whole, bool isBound) {
  if (place.before == sequence::kUnknownClass) return Signal::None;
  if (known.pairs.knowsPair(place.before, place.key, known.vouching)) return Signal::Model;
  return whole && !isBound && !known.orders.empty() ? Signal::Neighbours : Signal::Pair;
}

/// Calls `visit(place)` for each place of `boundedClasses`, in order. The key model is not asked about
/// windows that hold something it cannot know: an odd key or order is followed by `history` places without an
/// opinion.
template <class Visit>
void forEachPlace(std::span<const KeyClass> classes, sequence::SessionKind kind, const OrderKnowledge& known,
                  int history, Visit&& visit) {
  const bool whole = kind == sequence::SessionKind::Whole;
  OrderWalk walk(known.orders, known.vouching);
  if (whole) walk.next(classes.front());
  int sinceOdd = history;
  for (std::size_t at = 1; at < classes.size(); ++at) {
    Place place{static_cast<std::uint32_t>(at - 1),
                classes[at - 1],
                classes[at],
                sequence::kUnknownClass,
                Signal::None,
                0};
    const auto disorder = whole ? walk.next(place.key) : std::nullopt;
    const bool isBound = at == 1 || at + 1 == classes.size();
    if (!known.pairs.knowsKey(place.key, known.vouching)) {
      place.signal = Signal::Key;
    } else if (disorder) {
      place.signal = Signal::Order;
      place.earlier = disorder->earlier;
    } else {
      place.signal = signalOf(place, known, whole, isBound);
    }
    if (place.signal == Signal::Model) {
      if (sinceOdd < history) place.signal = Signal::None;
      ++sinceOdd;
    } else if (place.signal != Signal::None) {
      const double novelty = known.pairs.novelty(place.before, place.key, known.vouching);
      place.oddness = place.signal == Signal::Key     ? known.pairs.rarity(place.key) + novelty / 10
                      : place.signal == Signal::Order ? disorder->novelty
                                                      : novelty;
      sinceOdd = 0;
    }
    visit(place);
  }
}

}  // namespace faultline::detect
