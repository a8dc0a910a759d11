#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>

#include "engine/base/error.h"
#include "engine/sequence/log_key.h"

namespace faultline::pipeline {

/// How long a session may be silent before it counts as ended.
struct Pause {
  std::chrono::nanoseconds time{0};
  std::uint64_t events = 0;  ///< Of its source; where the log has no times.
};

/// How long normal sessions pause after each log key: what tells a session that has ended from one that was
/// still going on where the log breaks off. Of each key twice the longest pause but for one in a thousand; no
/// pause where nothing ever followed the key. Of a key that was never seen, what holds for all.
class Pauses {
 public:
  /// One that was seen: between a session's event with `key` and its next one in the same source.
  void add(sequence::LogKey key, const Pause& pause);
  /// The key came. Without a pause after it sessions end there.
  void note(sequence::LogKey key) { m_seen[key]; }
  /// Sums up what was seen.
  void settle();

  /// Nothing was learnt, as in older models: every session counts as ended.
  [[nodiscard]] bool empty() const { return m_longest.empty(); }
  [[nodiscard]] Pause after(sequence::LogKey key) const;

  [[nodiscard]] std::string save() const;
  /// Error ModelInvalid.
  static Result<Pauses> load(const std::string& bytes);

 private:
  /// Pauses counted in bins a quarter of an octave wide, by the bin's number.
  using Counts = std::map<int, std::uint64_t>;
  struct Seen {
    Counts time;
    Counts events;
  };

  std::unordered_map<sequence::LogKey, Seen> m_seen;
  std::unordered_map<sequence::LogKey, Pause> m_longest;
  Pause m_ofAll;
};

}  // namespace faultline::pipeline
