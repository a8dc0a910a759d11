#include "engine/rates/rate_detector.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "engine/base/tail.h"
#include "engine/rates/cells.h"
#include "engine/rates/model.h"
#include "engine/rates/spread_score.h"

namespace faultline::rates {

namespace {

constexpr std::uint32_t kLeastLines = 10;                 // fewer are no burst of anything
constexpr Seconds kSameBurst = std::chrono::minutes(30);  // between windows of one burst, at most

double hoursOf(std::size_t window) {
  return std::chrono::duration<double, std::ratio<3600>>(kWindows[window]).count();
}

const SlotCount* find(const Profile& profile, std::uint8_t slot) {
  const auto found = profile.slots.find(slot);
  return found == profile.slots.end() ? nullptr : &found->second;
}

/// What is usual of a key in a slot, for a window.
Usual usualIn(const Model& model, const Profile& profile, std::uint8_t slot, std::size_t window) {
  Usual usual;
  double seen = 0;
  for (const std::uint8_t near : slotsAround(model.rhythm, slot)) {
    const SlotCount* count = find(profile, near);
    const double lines = count == nullptr ? 0 : static_cast<double>(count->count);
    usual.expected =
        std::max(usual.expected, rateOf({lines, model.hours[near], static_cast<double>(profile.count),
                                         faultline::rates::hoursOf(model)}));
    if (count != nullptr) usual.most = std::max(usual.most, count->most[window]);
    seen += model.hours[near];
  }
  if (seen == 0) {
    // A time of the day that was never seen: it may be like any other.
    for (const auto& [other, count] : profile.slots) usual.most = std::max(usual.most, count.most[window]);
  }
  usual.expected *= hoursOf(window);
  const double bound = std::ceil(model.factor * std::max<double>(usual.most, usual.expected));
  usual.bound = std::max(kLeastLines, static_cast<std::uint32_t>(std::min(bound, 4e9)));
  return usual;
}

/// A window that is a burst.
struct Hit {
  std::size_t first = 0;  // bins of the key
  std::size_t last = 0;
  std::size_t window = 0;
  std::uint32_t count = 0;
  double expected = 0;
  std::uint32_t most = 0;
  double score = 0;
  double chance = 1;
};

/// Goes through the windows of one key.
class KeyJudge {
 public:
  KeyJudge(const Model& model, KeyId key, std::span<const Bin> bins)
      : m_model(model), m_key(key), m_bins(bins) {
    const auto known = model.keys.find(key);
    if (known != model.keys.end()) {
      m_profile = &known->second;
    } else {
      m_unknown.spread = model.spread;
      m_profile = &m_unknown;
    }
  }

  [[nodiscard]] std::vector<Burst> bursts() const {
    std::vector<Hit> hits;
    for (std::size_t w = 0; w < kWindows.size(); ++w) addHits(w, hits);
    std::ranges::stable_sort(hits, {}, &Hit::first);
    std::vector<Burst> bursts;
    for (std::size_t i = 0; i < hits.size();) {
      std::size_t end = i + 1;
      std::int64_t until = m_bins[hits[i].last].at;
      while (end < hits.size() && m_bins[hits[end].first].at - until <= kSameBurst / kBin) {
        until = std::max(until, m_bins[hits[end].last].at);
        ++end;
      }
      bursts.push_back(burstOf(std::span(hits).subspan(i, end - i)));
      i = end;
    }
    return bursts;
  }

 private:
  void addHits(std::size_t window, std::vector<Hit>& hits) const {
    const Calibration& calibration = m_model.windows[window];
    if (calibration.units == 0) return;
    const std::vector<std::uint32_t> counts = windowCounts(m_bins, window);
    const std::int64_t length = kWindows[window] / kBin;
    std::size_t end = 0;
    for (std::size_t i = 0; i < m_bins.size(); ++i) {
      while (end < m_bins.size() && m_bins[end].at < m_bins[i].at + length) ++end;
      if (counts[i] < kLeastLines) continue;
      const Usual usual = usualIn(m_model, *m_profile, slotOf(m_model.rhythm, m_bins[i].at), window);
      if (counts[i] < usual.bound) continue;
      const double spread =
          predictiveSpread(m_profile->spread[window], hoursOf(window), faultline::rates::hoursOf(m_model));
      const double score = spreadScore(counts[i], usual.expected, spread);
      if (score < calibration.bound) continue;
      hits.push_back({i, end - 1, window, counts[i], usual.expected, usual.most, score,
                      tailChance(calibration.top, calibration.units, score)});
    }
  }

  [[nodiscard]] Burst burstOf(std::span<const Hit> hits) const {
    // Windows of a minute tell better when it began and ended than those of an hour.
    const std::size_t finest = std::ranges::min(hits, {}, &Hit::window).window;
    Burst burst;
    burst.key = m_key;
    std::size_t first = m_bins.size();
    std::size_t last = 0;
    const Hit* strongest = nullptr;
    for (const Hit& hit : hits) {
      burst.most[hit.window] = std::max(burst.most[hit.window], hit.count);
      if (hit.window != finest) continue;
      first = std::min(first, hit.first);
      last = std::max(last, hit.last);
      if (strongest == nullptr || hit.score > strongest->score) strongest = &hit;
    }
    cutLooseEnds(first, last);
    for (std::size_t i = first; i <= last; ++i) burst.count += m_bins[i].count;
    burst.start = startOf(m_bins[first].at);
    burst.end = startOf(m_bins[last].at + 1);
    burst.window = strongest->window;
    burst.strongest = startOf(m_bins[strongest->first].at);
    burst.expected = strongest->expected;
    burst.usually = strongest->most;
    burst.score = strongest->score;
    burst.chance = strongest->chance;
    burst.first = m_bins[first].first;
    fillMost(first, last, burst);
    return burst;
  }

  /// A window of an hour may begin with a line that only came before the burst, and end with one after it.
  void cutLooseEnds(std::size_t& first, std::size_t& last) const {
    double lines = 0;
    for (std::size_t i = first; i <= last; ++i) lines += m_bins[i].count;
    const double loose = 5 * static_cast<double>(m_bins[last].at + 1 - m_bins[first].at) / lines;
    const auto gap = [this](std::size_t i) { return static_cast<double>(m_bins[i + 1].at - m_bins[i].at); };
    while (first < last && gap(first) > std::max(loose, 6.0)) ++first;
    while (first < last && gap(last - 1) > std::max(loose, 6.0)) --last;
  }

  /// Whatever was in its windows, found by them or not: what is taught when it turns out to be normal.
  void fillMost(std::size_t first, std::size_t last, Burst& burst) const {
    for (std::size_t w = 0; w < kWindows.size(); ++w) {
      const std::vector<std::uint32_t> counts = windowCounts(m_bins, w);
      const std::int64_t reach = m_bins[first].at - kWindows[w] / kBin;
      for (std::size_t i = 0; i <= last; ++i) {
        if (m_bins[i].at > reach) burst.most[w] = std::max(burst.most[w], counts[i]);
      }
    }
  }

  const Model& m_model;
  KeyId m_key;
  std::span<const Bin> m_bins;
  Profile m_unknown;
  const Profile* m_profile = nullptr;
};

/// Minutes in which anything was logged, in windows of that length.
std::uint64_t unitsOf(const EventCounts& counts, std::size_t keys, std::size_t window) {
  const Calendar calendar = Calendar::of(counts);
  return static_cast<std::uint64_t>(
      std::ceil(calendar.hours() / hoursOf(window) * static_cast<double>(keys)));
}

}  // namespace

Result<std::vector<Burst>> RateDetector::judge(const EventCounts& counts, const std::stop_token& stop) const {
  std::vector<Burst> bursts;
  if (counts.empty()) return bursts;
  std::size_t keys = m_model->keys.size();
  for (const KeyId key : counts.keys()) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    keys += m_model->keys.contains(key) ? 0 : 1;
    std::ranges::move(KeyJudge(*m_model, key, counts.byKey().at(key)).bursts(), std::back_inserter(bursts));
  }
  std::array<std::uint64_t, kWindows.size()> units{};
  for (std::size_t w = 0; w < kWindows.size(); ++w) units[w] = unitsOf(counts, keys, w);
  for (Burst& burst : bursts) burst.units = units[burst.window];
  std::ranges::stable_sort(bursts, {}, &Burst::start);
  return bursts;
}

Result<RateDetector> RateDetector::taught(std::span<const TaughtBurst> bursts) const {
  auto model = std::make_shared<Model>(*m_model);
  for (const TaughtBurst& burst : bursts) {
    const auto [place, isNew] = model->keys.try_emplace(burst.key);
    if (isNew) place->second.spread = model->spread;
    const std::int64_t first = binOf(burst.start);
    const std::int64_t last = std::max(first, binOf(burst.end));
    const std::int64_t hour = Seconds(std::chrono::hours(1)) / kBin;
    // A rhythm has no more slots than two days and a weekend have hours.
    for (std::int64_t bin = first, steps = 0; steps <= 96; bin += hour, ++steps) {
      SlotCount& slot = place->second.slots[slotOf(model->rhythm, std::min(bin, last))];
      for (std::size_t w = 0; w < kWindows.size(); ++w) slot.most[w] = std::max(slot.most[w], burst.most[w]);
      if (bin >= last) break;
    }
  }
  return RateDetector(std::move(model));
}

Usual RateDetector::usual(KeyId key, UtcTime time, std::size_t window) const {
  const auto known = m_model->keys.find(key);
  const Profile profile = known == m_model->keys.end() ? Profile{} : known->second;
  return usualIn(*m_model, profile, slotOf(m_model->rhythm, binOf(time)),
                 std::min(window, kWindows.size() - 1));
}

bool RateDetector::knowsDays() const { return m_model->rhythm != Rhythm::None; }

Seconds RateDetector::seen() const {
  return Seconds(static_cast<std::int64_t>(faultline::rates::hoursOf(*m_model) * 3600));
}

}  // namespace faultline::rates
