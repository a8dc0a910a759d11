#pragma once

#include <cstdint>
#include <optional>
#include <tuple>
#include <vector>

#include "engine/detect/anomaly.h"
#include "engine/detect/knowledge.h"
#include "engine/detect/place.h"

namespace faultline::detect {

/// What the key model says of a place; nothing where it was not asked.
struct Opinion {
  double probability = 0;
  int rank = 0;
  double surprise = 0;  ///< -log10 of the probability, see `WindowScores::surprise`.
};

/// What is strange about one place, without its history and what was expected; none when nothing is.
/// `key`: what is there, `kSessionEnd` for the end. `last`: where the session had its last anomaly.
[[nodiscard]] std::optional<Anomaly> judgePlace(const Knowledge& knowledge, sequence::SessionKind kind,
                                                const Place& place, LogKey key, const Opinion& opinion,
                                                std::optional<std::uint32_t> last);

/// The same oddity over and over in one whole session is told once.
class Repeats {
 public:
  /// Beyond so many different oddities of one session the oldest are forgotten.
  static constexpr std::size_t kMost = 1024;

  /// `before`: the class right before the place.
  bool isRepeat(const Anomaly& anomaly, KeyClass before);

 private:
  std::vector<std::tuple<Reason, KeyClass, LogKey>> m_seen;
};

/// A whole session's key counts so far, and where each key came last.
class KeyTally {
 public:
  /// `vocabulary` must outlive it.
  explicit KeyTally(const sequence::Vocabulary& vocabulary) : m_vocabulary(&vocabulary) {}

  void add(LogKey key);
  [[nodiscard]] CountVector counts() const;
  /// One more than the last entry's position.
  [[nodiscard]] std::uint32_t size() const { return m_size; }
  [[nodiscard]] std::optional<std::uint32_t> lastOf(KeyClass key) const;
  /// The key of the last entry whose class this is.
  [[nodiscard]] LogKey lastKeyOf(KeyClass key) const;

 private:
  struct Entry {
    KeyClass key;
    std::uint32_t count;
    std::uint32_t last;
    LogKey lastKey;  // of the unknown ones there are several
  };

  const sequence::Vocabulary* m_vocabulary;
  std::vector<Entry> m_entries;  // by class
  std::uint32_t m_size = 0;
};

/// What is strange about a whole session's key counts; none when nothing is.
[[nodiscard]] std::optional<Anomaly> judgeCounts(const Knowledge& knowledge, const KeyTally& tally);

}  // namespace faultline::detect
