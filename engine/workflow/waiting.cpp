#include "engine/workflow/waiting.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <tsl/robin_map.h>

namespace faultline::workflow {

namespace {

// A pause shorter than this is the program's own.
constexpr double kLeastWaitSeconds = 1;
// Of the middle half of a pair's elapsed times, which a fifth of lines in the wrong session does not reach:
// how much longer its longest is than its shortest, as a factor and in seconds. Long steps of programs stay
// below one or the other (copying an image: 13 s within a tenth; shutting down: 3 to 5 s), users' waits are
// above both (5 to 11 s).
constexpr double kLeastSpreadFactor = 1.5;
constexpr double kLeastSpreadSeconds = 3.5;
// Times of two modes are judged apart where none lies between T and this many times T.
constexpr double kModeGap = 4;
constexpr std::size_t kLeastInMode = 5;
// Fewer times tell nothing of their spread.
constexpr std::size_t kLeastTimes = 20;
// A key starts (ends) tasks when at least this share of the slow times before (after) it is waits.
constexpr double kKnownShare = 0.5;

struct Elapsed {
  LogKey from;
  LogKey to;
  float seconds;
  std::uint32_t entry;
};

bool samePair(const Elapsed& a, const Elapsed& b) { return a.from == b.from && a.to == b.to; }

/// What was found of the slow times before or after a key.
struct KeyWaits {
  std::uint64_t waits = 0;
  std::uint64_t slow = 0;
  [[nodiscard]] bool known() const {
    return waits > 0 && static_cast<double>(waits) >= kKnownShare * static_cast<double>(slow);
  }
};

class WaitFinder {
 public:
  explicit WaitFinder(std::vector<Elapsed> elapsed) : m_elapsed(std::move(elapsed)) {}

  Result<std::vector<std::uint8_t>> find(std::size_t entries, const std::stop_token& stop) {
    std::ranges::sort(m_elapsed, [](const Elapsed& a, const Elapsed& b) {
      if (a.from != b.from) return a.from < b.from;
      if (a.to != b.to) return a.to < b.to;
      if (a.seconds != b.seconds) return a.seconds < b.seconds;
      return a.entry < b.entry;
    });
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
    m_waits.assign(entries, 0);
    for (std::size_t begin = 0; begin < m_elapsed.size();) {
      std::size_t end = begin;
      while (end < m_elapsed.size() && samePair(m_elapsed[begin], m_elapsed[end])) ++end;
      judgePair(std::span(m_elapsed).subspan(begin, end - begin));
      begin = end;
    }
    judgeUndecided();
    return std::move(m_waits);
  }

 private:
  void judgePair(std::span<const Elapsed> times) {
    // From the slowest mode down; nothing below a second is a wait, so modes there need not be told apart.
    while (!times.empty()) {
      std::size_t split = 0;
      for (std::size_t i = times.size() - 1; i >= kLeastInMode && split == 0; --i) {
        if (times.size() - i < kLeastInMode || times[i].seconds < kLeastWaitSeconds) continue;
        if (times[i].seconds >= kModeGap * times[i - 1].seconds) split = i;
      }
      judgeMode(times.subspan(split));
      times = times.first(split);
    }
  }

  void judgeMode(std::span<const Elapsed> times) {
    const double low = times[times.size() / 4].seconds;
    const double median = times[times.size() / 2].seconds;
    const double high = times[times.size() - 1 - times.size() / 4].seconds;
    if (median < kLeastWaitSeconds) return;
    const bool spread = high - low >= kLeastSpreadSeconds;
    const bool waits = spread && high >= kLeastSpreadFactor * low;
    // A wait behind a long step spreads by less than the factor.
    if (times.size() < kLeastTimes || (spread && !waits)) {
      m_undecided.insert(m_undecided.end(), times.begin(), times.end());
      return;
    }
    KeyWaits& after = m_after[times[0].from];
    KeyWaits& before = m_before[times[0].to];
    after.slow += times.size();
    before.slow += times.size();
    if (!waits) return;
    after.waits += times.size();
    before.waits += times.size();
    for (const Elapsed& one : times) m_waits[one.entry] = 1;
  }

  void judgeUndecided() {
    for (const Elapsed& one : m_undecided) {
      if (one.seconds < kLeastWaitSeconds) continue;
      const auto after = m_after.find(one.from);
      const auto before = m_before.find(one.to);
      const bool ends = after != m_after.end() && after->second.known();
      const bool starts = before != m_before.end() && before->second.known();
      if (ends || starts) m_waits[one.entry] = 1;
    }
  }

  std::vector<Elapsed> m_elapsed;
  std::vector<Elapsed> m_undecided;
  std::vector<std::uint8_t> m_waits;
  tsl::robin_map<LogKey, KeyWaits> m_after;
  tsl::robin_map<LogKey, KeyWaits> m_before;
};

}  // namespace

Result<std::vector<std::uint8_t>> waitsBefore(const Material& material, std::span<const LogKey> background,
                                              const std::stop_token& stop) {
  if (material.times.empty()) return std::vector<std::uint8_t>{};
  std::vector<Elapsed> elapsed;
  elapsed.reserve(material.times.size());
  std::size_t entry = 0;
  for (std::size_t session = 0; session < material.sessions.size(); ++session) {
    constexpr auto kNothing = std::numeric_limits<std::size_t>::max();
    std::size_t last = kNothing;
    const auto keys = material.sessions[session];
    const std::size_t begin = entry;
    for (; entry < begin + keys.size(); ++entry) {
      if (entry % 65536 == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
      const LogKey key = keys[entry - begin];
      if (std::ranges::binary_search(background, key)) continue;
      if (last != kNothing && material.times[last] != kNoTime &&
          material.times[entry] >= material.times[last]) {
        const double seconds =
            (static_cast<double>(material.times[entry]) - static_cast<double>(material.times[last])) * 1e-9;
        elapsed.push_back(
            {keys[last - begin], key, static_cast<float>(seconds), static_cast<std::uint32_t>(entry)});
      }
      last = entry;
    }
  }
  return WaitFinder(std::move(elapsed)).find(entry, stop);
}

}  // namespace faultline::workflow
