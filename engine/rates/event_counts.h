#pragma once

#include <chrono>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "engine/base/ids.h"
#include "engine/base/time.h"

namespace faultline::rates {

using Seconds = std::chrono::seconds;

/// The finest time that rates are told apart by.
inline constexpr Seconds kBin{10};

/// How often a log key came in one bin.
struct Bin {
  std::int64_t at = 0;  ///< Bins since 1970; `kBin` each.
  std::uint32_t count = 0;
  EventId first;  ///< The first event counted.
};

/// How often each log key came when: bins that have an event, so that a clock that is far off costs one bin
/// and not the years between. At most 24 bytes an event, far fewer where keys repeat. Not thread-safe.
class EventCounts {
 public:
  void add(KeyId key, UtcTime time, EventId event);

  /// To be called once, after the last `add`: sorts, and leaves out the few events whose times lie so far
  /// from all others that a clock must have been wrong.
  void finish();

  /// The bins of each key, ascending in time.
  [[nodiscard]] const std::unordered_map<KeyId, std::vector<Bin>>& byKey() const { return m_byKey; }
  /// Keys in the order of ids, so that whatever goes through them does so in the same order each time.
  [[nodiscard]] std::vector<KeyId> keys() const;
  [[nodiscard]] bool empty() const { return m_byKey.empty(); }
  /// Events left out by `finish`.
  [[nodiscard]] std::uint64_t leftOut() const { return m_leftOut; }

 private:
  void leaveOutFarTimes();

  std::unordered_map<KeyId, std::vector<Bin>> m_byKey;
  std::uint64_t m_leftOut = 0;
};

[[nodiscard]] inline UtcTime startOf(std::int64_t bin) { return UtcTime(kBin * bin); }
[[nodiscard]] std::int64_t binOf(UtcTime time);

}  // namespace faultline::rates
