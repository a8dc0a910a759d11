#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/detect/accepted_keys.h"
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
  const AcceptedKeys* accepted = nullptr;  ///< None: nothing was.

  /// Whether a key that is normal only where it was accepted stands beside another neighbour here.
  [[nodiscard]] bool isMisplaced(KeyClass bound, KeyClass before, KeyClass key) const {
    return accepted != nullptr && before != sequence::kUnknownClass && accepted->isBound(bound) &&
           !pairs.knowsPair(before, key, vouching);
  }
};

/// The signal of a place whose key is known.
inline Signal signalOf(const Place& place, const OrderKnowledge& known, bool whole, bool isBound) {
  if (place.before == sequence::kUnknownClass) return Signal::None;
  if (known.pairs.knowsPair(place.before, place.key, known.vouching)) return Signal::Model;
  return whole && !isBound && !known.orders.empty() ? Signal::Neighbours : Signal::Pair;
}

/// Goes through one session key by key and tells each place. The key model is not asked about windows that
/// hold something it cannot know: an odd key or order is followed by `history` places without an opinion.
class PlaceWalk {
 public:
  /// `known` must outlive it. `first`: what stands before the first entry, see `boundedClasses`.
  PlaceWalk(const OrderKnowledge& known, sequence::SessionKind kind, int history, KeyClass first)
      : m_known(known),
        m_orders(known.orders, known.vouching),
        m_history(history),
        m_sinceOdd(history),
        m_before(first),
        m_isWhole(kind == sequence::SessionKind::Whole) {
    if (m_isWhole) m_orders.next(first);
  }

  /// `isBound`: it is the session's first place or, of a whole session, its last one.
  Place next(KeyClass key, bool isBound) {
    Place place{m_position++, m_before, key, sequence::kUnknownClass, Signal::None, 0};
    m_before = key;
    const auto disorder = m_isWhole ? m_orders.next(key) : std::nullopt;
    const bool isMisplaced = m_known.isMisplaced(key, place.before, key);
    const bool isAfterMisplaced = m_known.isMisplaced(place.before, place.before, key);
    if (isMisplaced || !m_known.pairs.knowsKey(key, m_known.vouching)) {
      place.signal = Signal::Key;
    } else if (isAfterMisplaced) {
      place.signal = Signal::Pair;
    } else if (disorder) {
      place.signal = Signal::Order;
      place.earlier = disorder->earlier;
    } else {
      place.signal = signalOf(place, m_known, m_isWhole, isBound);
    }
    if (place.signal == Signal::Model) {
      if (m_sinceOdd < m_history) place.signal = Signal::None;
      ++m_sinceOdd;
    } else if (place.signal != Signal::None) {
      const double novelty = m_known.pairs.novelty(place.before, key, m_known.vouching);
      place.oddness = place.signal == Signal::Key     ? m_known.pairs.rarity(key) + novelty / 10
                      : place.signal == Signal::Order ? disorder->novelty
                                                      : novelty;
      if (isMisplaced || isAfterMisplaced) place.oddness = kMisplaced;
      m_sinceOdd = 0;
    }
    return place;
  }

 private:
  static constexpr double kMisplaced = 10;  // beyond every bound in force

  OrderKnowledge m_known;
  OrderWalk m_orders;
  int m_history;
  int m_sinceOdd;
  std::uint32_t m_position = 0;
  KeyClass m_before;
  bool m_isWhole;
};

/// Calls `visit(place)` for each place of `boundedClasses`, in order.
template <class Visit>
void forEachPlace(std::span<const KeyClass> classes, sequence::SessionKind kind, const OrderKnowledge& known,
                  int history, Visit&& visit) {
  PlaceWalk walk(known, kind, history, classes.front());
  for (std::size_t at = 1; at < classes.size(); ++at)
    visit(walk.next(classes[at], at == 1 || at + 1 == classes.size()));
}

}  // namespace faultline::detect
