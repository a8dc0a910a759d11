#include "engine/workflow/stages.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include <tsl/robin_map.h>
#include <tsl/robin_set.h>

#include "engine/workflow/stage_order.h"

namespace faultline::workflow {

namespace {

constexpr std::size_t kLongestRound = 8;        ///< Of a fragment that is found to repeat.
constexpr double kRareShare = .02;              ///< Of the runs with its keys, for a repetition.
constexpr std::uint32_t kMostOccurrences = 12;  ///< Of a key as stages of their own; later ones are the last.

/// Fragments, by hash.
using Fragments = tsl::robin_set<std::uint64_t>;

/// A run without its repetitions: fragments that come again right after themselves are there once.
class Folding {
 public:
  explicit Folding(const Fragments& refused) : m_refused(refused) {}

  /// The slot of each entry: entries of one slot are repetitions of one another.
  const std::vector<std::uint32_t>& fold(std::span<const LogKey> keys) {
    m_folded.clear();
    m_keys.clear();
    m_entries.clear();
    for (std::uint32_t entry = 0; entry < keys.size(); ++entry) {
      m_keys.push_back(keys[entry]);
      m_entries.push_back({entry});
      while (dropRepetition()) {
      }
    }
    m_slots.assign(keys.size(), 0);
    for (std::uint32_t slot = 0; slot < m_entries.size(); ++slot) {
      for (const std::uint32_t entry : m_entries[slot]) m_slots[entry] = slot;
    }
    return m_slots;
  }
  /// What repeated itself in the run, by hash: its keys.
  [[nodiscard]] const std::map<std::uint64_t, std::vector<LogKey>>& folded() const { return m_folded; }

 private:
  bool dropRepetition() {
    for (std::size_t round = 1; round <= std::min(kLongestRound, m_keys.size() / 2); ++round) {
      const auto last = m_keys.end() - static_cast<std::ptrdiff_t>(round);
      if (!std::equal(last, m_keys.end(), last - static_cast<std::ptrdiff_t>(round))) continue;
      const std::uint64_t fragment = hashOf({last, m_keys.end()});
      if (m_refused.contains(fragment)) continue;
      m_folded.try_emplace(fragment, last, m_keys.end());
      const std::size_t first = m_keys.size() - round;
      for (std::size_t slot = first; slot < m_keys.size(); ++slot) {
        auto& kept = m_entries[slot - round];
        kept.insert(kept.end(), m_entries[slot].begin(), m_entries[slot].end());
      }
      m_keys.resize(first);
      m_entries.resize(first);
      return true;
    }
    return false;
  }

  const Fragments& m_refused;
  std::map<std::uint64_t, std::vector<LogKey>> m_folded;
  std::vector<LogKey> m_keys;                         ///< By slot.
  std::vector<std::vector<std::uint32_t>> m_entries;  ///< By slot.
  std::vector<std::uint32_t> m_slots;
};

/// Fragments that hardly ever repeat themselves where their keys are: concurrent threads whose entries
/// happen to fall so, or a fault.
Fragments accidental(const DistinctRuns& runs, std::span<const std::uint8_t> usual) {
  struct Count {
    std::uint64_t runs = 0;
    std::size_t last = 0;
  };
  tsl::robin_map<LogKey, Count> keys;
  tsl::robin_map<std::uint64_t, std::uint64_t> folded;
  tsl::robin_map<std::uint64_t, LogKey> firstKey;
  const Fragments none;
  Folding folding(none);
  for (std::size_t run = 0; run < runs.size(); ++run) {
    if (usual[run] == 0) continue;
    for (const LogKey key : runs[run]) {
      Count& count = keys[key];
      count.runs += count.last == run + 1 ? 0 : runs.weights[run];
      count.last = run + 1;
    }
    folding.fold(runs[run]);
    for (const auto& [fragment, fragmentKeys] : folding.folded()) {
      folded[fragment] += runs.weights[run];
      firstKey.try_emplace(fragment, fragmentKeys.front());
    }
  }
  Fragments rare;
  for (const auto& [fragment, count] : folded) {
    if (isRare(count, keys.at(firstKey.at(fragment)).runs, kRareShare)) rare.insert(fragment);
  }
  return rare;
}

/// So many of each key that there are not too many stages.
std::uint32_t occurrencesKept(const DistinctRuns& runs, std::span<const std::uint8_t> usual) {
  tsl::robin_set<LogKey> keys;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    if (usual[run] != 0) keys.insert(runs[run].begin(), runs[run].end());
  }
  const std::size_t each = kMostStages / std::max<std::size_t>(keys.size(), 1);
  return static_cast<std::uint32_t>(std::clamp<std::size_t>(each, 1, kMostOccurrences));
}

}  // namespace

Stages findStages(const DistinctRuns& runs, std::span<const std::uint8_t> usual) {
  Stages stages;
  stages.visits.reserve(runs.keys.size());
  std::map<std::pair<LogKey, std::uint32_t>, Stage> known;
  tsl::robin_map<LogKey, std::uint32_t> occurrences;
  const Fragments refused = accidental(runs, usual);
  const std::uint32_t mostOccurrences = occurrencesKept(runs, usual);
  Folding folding(refused);
  std::vector<Stage> stageOfSlot;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    const auto keys = runs[run];
    if (usual[run] == 0) {
      stages.visits.insert(stages.visits.end(), keys.size(), kNone);
      continue;
    }
    occurrences.clear();
    stageOfSlot.clear();
    const auto& slots = folding.fold(keys);
    for (std::size_t entry = 0; entry < keys.size(); ++entry) {
      if (slots[entry] == stageOfSlot.size()) {
        std::uint32_t& occurrence = occurrences[keys[entry]];
        const auto [stage, isNew] =
            known.try_emplace({keys[entry], std::min(occurrence++, mostOccurrences - 1)},
                              static_cast<Stage>(stages.keys.size()));
        if (isNew) stages.keys.push_back(keys[entry]);
        stageOfSlot.push_back(stage->second);
      }
      stages.visits.push_back(stageOfSlot[slots[entry]]);
    }
  }
  return stages;
}

void unite(Stages& stages, std::span<const Stage> into) {
  std::vector<Stage> kept(stages.keys.size());
  std::vector<LogKey> keys;
  for (Stage stage = 0; stage < into.size(); ++stage) {
    if (into[stage] == stage) {
      kept[stage] = static_cast<Stage>(keys.size());
      keys.push_back(stages.keys[stage]);
    } else {
      kept[stage] = kept[into[stage]];
    }
  }
  for (Stage& visit : stages.visits) visit = visit == kNone ? kNone : kept[visit];
  stages.keys = std::move(keys);
}

}  // namespace faultline::workflow
