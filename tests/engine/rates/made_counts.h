#pragma once

#include <cmath>
#include <cstdint>
#include <random>

#include "engine/rates/event_counts.h"

namespace faultline::rates {

/// Monday, 5 January 2026, 00:00 UTC.
inline constexpr std::int64_t kMonday = 1'767'571'200;
inline constexpr double kHour = 3600;
inline constexpr double kDay = 24 * kHour;

inline UtcTime at(double second) {
  return UtcTime(std::chrono::milliseconds(kMonday * 1000 + static_cast<std::int64_t>(second * 1000)));
}

/// Events of keys over some days, one ordinal after the other.
class MadeCounts {
 public:
  explicit MadeCounts(std::uint64_t seed = 1) : m_dice(seed) {}

  void add(std::int64_t key, double second) {
    counts.add(KeyId{key}, at(second), EventId{SourceId{1}, m_next++});
  }
  /// Evenly.
  void run(std::int64_t key, double from, double to, int events) {
    for (int i = 0; i < events; ++i) add(key, from + (to - from) * i / events);
  }
  /// By chance, so many an hour on average.
  void scatter(std::int64_t key, double from, double to, double perHour) {
    for (double second = from + wait(perHour); second < to; second += wait(perHour)) add(key, second);
  }
  /// What a machine with ten keys says over some days: by chance, more by day than by night, and a batch of
  /// key 100 each night at two.
  void ordinary(double days, double from = 0) {
    for (std::int64_t key = 1; key <= 10; ++key) {
      for (double hour = from / kHour; hour < (from + days * kDay) / kHour; ++hour) {
        const bool isDay = std::fmod(hour, 24) >= 8 && std::fmod(hour, 24) < 20;
        scatter(key, hour * kHour, (hour + 1) * kHour, static_cast<double>(key) * (isDay ? 6 : 1));
      }
    }
    for (double night = std::ceil((from - 2 * kHour) / kDay) * kDay + 2 * kHour; night < from + days * kDay;
         night += kDay)
      run(100, night, night + 120, 200);
  }

  EventCounts counts;

 private:
  double wait(double perHour) {
    const double share = static_cast<double>(m_dice() >> 11U) * 0x1p-53;
    return -std::log(1 - share) * kHour / perHour;
  }

  std::mt19937_64 m_dice;
  std::uint32_t m_next = 0;
};

}  // namespace faultline::rates
