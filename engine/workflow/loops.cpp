#include "engine/workflow/loops.h"

#include <algorithm>

namespace faultline::workflow {

namespace {

/// Stages in a round, and fewer rounds than at least, that are rarer than this are a fault's.
constexpr double kRareShare = .01;

constexpr std::size_t kLongestRound = 64;

}  // namespace

void LoopFinder::add(std::span<const Stage> visits, std::uint64_t weight) {
  m_rounds.clear();
  for (std::uint32_t at = 0; at < visits.size(); ++at) {
    const Stage stage = visits[at];
    if (m_last[stage] != kNone) {
      close(visits, at, weight);
      ++m_rounds[stage];
    } else if (const auto known = m_rounds.find(stage); known != m_rounds.end()) {
      // Within a round of a loop around it: this is another entering.
      m_seen[stage].counts[known->second] += weight;
      known->second = 1;
    } else {
      m_rounds[stage] = 1;
    }
    m_last[stage] = at;
  }
  for (const auto& [stage, rounds] : m_rounds) m_seen[stage].counts[rounds] += weight;
  for (const Stage stage : visits) m_last[stage] = kNone;
}

void LoopFinder::close(std::span<const Stage> visits, std::uint32_t at, std::uint64_t weight) {
  const Stage head = visits[at];
  std::vector<Stage> round{head};
  Stage last = head;
  for (std::uint32_t i = m_last[head]; i < at; ++i) {
    const Stage stage = visits[i];
    if (stage == head || m_order.isFree(stage, head)) continue;
    round.push_back(stage);
    last = stage;
  }
  for (const Stage stage : round) m_last[stage] = kNone;
  std::ranges::sort(round);
  round.erase(std::ranges::unique(round).begin(), round.end());
  // So long a way back is none of a loop's: what lies on it is not told.
  if (round.size() > kLongestRound) round = {head};
  Seen& seen = m_seen[head];
  seen.closings += weight;
  for (const Stage stage : round) seen.members[stage] += weight;
  m_closings[{last, head}] += weight;
}

std::map<Stage, LoopFinder::Found> LoopFinder::loops() const {
  std::map<Stage, Found> loops;
  for (const auto& [head, seen] : m_seen) {
    if (seen.closings == 0) continue;
    Found found;
    for (const auto& [stage, count] : seen.members) {
      if (!isRare(count, seen.closings, kRareShare)) found.stages.push_back(stage);
    }
    found.mostRounds = seen.counts.rbegin()->first;
    std::uint64_t all = 0;
    for (const auto& [rounds, count] : seen.counts) all += count;
    std::uint64_t fewer = 0;
    for (const auto& [rounds, count] : seen.counts) {
      fewer += count;
      if (isRare(fewer, all, kRareShare)) continue;
      found.leastRounds = rounds;
      break;
    }
    loops.emplace(head, std::move(found));
  }
  return loops;
}

}  // namespace faultline::workflow
