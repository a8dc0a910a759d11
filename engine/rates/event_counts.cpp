#include "engine/rates/event_counts.h"

#include <algorithm>
#include <limits>
#include <map>

namespace faultline::rates {

namespace {

constexpr std::int64_t kBinsPerDay = Seconds(std::chrono::hours(24)) / kBin;
constexpr double kFarShare = 0.005;  // of the events, at either end: what may be left out

std::int64_t dayOf(std::int64_t bin) {
  return bin >= 0 ? bin / kBinsPerDay : -((-bin + kBinsPerDay - 1) / kBinsPerDay);
}

void sortAndMerge(std::vector<Bin>& bins) {
  std::ranges::stable_sort(bins, {}, &Bin::at);
  std::size_t kept = 0;
  for (const Bin& bin : bins) {
    if (kept > 0 && bins[kept - 1].at == bin.at) {
      Bin& same = bins[kept - 1];
      same.count += std::min(bin.count, std::numeric_limits<std::uint32_t>::max() - same.count);
      same.first = std::min(same.first, bin.first);
    } else {
      bins[kept++] = bin;
    }
  }
  bins.resize(kept);
  bins.shrink_to_fit();
}

struct DayRange {
  std::int64_t first;
  std::int64_t last;
};

/// The days in which all but a few events lie, and as many again on either side.
DayRange trustedDays(const std::map<std::int64_t, std::uint64_t>& counts) {
  std::uint64_t total = 0;
  for (const auto& [day, count] : counts) total += count;
  const auto few = static_cast<std::uint64_t>(kFarShare * static_cast<double>(total));
  const auto edge = [few](auto from, auto to) {
    std::uint64_t sum = 0;
    for (; from != to; ++from) {
      sum += from->second;
      if (sum > few) return from->first;
    }
    return std::int64_t{0};
  };
  const std::int64_t first = edge(counts.begin(), counts.end());
  const std::int64_t last = edge(counts.rbegin(), counts.rend());
  const std::int64_t margin = last - first + 2;
  return {first - margin, last + margin};
}

}  // namespace

std::int64_t binOf(UtcTime time) {
  return std::chrono::floor<std::chrono::duration<std::int64_t, std::ratio<kBin.count()>>>(time)
      .time_since_epoch()
      .count();
}

void EventCounts::add(KeyId key, UtcTime time, EventId event) {
  const std::int64_t at = binOf(time);
  std::vector<Bin>& bins = m_byKey[key];
  // Lines of one file nearly always go on in time; whatever does not is merged at the end.
  if (!bins.empty() && bins.back().at == at &&
      bins.back().count != std::numeric_limits<std::uint32_t>::max()) {
    ++bins.back().count;
    bins.back().first = std::min(bins.back().first, event);
  } else {
    bins.push_back({at, 1, event});
  }
}

void EventCounts::finish() {
  for (auto& [key, bins] : m_byKey) sortAndMerge(bins);
  leaveOutFarTimes();
}

void EventCounts::leaveOutFarTimes() {
  std::map<std::int64_t, std::uint64_t> counts;
  for (const auto& [key, bins] : m_byKey) {
    for (const Bin& bin : bins) counts[dayOf(bin.at)] += bin.count;
  }
  if (counts.empty()) return;
  const DayRange trusted = trustedDays(counts);
  for (auto& [key, bins] : m_byKey) {
    std::erase_if(bins, [&](const Bin& bin) {
      const bool isFar = dayOf(bin.at) < trusted.first || dayOf(bin.at) > trusted.last;
      if (isFar) m_leftOut += bin.count;
      return isFar;
    });
  }
  std::erase_if(m_byKey, [](const auto& one) { return one.second.empty(); });
}

std::vector<KeyId> EventCounts::keys() const {
  std::vector<KeyId> keys;
  keys.reserve(m_byKey.size());
  for (const auto& [key, bins] : m_byKey) keys.push_back(key);
  std::ranges::sort(keys);
  return keys;
}

}  // namespace faultline::rates
