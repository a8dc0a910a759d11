#include "engine/workflow/background.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <tsl/robin_map.h>
#include <tsl/robin_set.h>

#include "engine/workflow/key_pair.h"

namespace faultline::workflow {

namespace {

// A step: what follows a key at once so often, and not more keys than so many.
constexpr double kStepShare = 0.5;
constexpr std::uint64_t kLeastSteps = 10;
constexpr std::size_t kMostBefore = 4;
// So many entries may come between its two keys.
constexpr std::size_t kMostBetween = 12;
// A key that interrupts so many different steps, so many times, in this share of its entries and this share
// of all steps there are, belongs to none. Tasks that may be left out come between others as well, and
// concurrent threads interrupt each other, but at a third of all steps at most; what runs in the background
// of a made cloud interrupts 40 to 60 %.
constexpr double kShareOfSteps = 0.35;
// What else is in the background interrupts at least this much of the share of the one that interrupts most.
constexpr double kShareOfMost = 0.45;
constexpr std::size_t kLeastInterrupted = 3;
constexpr std::uint64_t kLeastInterrupts = 5;
constexpr double kInterruptShare = 0.03;
constexpr int kMostRounds = 20;

class BackgroundFinder {
 public:
  explicit BackgroundFinder(const sequence::SessionSet& sessions) {
    for (std::size_t session = 0; session < sessions.size(); ++session)
      if (sessions.kind(session) == sequence::SessionKind::Stream)
        m_streams.emplace_back(sessions[session].begin(), sessions[session].end());
  }

  Result<std::vector<LogKey>> find(const std::stop_token& stop) {
    for (int round = 0; round < kMostRounds && !m_streams.empty(); ++round) {
      FAULTLINE_TRY(findSteps(stop));
      FAULTLINE_TRY(countInterrupts(stop));
      if (!learn()) break;
      for (auto& stream : m_streams)
        std::erase_if(stream, [this](LogKey key) { return m_found.contains(key); });
    }
    std::vector<LogKey> keys(m_found.begin(), m_found.end());
    std::ranges::sort(keys);
    return keys;
  }

 private:
  struct Interrupts {
    std::uint64_t count = 0;
    tsl::robin_set<LogKey>
        steps;  ///< The first keys of those interrupted; no more are held than are asked for.
  };

  Status findSteps(const std::stop_token& stop) {
    tsl::robin_map<std::uint64_t, std::uint64_t, PairHash> pairs;
    m_frequency.clear();
    m_steps.clear();
    for (const auto& stream : m_streams)
      for (std::size_t at = 0; at < stream.size(); ++at) {
        if (at % 65536 == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
        ++m_frequency[stream[at]];
        if (at > 0) ++pairs[pairKey(stream[at - 1], stream[at])];
      }
    for (const auto& [pair, count] : pairs) {
      const auto from = static_cast<LogKey>(pair >> 32);
      // At exactly a half there may be two such; neither is a step.
      if (count >= kLeastSteps &&
          static_cast<double>(count) > kStepShare * static_cast<double>(m_frequency[from]))
        m_steps[from] = static_cast<LogKey>(pair & 0xffffffff);
    }
    dropTransitions();
    return {};
  }

  /// What follows many keys starts tasks, or comes everywhere itself.
  void dropTransitions() {
    tsl::robin_map<LogKey, std::size_t> before;
    for (const auto& [from, to] : m_steps) ++before[to];
    for (auto step = m_steps.begin(); step != m_steps.end();)
      step = before[step->second] > kMostBefore ? m_steps.erase(step) : std::next(step);
  }

  Status countInterrupts(const std::stop_token& stop) {
    m_interrupts.clear();
    for (const auto& stream : m_streams)
      for (std::size_t at = 0; at + 1 < stream.size(); ++at) {
        if (at % 65536 == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
        const auto step = m_steps.find(stream[at]);
        if (step == m_steps.end() || stream[at + 1] == step->second) continue;
        interruptAt(stream, at, step->second);
      }
    return {};
  }

  void interruptAt(const std::vector<LogKey>& stream, std::size_t from, LogKey to) {
    const std::size_t most = std::min(stream.size(), from + kMostBetween + 2);
    std::size_t end = from + 1;
    while (end < most && stream[end] != to && stream[end] != stream[from]) ++end;
    if (end == most || stream[end] != to) return;
    for (std::size_t at = from + 1; at < end; ++at) {
      Interrupts& interrupts = m_interrupts[stream[at]];
      ++interrupts.count;
      interrupts.steps.insert(stream[from]);
    }
  }

  /// Whether there are new ones. Steps of jobs in the background are in turn interrupted by tasks, but there
  /// are fewer of them: what interrupts most says what is many.
  bool learn() {
    std::vector<std::pair<double, LogKey>> shares;
    for (const auto& [key, interrupts] : m_interrupts) {
      const auto entries = static_cast<double>(m_frequency[key]);
      if (interrupts.count >= kLeastInterrupts && interrupts.steps.size() >= kLeastInterrupted &&
          static_cast<double>(interrupts.count) >= kInterruptShare * entries)
        shares.emplace_back(
            static_cast<double>(interrupts.steps.size()) / static_cast<double>(m_steps.size()), key);
    }
    const double most = shares.empty() ? 0 : std::ranges::max(shares).first;
    if (m_found.empty() && most < kShareOfSteps) return false;
    m_least = std::max(m_least, kShareOfMost * most);
    const std::size_t before = m_found.size();
    for (const auto& [share, key] : shares)
      if (share >= m_least) m_found.insert(key);
    return m_found.size() > before;
  }

  std::vector<std::vector<LogKey>> m_streams;
  tsl::robin_map<LogKey, std::uint64_t> m_frequency;
  tsl::robin_map<LogKey, LogKey> m_steps;
  tsl::robin_map<LogKey, Interrupts> m_interrupts;
  tsl::robin_set<LogKey> m_found;
  double m_least = 0;  ///< Of all steps: what a key in the background interrupts at least.
};

}  // namespace

Result<std::vector<LogKey>> backgroundKeys(const sequence::SessionSet& sessions,
                                           const std::stop_token& stop) {
  return BackgroundFinder(sessions).find(stop);
}

}  // namespace faultline::workflow
